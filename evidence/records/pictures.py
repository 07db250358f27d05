"""Pictures, drawn afresh: upright, at most 2,000 pixels a side, in sRGB, and without anything but the picture.

A phone writes the place, the time and the owner into its photos. Nothing of that is copied: the pixels go into a new
picture, which has no EXIF, XMP, comment, thumbnail or colour profile. This also leaves behind whatever else was hidden
in the file.
"""

import errno
import struct
import threading
import warnings
import zlib
from io import BytesIO
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms

from evidence.records.refusals import RefusedFile

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2000
JPEG_QUALITY = 85

# Pillow's name of the format for each ending that leading_bytes tells apart.
FORMATS: dict[str, tuple[str, ...]] = {
    # Phones that put a second view into a photo write MPO, which is JPEG with more pictures behind the first.
    ".jpg": ("JPEG", "MPO"),
    ".png": ("PNG",),
    ".webp": ("WEBP",),
    ".heic": ("HEIF",),
}
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# The colour space that a profile must speak of to fit the pixels of a mode.
_PROFILE_SPACES = {"RGB": "RGB", "RGBA": "RGB", "L": "GRAY", "CMYK": "CMYK"}
# What the readers of pictures raise for bytes that are not the picture they claim to be.
_UNREADABLE = (
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
)
# Pillow looks for places that a broken file names; a place before the start or past any end is the file's fault.
_FAULTS_OF_THE_FILE = {None, errno.EINVAL, errno.EOVERFLOW}

# The largest picture takes several hundred megabytes while it is open. One at a time, ten phones together can't fill
# the memory; and the filter for warnings, which all threads share, is put back in order.
_one_at_a_time = threading.Lock()

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def redraw(name: str, file: BinaryIO, kind: str) -> tuple[bytes, str]:
    """The picture in a file, drawn afresh, and the ending for its new format: ".jpg" or ".png".

    kind: the ending that stands for what the file is, one of FORMATS. PNG stays PNG and JPEG stays JPEG; WebP and HEIC
    become JPEG, or PNG when something shines through. Of a moving picture the first frame is kept.
    Raises RefusedFile for more than 60 million pixels and for a picture that can't be read to its end.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="PIL")
        warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
        try:
            picture = _fresh(_read(name, file, kind))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels(name) from error
        except _UNREADABLE as error:
            raise _damaged(name) from error
        except OSError as error:
            if error.errno not in _FAULTS_OF_THE_FILE:
                raise
            raise _damaged(name) from error
        return _written(picture, kind)


def _read(name: str, file: BinaryIO, kind: str) -> Image.Image:
    """The picture with every pixel read, at most twice as large as it will be if the format allows that."""
    file.seek(0)
    picture = Image.open(file, formats=FORMATS[kind])
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels(name)
    # JPEG can be read at a half, a quarter or an eighth of its size, which takes that much less memory.
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    return picture


def _fresh(picture: Image.Image) -> Image.Image:
    """A new picture with nothing but the pixels. Shrunk before it is turned: the result is the same, in less memory."""
    turn = _UPRIGHT.get(_orientation(picture))
    shown = _plain_mode(picture)
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    shown = _in_srgb(shown)
    if turn is not None:
        shown = shown.transpose(turn)
    fresh = Image.new(shown.mode, shown.size)
    fresh.paste(shown)
    return fresh


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except (*_UNREADABLE, OSError):
        # Notes that can't be read say nothing about the picture, which is then taken as it lies.
        return 1


def _plain_mode(picture: Image.Image) -> Image.Image:
    """The picture in one of the modes L, RGB, RGBA and CMYK, which can all be shrunk smoothly."""
    if picture.has_transparency_data:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel, as some scanners write; the upper eight are what a screen shows.
        return picture.convert("I").point([place // 256 for place in range(65536)], "L")
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, grey or with transparency. A profile that does not fit is left out, as browsers do."""
    profile = picture.info.get("icc_profile")
    shown = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if source.profile.xcolor_space.strip() == _PROFILE_SPACES[picture.mode]:
                target = ImageCms.createProfile("sRGB")
                changed = ImageCms.profileToProfile(picture, source, target, outputMode=shown)
                return changed or picture
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return picture if picture.mode == "L" else picture.convert(shown)


def _written(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    """The picture as bytes of its new format. Written in memory, where a full disk can't spoil it unseen."""
    output = BytesIO()
    if kind == ".png" or (kind != ".jpg" and _shines_through(picture)):
        picture.save(output, "PNG")
        return output.getvalue(), ".png"
    if picture.mode == "RGBA":
        picture = picture.convert("RGB")
    picture.save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue(), ".jpg"


def _shines_through(picture: Image.Image) -> bool:
    return picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] != 255


def _too_many_pixels(name: str) -> RefusedFile:
    return RefusedFile(
        name,
        f"{name} has more than {MOST_PIXELS // 1_000_000} million pixels, too many to open safely. "
        "Save a smaller copy of it, or take the picture again with a lower setting, and add that.",
    )


def _damaged(name: str) -> RefusedFile:
    return RefusedFile(
        name,
        f"{name} is damaged or not complete, so the picture can’t be read. "
        "Open it to check, then save it again or take it again, and add the new picture.",
    )
