"""What somebody signs in with, in a few words: "Chrome on Windows". Read from what the browser says of itself."""

from collections.abc import Sequence

UNKNOWN = "A device we don’t know"

# The first whose sign stands in the browser's own words is meant: most browsers also name those they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_in_words(user_agent: str) -> str:
    """The browser and the system behind a `User-Agent` header, such as "Safari on iPhone".

    What is not known is left out; UNKNOWN when nothing is. It says only what the browser claims, and is kept in place
    of the header, which tells much more about a person.
    """
    browser, system = _named(user_agent, _BROWSERS), _named(user_agent, _SYSTEMS)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or UNKNOWN


def _named(user_agent: str, names: Sequence[tuple[str, str]]) -> str:
    return next((name for sign, name in names if sign in user_agent), "")
