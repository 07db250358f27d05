"""What browsers say of themselves, in a few words."""

import pytest

from evidence.accounts.devices import UNKNOWN, device_in_words

SAID = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36": (
        "Chrome on Windows"
    ),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0": (
        "Edge on Windows"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox on Linux",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1": (
        "Safari on iPhone"
    ),
    "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/142.0 Mobile/15E148 Safari/604.1": (
        "Chrome on iPad"
    ),
    "Mozilla/5.0 (Linux; Android 15; SM-G991B) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36": (
        "Samsung Internet on Android"
    ),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15": "Safari on Mac",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/142.0.0.0 Safari/537.36": "Chrome on Chromebook",
    "curl/8.5.0": UNKNOWN,
    "": UNKNOWN,
    "Something on Windows": "Windows",
    "<script>alert(1)</script>": UNKNOWN,
}


@pytest.mark.parametrize("said", SAID)
def test_browser_and_system_are_named(said: str):
    assert device_in_words(said) == SAID[said]
