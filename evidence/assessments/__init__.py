"""Self-assessment rounds."""
