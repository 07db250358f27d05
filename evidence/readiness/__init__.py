"""Where the service stands."""
