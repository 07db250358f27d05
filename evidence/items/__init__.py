"""Evidence items."""
