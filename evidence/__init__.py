"""The tracker: everything a service records, and the pages for it. One room per feature."""
