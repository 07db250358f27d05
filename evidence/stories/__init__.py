"""Good-news stories."""
