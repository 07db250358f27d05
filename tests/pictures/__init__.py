"""The pictures of docs/pictures, taken of the real pages: `python -m tests.pictures`."""
