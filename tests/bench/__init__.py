"""How fast the site is beside the least that any site would have to do: `python -m tests.bench`."""
