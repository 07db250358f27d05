"""What a file is, told from its first bytes, whatever its name says.

The answer is the ending that stands for the kind: ".pdf", ".jpg", ".zip", ".doc" for any old Office container, ".mp4"
for any video. The signatures are those published with each format.
"""

import re

HEAD_LENGTH = 4096
PDF_MARK = b"%PDF-"
# Readers look for the mark of a PDF this far into the file.
PDF_MARK_WITHIN = 1024

_AT_START: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"II+\x00", ".tif"),
    (b"MM\x00+", ".tif"),
    (b"8BPS\x00", ".psd"),
    (b"\x00\x00\x01\x00", ".ico"),
    (b"PK\x03\x04", ".zip"),
    (b"PK\x05\x06", ".zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"\x1f\x8b", ".gz"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"MSCF\x00\x00\x00\x00", ".cab"),
    (b"\x7fELF", ".elf"),
    (b"\xca\xfe\xba\xbe", ".class"),
    (b"\xcf\xfa\xed\xfe", ".app"),
    (b"\xce\xfa\xed\xfe", ".app"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", ".lnk"),
    (b"#!", ".sh"),
    (b"{\\rtf", ".rtf"),
    (b"ID3\x02", ".mp3"),
    (b"ID3\x03", ".mp3"),
    (b"ID3\x04", ".mp3"),
    (b"\xff\xfb", ".mp3"),
    (b"\xff\xf3", ".mp3"),
    (b"\xff\xf2", ".mp3"),
    (b"fLaC\x00", ".flac"),
    (b"OggS\x00", ".ogg"),
    (b"#!AMR", ".amr"),
    (b"\x1aE\xdf\xa3", ".mkv"),
    (b"\x00\x00\x01\xba", ".mpg"),
    (b"FLV\x01", ".flv"),
    (b"0&\xb2u\x8ef\xcf\x11", ".wmv"),
    (b"SQLite format 3\x00", ".sqlite"),
)
# Two letters could also begin a table of text, so these count only where the bytes that follow are not text.
_AT_START_BEFORE_BINARY: tuple[tuple[bytes, str], ...] = ((b"MZ", ".exe"), (b"BM", ".bmp"), (b"BZh", ".bz2"))
_RIFF = {b"WEBP": ".webp", b"WAVE": ".wav", b"AVI ": ".avi"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_SOUND_BRANDS = {b"M4A ", b"M4B ", b"M4P "}
_MARKUP: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"<svg[\s>]|<!doctype\s+svg", re.IGNORECASE), ".svg"),
    (re.compile(rb"<\?php|<%", re.IGNORECASE), ".php"),
    (re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|meta|style|table|!--)", re.IGNORECASE), ".html"),
    (re.compile(rb"<(\?xml|[a-z!/?])", re.IGNORECASE), ".xml"),
)


def what_it_is(head: bytes) -> str:
    """The ending that stands for what the first bytes show; "" for text and for anything unknown.

    head: the first 4,096 bytes, or all of a shorter file.
    """
    return (
        _by_signature(head)
        or _by_box(head)
        or what_markup_is(head)
        or (".pdf" if PDF_MARK in head[:PDF_MARK_WITHIN] else "")
    )


def what_markup_is(head: bytes) -> str:
    """The ending for text that begins with a tag, after any blanks: ".html", ".svg", ".xml", ".php"; else ""."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"<"):
        return ""
    # A drawing may begin with a declaration and comments, so its tag is looked for further on as well.
    drawing, found = _MARKUP[0]
    is_declared = text[:5].lower() == b"<?xml" or text.startswith(b"<!--")
    if is_declared and drawing.search(text):
        return found
    return next((kind for tag, kind in _MARKUP if tag.match(text)), "")


def _by_signature(head: bytes) -> str:
    for mark, kind in _AT_START:
        if head.startswith(mark):
            return kind
    for mark, kind in _AT_START_BEFORE_BINARY:
        if head.startswith(mark) and b"\x00" in head[:128]:
            return kind
    if head[257:262] == b"ustar":
        return ".tar"
    return ".pdf" if head.startswith(PDF_MARK) else ""


def _by_box(head: bytes) -> str:
    """Containers that name their content a few bytes further on: RIFF, and the boxes of HEIC and MP4."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] != b"ftyp":
        return ""
    main = head[8:12]
    length = min(int.from_bytes(head[:4], "big"), 256)
    others = {head[at : at + 4] for at in range(16, length, 4)}
    if main in _AVIF_BRANDS or (main in {b"mif1", b"msf1"} and others & _AVIF_BRANDS and not others & {b"heic"}):
        return ".avif"
    if main in _HEIF_BRANDS:
        return ".heic"
    return ".m4a" if main in _SOUND_BRANDS else ".mp4"
