"""Where browsers offer passkeys."""

import pytest

from evidence.accounts.passkey_address import localhost_address, may_have_passkeys


@pytest.mark.parametrize(
    ("host", "is_secure", "may"),
    [
        ("localhost:8000", False, True),
        ("localhost", True, True),
        ("127.0.0.1:8000", False, False),
        ("[::1]:8000", False, False),
        ("192.168.1.5", True, False),
        ("tracker.example.org", True, True),
        ("tracker.example.org:8443", True, True),
        ("tracker.example.org", False, False),
        ("", True, False),
    ],
)
def test_passkeys_need_a_name_and_encryption(host: str, is_secure: bool, may: bool):
    assert may_have_passkeys(host, is_secure=is_secure) is may


@pytest.mark.parametrize(
    ("host", "address"), [("127.0.0.1:8000", "http://localhost:8000/"), ("127.0.0.1", "http://localhost/")]
)
def test_name_of_this_computer_keeps_the_port(host: str, address: str):
    assert localhost_address(host) == address
