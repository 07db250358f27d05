"""Words for Word and Excel, which refuse a file with characters that XML does not know."""

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with plain line ends and without control characters and broken halves of characters."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
