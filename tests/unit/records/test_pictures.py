import warnings
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from evidence.records import pictures
from evidence.records.intake import TakenIn
from tests.unit.records import sample_files as sample
from tests.unit.records.conftest import Refusal, Take

PLACES = ((4, 4), (60, 4), (4, 60))


def looked_at(taken: TakenIn) -> Image.Image:
    picture = Image.open(taken.path)
    picture.load()
    return picture


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("form", "name", "new_name", "media_type"),
    [
        ("JPEG", "Garden.JPG", "Garden.JPG", "image/jpeg"),
        ("JPEG", "Garden.jpeg", "Garden.jpeg", "image/jpeg"),
        ("PNG", "Garden.png", "Garden.png", "image/png"),
        ("WEBP", "Garden.webp", "Garden.jpg", "image/jpeg"),
        ("HEIF", "Garden.heic", "Garden.jpg", "image/jpeg"),
        ("HEIF", "Garden.heif", "Garden.jpg", "image/jpeg"),
    ],
)
def test_picture_comes_out_in_a_form_every_browser_shows(
    take: Take, form: str, name: str, new_name: str, media_type: str
) -> None:
    taken = take(name, sample.picture(form, size=(160, 80)))
    assert (taken.name, taken.media_type) == (new_name, media_type)
    picture = looked_at(taken)
    assert Image.MIME[picture.format or ""] == media_type
    assert picture.size == (160, 80)
    assert near(picture.convert("RGB").getpixel((40, 40)), (255, 0, 0))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["WEBP", "PNG", "HEIF"])
def test_picture_that_shines_through_becomes_png(take: Take, form: str) -> None:
    taken = take(f"logo.{sample.ENDING_OF[form]}", sample.picture(form, mode="RGBA", colour="#ff000080"))
    assert (taken.name, taken.media_type) == ("logo.png", "image/png")
    assert looked_at(taken).getpixel((30, 10))[3] == 0  # type: ignore[index]


def test_webp_with_an_unused_alpha_channel_becomes_jpeg(take: Take) -> None:
    solid = BytesIO()
    Image.new("RGBA", (20, 20), "red").save(solid, "WEBP", lossless=True)
    assert take("logo.webp", solid.getvalue()).name == "logo.jpg"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_but_the_picture_is_kept(take: Take, form: str) -> None:
    notes: dict[str, Any] = {"exif": sample.photo_notes(6).tobytes(), "icc_profile": sample.srgb_profile()}
    extra: Any = {"PNG": {"pnginfo": sample.png_notes()}, "JPEG": {"comment": sample.SECRET_PLACE}}.get(
        form, {"xmp": f"<x:xmpmeta>{sample.SECRET_PLACE}</x:xmpmeta>".encode()}
    )
    content = sample.picture(form, size=(160, 80), **notes, **extra)
    assert sample.SECRET_PLACE.encode() in content
    taken = take(f"a.{sample.ENDING_OF[form]}", content)
    kept = taken.path.read_bytes()
    for mark in (sample.SECRET_PLACE.encode(), b"Exif", b"eXIf", b"xmp", b"ICC_PROFILE", b"iCCP", b"iTXt", b"tEXt"):
        assert mark not in kept
    picture = looked_at(taken)
    assert dict(picture.getexif()) == {}
    assert not {"exif", "icc_profile", "comment", "xmp", "Author"} & set(picture.info)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (1, None),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_270),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_90),
    ],
)
def test_picture_is_turned_upright_once(take: Take, form: str, orientation: int, turn: Image.Transpose | None) -> None:
    content = sample.picture(form, size=(128, 64), exif=sample.photo_notes(orientation).tobytes())
    lying = Image.open(BytesIO(sample.picture("PNG", size=(128, 64)))).convert("RGB")
    wanted = lying if turn is None else lying.transpose(turn)
    upright = looked_at(take(f"a.{sample.ENDING_OF[form]}", content)).convert("RGB")
    assert upright.size == wanted.size
    for place in PLACES:
        if _inside(place, wanted):
            assert near(upright.getpixel(place), wanted.getpixel(place))  # type: ignore[arg-type]


def _inside(place: tuple[int, int], picture: Image.Image) -> bool:
    return place[0] < picture.width and place[1] < picture.height


@pytest.mark.parametrize(
    ("form", "size", "shrunk"),
    [
        ("JPEG", (4200, 2100), (2000, 1000)),
        ("PNG", (2100, 4200), (1000, 2000)),
        ("JPEG", (2000, 10), (2000, 10)),
        ("PNG", (5000, 1), (2000, 1)),
    ],
)
def test_large_picture_is_shrunk_to_the_longest_side(
    take: Take, form: str, size: tuple[int, int], shrunk: tuple[int, int]
) -> None:
    assert looked_at(take(f"a.{sample.ENDING_OF[form]}", sample.picture(form, size=size))).size == shrunk


def test_small_picture_is_not_enlarged(take: Take) -> None:
    assert looked_at(take("a.png", sample.picture("PNG", size=(3, 2)))).size == (3, 2)


@pytest.mark.parametrize(
    ("form", "mode", "colour", "shown"),
    [
        ("PNG", "1", 1, (255, 255, 255)),
        ("PNG", "L", 200, (200, 200, 200)),
        ("PNG", "P", 1, (1, 1, 1)),
        ("PNG", "I;16", 0x8000, (128, 128, 128)),
        ("PNG", "LA", (100, 255), (100, 100, 100)),
        ("JPEG", "L", 200, (200, 200, 200)),
        ("JPEG", "CMYK", (0, 255, 255, 0), (255, 0, 0)),
    ],
)
def test_every_way_of_storing_pixels_keeps_its_colours(
    take: Take, form: str, mode: str, colour: object, shown: tuple[int, ...]
) -> None:
    content = sample.picture(form, mode=mode, colour=colour)
    original = Image.open(BytesIO(content))
    if mode == "P":
        shown = original.convert("RGB").getpixel((4, 4))  # type: ignore[assignment]
    taken = take(f"a.{sample.ENDING_OF[form]}", content)
    assert near(looked_at(taken).convert("RGB").getpixel((4, 4)), shown)  # type: ignore[arg-type]


def test_colours_of_another_profile_are_turned_into_srgb(take: Take) -> None:
    swapped = _profile_with_red_and_green_swapped()
    plain = looked_at(take("a.png", sample.picture("PNG", colour=(200, 40, 40))))
    turned = looked_at(take("a.png", sample.picture("PNG", colour=(200, 40, 40), icc_profile=swapped)))
    red, green, _ = turned.getpixel((4, 4))  # type: ignore[misc]
    assert plain.getpixel((4, 4)) == (200, 40, 40)
    assert green > red + 50


def _profile_with_red_and_green_swapped() -> bytes:
    profile = sample.srgb_profile()
    return profile.replace(b"rXYZ", b"xXYZ").replace(b"gXYZ", b"rXYZ").replace(b"xXYZ", b"gXYZ")


@pytest.mark.parametrize("profile", [b"nonsense", sample.srgb_profile()[:200]])
def test_broken_profile_is_left_out(take: Take, profile: bytes) -> None:
    taken = take("a.png", sample.picture("PNG", colour=(200, 40, 40), icc_profile=profile))
    assert looked_at(taken).getpixel((4, 4)) == (200, 40, 40)


def test_profile_for_other_pixels_is_left_out(take: Take) -> None:
    taken = take("a.png", sample.picture("PNG", mode="L", colour=99, icc_profile=sample.srgb_profile()))
    assert looked_at(taken).getpixel((4, 4)) == 99


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_moving_picture_keeps_its_first_frame(take: Take, form: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    output = BytesIO()
    frames[0].save(output, form, save_all=True, append_images=frames[1:], duration=50)
    picture = looked_at(take(f"a.{form.lower()}", output.getvalue()))
    assert getattr(picture, "n_frames", 1) == 1
    assert near(picture.convert("RGB").getpixel((5, 5)), (255, 0, 0))  # type: ignore[arg-type]


def test_photo_with_a_second_view_is_taken(take: Take) -> None:
    views = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    output = BytesIO()
    views[0].save(output, "MPO", save_all=True, append_images=views[1:])
    picture = looked_at(take("a.jpg", output.getvalue()))
    assert (picture.format, near(picture.getpixel((5, 5)), (255, 0, 0))) == ("JPEG", True)  # type: ignore[arg-type]


@pytest.mark.parametrize(("width", "height"), [(10_000, 6_001), (30_000, 30_000)])
def test_picture_with_too_many_pixels_is_refused_unread(refusal: Refusal, width: int, height: int) -> None:
    content = bytearray(sample.picture("PNG"))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    assert refusal("a.png", bytes(content)) == (
        "a.png has more than 60 million pixels, too many to open safely. "
        "Save a smaller copy of it, or take the picture again with a lower setting, and add that."
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_picture_cut_off_is_refused(refusal: Refusal, form: str, share: float) -> None:
    content = BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(content, form)
    ending = sample.ENDING_OF[form]
    cut = content.getvalue()[: int(len(content.getvalue()) * share)]
    assert refusal(f"a.{ending}", cut) == (
        f"a.{ending} is damaged or not complete, so the picture can’t be read. "
        "Open it to check, then save it again or take it again, and add the new picture."
    )


def test_photo_with_broken_notes_is_taken_as_it_lies(take: Take) -> None:
    broken = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff\x01\x12\x00\x03"
    assert looked_at(take("a.jpg", sample.picture("JPEG", exif=broken))).size == (40, 20)


def test_filter_for_warnings_is_left_as_it_was(take: Take) -> None:
    before = list(warnings.filters)
    take("a.jpg", sample.picture("JPEG"))
    assert warnings.filters == before


def test_limits_are_those_promised() -> None:
    assert (pictures.MOST_PIXELS, pictures.LONGEST_SIDE) == (60_000_000, 2000)
