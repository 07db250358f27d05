"""How a Word file looks, and what it says of itself: page, fonts, colours, language and properties."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from evidence.drawing import look
from evidence.packs.office_text import xml_text

FONT = "Arial"
LANGUAGE = "en-GB"
LEAD, SMALL, NOTE, WARNING = "Lead", "Small print", "Note", "Important"
TEXT_WIDTH = Mm(174)
# What the empty file of the library brings along and no file of ours needs.
_LEFT_OUT = ("/thumbnail", "/extended-properties", "/customXml", "/stylesWithEffects")
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_HEADINGS = {"Title": (26, 0, 6), "Heading 1": (20, 24, 8), "Heading 2": (14, 18, 6), "Heading 3": (11.5, 12, 4)}
_MORE_HEADINGS = {"Heading 4": (11, 10, 3), "Subtitle": (13, 0, 12), "Caption": (9.5, 8, 4)}


def new_file() -> Any:
    """An empty Word file on A4 in our look, without anything of the library's own."""
    file = docx.Document()
    for rels in (file.part.package.rels, file.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_LEFT_OUT)]:
            del rels[key]
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    _name_fonts(file)
    _speak_english(file)
    _set_styles(file.styles)
    return file


def _name_fonts(file: Any) -> None:
    for fonts in file.styles.element.iter(qn("w:rFonts")):
        for theme in _THEME_FONTS:
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for part in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{part}"), FONT)


def _speak_english(file: Any) -> None:
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for language in file.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)


def _set_styles(styles: Any) -> None:
    styles["Normal"].font.size = Pt(10.5)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, (size, before, after) in (_HEADINGS | _MORE_HEADINGS).items():
        style = styles[name]
        style.font.size, style.font.italic = Pt(size), False
        style.font.color.rgb = _colour(look.ACCENT_DEEP)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    for name, size, colour, ground in (
        (LEAD, 12, look.ACCENT_DEEP, ""),
        (SMALL, 9, look.MUTED, ""),
        (NOTE, 10, look.INK, look.ACCENT_TINT),
        (WARNING, 10, look.INK, look.WARM_TINT),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = styles["Normal"], True
        style.font.size, style.font.color.rgb = Pt(size), _colour(colour)
        if ground:
            shade(style.element.get_or_add_pPr(), ground)


def _colour(hexadecimal: str) -> RGBColor:
    return RGBColor.from_string(hexadecimal.lstrip("#").upper())


def shade(properties: Any, colour: str) -> None:
    """Give a paragraph or a table cell a ground. properties: its pPr or tcPr. colour: such as "#e8f1ef"."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#").upper())):
        ground.set(qn(f"w:{name}"), value)
    properties.append(ground)


def describe(file: Any, *, title: str, subject: str, author: str, made_at: datetime) -> None:
    """Set what a Word file says of itself. made_at: an aware moment."""
    properties, moment = file.core_properties, made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title, properties.subject = xml_text(title)[:255], xml_text(subject)[:255]
    properties.author = properties.last_modified_by = xml_text(author)[:255]
    properties.comments, properties.language, properties.revision = "", LANGUAGE, 1
    properties.created = properties.modified = moment


def as_bytes(file: Any) -> bytes:
    """The bytes of a Word file; the same for the same file, because no part of it tells when it was packed."""
    packed, output = BytesIO(), BytesIO()
    file.save(packed)
    with ZipFile(packed) as given, ZipFile(output, "w") as made:
        for name in given.namelist():
            made.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), given.read(name), ZIP_DEFLATED)
    return output.getvalue()
