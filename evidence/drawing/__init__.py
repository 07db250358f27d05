"""Drawing: a plain document of dataclasses becomes bytes to hand out. Knows nothing of Flask or the database."""
