"""Backing everything up into one sealed file, and restoring it onto either database."""
