"""What the demonstration's tests share: its content, read once."""

import pytest

from evidence.demo.content import Content
from evidence.demo.reading import read_content


@pytest.fixture(scope="session")
def content() -> Content:
    """Everything the demonstration says."""
    return read_content()
