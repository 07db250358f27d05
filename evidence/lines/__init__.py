"""The page of one line, and browsing the library."""
