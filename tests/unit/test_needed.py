"""Where something is missing tests skip and say so; in CI they fail. PostgreSQL is found where it is installed."""

from pathlib import Path

import pytest

from tests import needed
from tests.postgres_server import NOT_FOUND, find_binaries


@pytest.mark.parametrize(
    ("value", "expected"), [("true", True), ("1", True), ("", False), ("false", False), ("0", False)]
)
def test_ci_is_what_the_variable_says(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool):
    monkeypatch.setenv("CI", value)
    assert needed.is_ci() is expected


def test_missing_skips_with_its_reason_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="TEST_DATABASE_URL"):
        needed.missing(NOT_FOUND)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="TEST_DATABASE_URL"):
        needed.missing(NOT_FOUND)


def installed(folder: Path, *, with_server: bool = True) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres") if with_server else ("initdb",):
        (folder / name).touch(mode=0o755)
    return folder


def test_newest_packaged_postgres_is_taken(tmp_path: Path):
    assert find_binaries("", tmp_path) is None
    installed(tmp_path / "9.6" / "bin")
    newest = installed(tmp_path / "15" / "bin")
    installed(tmp_path / "16" / "bin", with_server=False)
    assert find_binaries("", tmp_path) == newest


def test_postgres_on_the_path_comes_first(tmp_path: Path):
    installed(tmp_path / "packaged" / "15" / "bin")
    on_path = installed(tmp_path / "own")
    assert find_binaries(str(on_path), tmp_path / "packaged") == on_path
