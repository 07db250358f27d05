"""Search over records, the words inside their files, and the lines of the framework."""
