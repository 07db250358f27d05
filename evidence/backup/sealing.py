"""The file a backup lies in: a ZIP, or that ZIP sealed with a passphrase in the age format.

    plain     manifest.json, secret, tables/<name>.jsonl, files/<service>/<sha256>
    sealed    key.age (a fresh key under the passphrase), contents.zip.age (the plain ZIP under that key), README.txt

A sealed one can be opened without this program: `age -d key.age > key`, then `age -d -i key contents.zip.age`. What
is backed up is never on the disk unsealed while it is made: the plain ZIP goes through a pipe.
"""

import os
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage

KEY, CONTENTS = "key.age", "contents.zip.age"
ABOUT = """A sealed backup of the evidence tracker. Restore it with: flask restore FILE
It asks for the passphrase that was given when it was made. Nobody can open it without that.
The seal is the age format (age-encryption.org): age -d key.age > key; age -d -i key contents.zip.age > contents.zip
"""


class CannotOpen(Exception):
    """The file is no backup, is damaged, or the passphrase is another. The message says which."""


@contextmanager
def writing(target: Path, passphrase: str | None) -> Iterator[zipfile.ZipFile]:
    """A ZIP to fill, which becomes `target` when the block ends well, and nothing when it does not.

    The file is readable by its owner alone. Raises FileExistsError when there is something in its place already.
    """
    if target.exists():
        raise FileExistsError(target)
    part = target.with_name(target.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            with _plain(stream) if passphrase is None else _sealed(stream, passphrase) as contents:
                yield contents
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def reading(source: Path, passphrase: str | None, beside: Path) -> Iterator[zipfile.ZipFile]:
    """The plain ZIP of a backup, to be read. Raises CannotOpen.

    beside: a private folder on a disk with room for the unsealed contents; they are gone when the block ends.
    """
    with _opened(source) as outer:
        if not is_sealed(source):
            yield outer
            return
        if not passphrase:
            raise CannotOpen("This backup is sealed. Give the passphrase it was made with.")
        handle, place = tempfile.mkstemp(dir=beside, prefix="restoring-", suffix=".zip")
        try:
            with os.fdopen(handle, "wb") as unsealed, outer.open(CONTENTS) as sealed:
                _unseal(sealed, unsealed, outer.read(KEY), passphrase)
            with _opened(Path(place)) as contents:
                yield contents
        finally:
            Path(place).unlink(missing_ok=True)


def is_sealed(source: Path) -> bool:
    """Whether a backup needs a passphrase. Raises CannotOpen for a file that is no backup."""
    with _opened(source) as outer:
        return CONTENTS in outer.namelist()


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        opened = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise CannotOpen(f"{source} can't be read as a backup: it is not there, or it is damaged.") from error
    with opened:
        yield opened


@contextmanager
def _plain(stream: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as contents:
        yield contents


@contextmanager
def _sealed(stream: IO[bytes], passphrase: str) -> Iterator[zipfile.ZipFile]:
    identity = pyrage.x25519.Identity.generate()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as outer:
        outer.writestr("README.txt", ABOUT)
        outer.writestr(KEY, pyrage.passphrase.encrypt(str(identity).encode("ascii"), passphrase))
        with (
            outer.open(CONTENTS, "w", force_zip64=True) as sealed,
            _pipe_into(sealed, identity) as pipe,
            _plain(pipe) as contents,
        ):
            yield contents


@contextmanager
def _pipe_into(sealed: IO[bytes], identity: Any) -> Iterator[IO[bytes]]:
    """A stream whose bytes come out sealed on the other side, by a thread that ends when the stream does."""
    out_of, into = os.pipe()
    failed: list[BaseException] = []

    def seal() -> None:
        with os.fdopen(out_of, "rb") as plain:
            try:
                pyrage.encrypt_io(plain, sealed, [identity.to_public()])
            except BaseException as error:
                failed.append(error)

    sealing = threading.Thread(target=seal, name="sealing a backup")
    sealing.start()
    try:
        with os.fdopen(into, "wb") as pipe:
            yield pipe
    except BrokenPipeError:
        if not failed:
            raise
    finally:
        sealing.join()
    if failed:
        raise OSError(f"The backup could not be written: {failed[0]}") from failed[0]


def _unseal(sealed: IO[bytes], unsealed: IO[bytes], key: bytes, passphrase: str) -> None:
    try:
        identity = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(key, passphrase).decode("ascii"))
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise CannotOpen(
            "The passphrase is not the one this backup was sealed with. Check it and try again."
        ) from error
    try:
        pyrage.decrypt_io(sealed, unsealed, [identity])
    except (pyrage.DecryptError, OSError, zipfile.BadZipFile) as error:
        if isinstance(error, OSError) and shutil.disk_usage(Path(unsealed.name).parent).free == 0:
            raise
        raise CannotOpen("The backup is damaged: it no longer holds what was sealed. Use another copy.") from error
