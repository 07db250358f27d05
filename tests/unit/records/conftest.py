"""Taking in a file and looking at what happened, without a database or a site."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from evidence.records.blobs import BlobFolder
from evidence.records.intake import LIMIT, TakenIn, take_in
from evidence.records.refusals import RefusedFile

Take = Callable[..., TakenIn]
Refusal = Callable[..., str]


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path / "files")


@pytest.fixture
def take(blobs: BlobFolder) -> Take:
    def taken(name: str, content: bytes, limit: int = LIMIT) -> TakenIn:
        return take_in(name, BytesIO(content), folder=blobs.incoming(), limit=limit)

    return taken


@pytest.fixture
def refusal(take: Take, blobs: BlobFolder) -> Refusal:
    """The message with which a file is refused; nothing may be left of the file."""

    def message(name: str, content: bytes, limit: int = LIMIT) -> str:
        with pytest.raises(RefusedFile) as caught:
            take(name, content, limit)
        assert list(blobs.incoming().iterdir()) == []
        assert str(caught.value) == caught.value.message
        return caught.value.message

    return message
