"""The files we do not take: what each one is, and what to do instead. One exact message for every reason.

The table is data. A message starts with the name of the file, because several files may come at once.
"""

from dataclasses import dataclass

ADD_INSTEAD = "Add a PDF, a Word, Excel or CSV file, or a picture instead."


class RefusedFile(Exception):
    """A file that is not taken. `name`: the safe name of the file; `message`: what is wrong and what to do."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


class OtherKind(Exception):
    """The file is of another kind than its name says. `found`: the ending that stands for what it really is."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class RefusedKind:
    """A kind of file that is never taken.

    endings: the first one stands for the kind where its leading bytes are recognised.
    words: what it is, after "is"; instead: what to do.
    """

    endings: tuple[str, ...]
    words: str
    instead: str


REFUSED_KINDS: tuple[RefusedKind, ...] = (
    RefusedKind(
        (".doc", ".dot", ".wps"),
        "an old Word file",
        "Open it in Word and choose Save As, Word document (.docx). Then add the new file.",
    ),
    RefusedKind(
        (".xls", ".xlt"),
        "an old Excel file",
        "Open it in Excel and choose Save As, Excel workbook (.xlsx). Then add the new file.",
    ),
    RefusedKind(
        (".docm", ".dotm"),
        "a Word file with macros (small programs)",
        "Open it in Word and choose Save As, Word document (.docx). Then add the new file.",
    ),
    RefusedKind(
        (".xlsm", ".xltm", ".xlam"),
        "an Excel file with macros (small programs)",
        "Open it in Excel and choose Save As, Excel workbook (.xlsx). Then add the new file.",
    ),
    RefusedKind(
        (".dotx",),
        "a Word template",
        "Open it in Word and choose Save As, Word document (.docx). Then add the new file.",
    ),
    RefusedKind(
        (".xltx",),
        "an Excel template",
        "Open it in Excel and choose Save As, Excel workbook (.xlsx). Then add the new file.",
    ),
    RefusedKind(
        (".xlsb",),
        "an Excel binary workbook",
        "Open it in Excel and choose Save As, Excel workbook (.xlsx). Then add the new file.",
    ),
    RefusedKind(
        (".pptx", ".ppt", ".pptm", ".pps", ".ppsx", ".ppsm", ".pot", ".potx", ".potm"),
        "a PowerPoint file",
        "Open it in PowerPoint and choose Save As, PDF. Then add the PDF.",
    ),
    RefusedKind(
        (".odt", ".ott", ".fodt"),
        "an OpenDocument text",
        "Open it and choose Save As, Word document (.docx), or export it as a PDF. Then add the new file.",
    ),
    RefusedKind(
        (".ods", ".ots", ".fods"),
        "an OpenDocument spreadsheet",
        "Open it and choose Save As, Excel workbook (.xlsx), or export it as a PDF. Then add the new file.",
    ),
    RefusedKind(
        (".odp", ".odg", ".pages", ".numbers", ".key", ".pub", ".vsd", ".vsdx", ".xps", ".oxps", ".one", ".epub"),
        "a kind of document we can’t show",
        "Open it in the program that made it and export it as a PDF. Then add the PDF.",
    ),
    RefusedKind(
        (".txt", ".md", ".log"),
        "a plain text file",
        "Copy the words into the form, or open it in Word and save it as a Word document (.docx) or a PDF.",
    ),
    RefusedKind(
        (".rtf",),
        "a rich text file",
        "Open it in Word and choose Save As, Word document (.docx) or PDF. Then add the new file.",
    ),
    RefusedKind(
        (".html", ".htm", ".xhtml", ".mht", ".mhtml", ".webarchive"),
        "a web page",
        "Open it in your browser, choose Print and then Save as PDF. Then add the PDF.",
    ),
    RefusedKind(
        (".xml", ".xsl", ".json"),
        "a file for programs to read",
        "Open it in the program it came from and export it as a PDF, Excel (.xlsx) or CSV file. Then add the new file.",
    ),
    RefusedKind(
        (".svg", ".svgz", ".ai", ".eps"),
        "a drawing that can hold programs",
        "Open it and export it as a PNG picture or a PDF. Then add the new file.",
    ),
    RefusedKind(
        (".gif",),
        "a GIF picture",
        "Open it in a picture program and save it as PNG or JPEG. Then add the new picture.",
    ),
    RefusedKind(
        (".bmp", ".dib"),
        "a bitmap picture",
        "Open it in Paint and choose Save as, PNG picture. Then add the new picture.",
    ),
    RefusedKind(
        (".tif", ".tiff"),
        "a TIFF picture",
        "Open it in a picture program and save it as a PDF, PNG or JPEG. Then add the new file.",
    ),
    RefusedKind(
        (".avif",),
        "an AVIF picture",
        "Open it in a picture program and save it as JPEG. Then add the new picture.",
    ),
    RefusedKind(
        (".dng", ".raw", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".psd", ".ico", ".jp2", ".jxl", ".wmf", ".emf"),
        "a kind of picture we can’t show",
        "Open it in a picture program and save it as JPEG. Then add the new picture.",
    ),
    RefusedKind(
        (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zipx", ".cab", ".iso", ".dmg", ".img", ".vhd"),
        "a packed folder of files",
        "Unpack it and add the files in it one by one.",
    ),
    RefusedKind(
        (
            *(".exe", ".com", ".bat", ".cmd", ".msi", ".msix", ".appx", ".scr", ".pif", ".cpl", ".dll", ".sys", ".ps1"),
            *(".psm1", ".vbs", ".vbe", ".js", ".mjs", ".jse", ".wsf", ".wsh", ".hta", ".jar", ".class", ".py", ".pyw"),
            *(".sh", ".bash", ".php", ".asp", ".aspx", ".jsp", ".pl", ".rb", ".apk", ".app", ".deb", ".rpm", ".reg"),
            *(".inf", ".chm", ".gadget", ".xll", ".swf", ".so", ".elf", ".bin"),
        ),
        "a program",
        f"Programs are never kept here. {ADD_INSTEAD}",
    ),
    RefusedKind(
        (".lnk", ".url", ".webloc", ".desktop"),
        "a shortcut",
        "A shortcut only points at something. Find the file itself and add that.",
    ),
    RefusedKind(
        (".mp4", ".mov", ".m4v", ".avi", ".wmv", ".mkv", ".webm", ".mpg", ".mpeg", ".3gp", ".flv", ".mts"),
        "a video",
        "Videos can’t be kept here. Add a still picture from it, or write down what it shows.",
    ),
    RefusedKind(
        (".mp3", ".m4a", ".wav", ".aac", ".ogg", ".opus", ".wma", ".flac", ".amr", ".aiff", ".mid"),
        "a sound recording",
        "Sound can’t be kept here. Write down what was said, who said it and when.",
    ),
    RefusedKind(
        (".msg", ".eml", ".pst", ".ost", ".mbox", ".emlx", ".oft"),
        "an e-mail",
        "Print the e-mail to PDF: open it, choose Print, then Save as PDF. Then add the PDF.",
    ),
    RefusedKind(
        (".ics", ".vcf", ".mdb", ".accdb", ".db", ".sqlite", ".sql", ".dat", ".bak"),
        "a file that only its own program can read",
        "Open it in that program and print what you need to PDF. Then add the PDF.",
    ),
    RefusedKind(
        (".crdownload", ".part", ".partial", ".download", ".tmp", ".icloud"),
        "a file that has not fully arrived on this device",
        "Wait until it has finished downloading, then add the finished file.",
    ),
)

REFUSED_BY_ENDING: dict[str, RefusedKind] = {ending: kind for kind in REFUSED_KINDS for ending in kind.endings}
