"""Files made in code for the tests of the intake: each function gives the bytes of one."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

pillow_heif.register_heif_opener()

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
CSV = "Name,Rôle\nŁukasz,carer\n".encode()
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENDINGS_AND_MAINS = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
    "dotx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
    "xlsb": ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
}
ENDING_OF = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
SECRET_PLACE = "53 Acacia Avenue"


def content_types(main_part: str, main_type: str, more: str = "") -> str:
    """The list of content types of a package."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main_part}" ContentType="{main_type}"/>{more}</Types>'
    )


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return output.getvalue()


def office(kind: str = "docx", more_types: str = "", /, **more_parts: bytes) -> bytes:
    """An Office file. more_parts: name with "__" for "/" and "_dot_" for "." -> content."""
    main_part, main_type = ENDINGS_AND_MAINS[kind]
    named = {name.replace("__", "/").replace("_dot_", "."): part for name, part in more_parts.items()}
    return zipped(
        {
            "[Content_Types].xml": content_types(main_part, main_type, more_types),
            "_rels/.rels": "<Relationships/>",
            main_part: "<document>Supervision notes</document>",
            **named,
        }
    )


def container(*streams: str) -> bytes:
    """An old Office container whose directory names these streams."""
    directory = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)
    return OLE_MARK + bytes(504) + directory


def picture(
    form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", colour: object = "red", **save: object
) -> bytes:
    """A picture whose left half is of one colour and whose right half is black."""
    made = Image.new(mode, size, 0)
    made.paste(Image.new(mode, (size[0] // 2, size[1]), colour), (0, 0))  # type: ignore[arg-type]
    output = BytesIO()
    made.save(output, form, **save)
    return output.getvalue()


def photo_notes(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: which way up, the owner and the place."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x013B] = SECRET_PLACE
    notes.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return notes


def srgb_profile() -> bytes:
    """A colour profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def png_notes() -> PngImagePlugin.PngInfo:
    """Text hidden in a PNG picture."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET_PLACE)
    notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET_PLACE}</x:xmpmeta>")
    return notes
