"""Whatever bytes come under whatever name: a file is taken in or refused, and nothing else happens."""

import tempfile
from io import BytesIO
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence.records.file_kinds import KIND_BY_ENDING, TAKEN_ENDINGS
from evidence.records.file_names import LONGEST_NAME, ending, safe_name
from evidence.records.intake import TakenIn, take_in
from evidence.records.refusals import RefusedFile
from tests.unit.records import sample_files as sample

SAMPLES = {
    ".pdf": sample.PDF,
    ".docx": sample.office("docx", word__embeddings__oleObject1_dot_bin=b"object"),
    ".xlsx": sample.office("xlsx"),
    ".csv": sample.CSV,
    ".jpg": sample.picture("JPEG", exif=sample.photo_notes(6), icc_profile=sample.srgb_profile()),
    ".png": sample.picture("PNG", mode="P", colour=3, pnginfo=sample.png_notes()),
    ".webp": sample.picture("WEBP", mode="RGBA"),
    ".heic": sample.picture("HEIF", size=(64, 64), exif=sample.photo_notes(6).tobytes()),
}
FIRST_BYTES = [
    *(content[:16] for content in SAMPLES.values()),
    *(
        sample.OLE_MARK,
        b"PK\x05\x06",
        b"RIFF\xff\xff\xff\xffWEBPVP8X",
        b"\x00\x00\x00\x18ftypheic",
        b"\xff\xd8\xff\xe1",
    ),
]
endings = st.sampled_from([*TAKEN_ENDINGS, ".xyz", "", ".doc"])
changes = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12)


def taken_or_refused(name: str, content: bytes) -> None:
    """Takes a file in and checks that the outcome is one of the two and leaves no more than it says."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        taken, refused = _outcome(name, content, folder)
        if refused is not None:
            assert list(folder.iterdir()) == []
            assert refused.message.startswith(refused.name)
            assert refused.message.endswith(".")
            return
        assert taken is not None
        assert list(folder.iterdir()) == [taken.path]
        kind = KIND_BY_ENDING[ending(taken.name)]
        assert kind.media_type == taken.media_type
        if kind.is_picture:
            with Image.open(taken.path) as picture:
                picture.load()
                assert max(picture.size) <= 2000


def _outcome(name: str, content: bytes, folder: Path) -> tuple[TakenIn | None, RefusedFile | None]:
    try:
        return take_in(name, BytesIO(content), folder=folder), None
    except RefusedFile as refused:
        return None, refused


@settings(max_examples=150, deadline=None)
@given(name=st.text(max_size=30), tail=endings, content=st.binary(max_size=300))
def test_random_bytes_are_taken_or_refused(name: str, tail: str, content: bytes) -> None:
    taken_or_refused(name + tail, content)


@settings(max_examples=150, deadline=None)
@given(tail=endings, start=st.sampled_from(FIRST_BYTES), rest=st.binary(max_size=400))
def test_random_bytes_after_a_true_beginning_are_taken_or_refused(tail: str, start: bytes, rest: bytes) -> None:
    taken_or_refused("a" + tail, start + rest)


@settings(max_examples=400, deadline=None)
@given(tail=st.sampled_from(sorted(SAMPLES)), changed=changes, share=st.floats(0.2, 1.5))
def test_true_files_with_changed_bytes_are_taken_or_refused(
    tail: str, changed: list[tuple[float, int]], share: float
) -> None:
    content = bytearray(SAMPLES[tail])
    for place, value in changed:
        content[int(place * len(content))] = value
    taken_or_refused("a" + tail, bytes(content[: int(len(content) * share)]))


@settings(max_examples=300)
@given(st.text(max_size=200) | st.text(alphabet="./\\ a\u202e\x00", max_size=200))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    shown = safe_name(name)
    assert 0 < len(shown) <= LONGEST_NAME
    assert not set("/\\\x00\n\r\u202e\u2066") & set(shown)
    assert shown not in {".", ".."}
    assert safe_name(shown) == shown
    shown.encode("utf-8")
