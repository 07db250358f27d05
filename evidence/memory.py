"""Memory that a photo or a pack took goes back to the computer, so that a worker stays as small as it was.

GNU's C library keeps what was freed, for each thread apart, and takes ever larger pieces from what it keeps. A worker
that has redrawn a few photos in its eight threads would hold three times what it needs.
"""

import ctypes

MEGABYTE = 1024 * 1024
# Numbers of <malloc.h>, with what they are set to: pools for all threads together, from which size on a piece is taken
# from the computer by itself, and how much may lie free at a pool's end.
_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
_SETTINGS = ((_ARENA_MAX, 2), (_MMAP_THRESHOLD, MEGABYTE), (_TRIM_THRESHOLD, MEGABYTE))


def keep_small() -> bool:
    """Tell the C library of this process. False where it can't be told, as on Windows and macOS, which need not be."""
    try:
        tell = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    answers = [tell(number, value) for number, value in _SETTINGS]
    return all(answers)
