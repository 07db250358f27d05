"""Whether everybody can use the demonstration: `python -m tests.accessibility` opens all that can be opened in it."""
