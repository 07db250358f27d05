"""The demonstration: a made-up provider with a year of evidence, stories, actions and rounds."""
