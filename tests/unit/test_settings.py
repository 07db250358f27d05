"""Settings that are given wrongly are told when the site starts, not when the first file comes."""

import pytest

from evidence.settings import SettingWrong, bucket_and_prefix, new_app


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("s3://rose-lodge", ("rose-lodge", "")),
        ("s3://rose-lodge/", ("rose-lodge", "")),
        ("s3://rose.lodge.2/files", ("rose.lodge.2", "files")),
        ("s3://rose-lodge/kept/Files_1.0/", ("rose-lodge", "kept/Files_1.0")),
    ],
)
def test_bucket_and_prefix_are_found(url: str, found: tuple[str, str]):
    assert bucket_and_prefix(url) == found


@pytest.mark.parametrize(
    "url",
    [
        "rose-lodge",
        "s3://",
        "s3://a",
        "s3:///files",
        "https://rose-lodge",
        "s3://Rose",
        "s3://rose-lodge//files",
        "s3://rose-lodge/../other",
        "s3://rose-lodge/.",
        "s3://rose-lodge/a b",
        "s3://key:secret@rose-lodge",
    ],
)
def test_other_words_for_a_bucket_are_refused(url: str, tmp_path):
    with pytest.raises(SettingWrong, match="FILES_BUCKET must be s3://"):
        new_app({"INSTANCE_PATH": str(tmp_path), "TESTING": True, "FILES_BUCKET": url})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"FILES_ENDPOINT": "https://s3.example.org"}, "FILES_ENDPOINT is set but FILES_BUCKET is not"),
        ({"FILES_REGION": "eu-west-2"}, "FILES_REGION is set but FILES_BUCKET is not"),
        ({"FILES_BUCKET": "s3://rose-lodge", "FILES_ENDPOINT": "s3.example.org"}, "FILES_ENDPOINT must be an address"),
        ({"FILES_BUCKET": "s3://rose-lodge", "FILES_ENDPOINT": "https://key:word@s3"}, "without a password"),
    ],
)
def test_half_set_or_wrong_endpoint_is_refused(given: dict[str, str], told: str, tmp_path):
    with pytest.raises(SettingWrong, match=told) as caught:
        new_app({"INSTANCE_PATH": str(tmp_path), "TESTING": True, **given})
    assert "key:word" not in str(caught.value)


def test_files_are_on_the_disk_by_default(tmp_path, monkeypatch):
    monkeypatch.delenv("FILES_BUCKET", raising=False)
    app = new_app({"INSTANCE_PATH": str(tmp_path), "TESTING": True})
    assert app.config["FILES_BUCKET"] is None
    assert app.config["FILES_PATH"] == str(tmp_path.resolve() / "files")


def test_environment_names_the_bucket(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_BUCKET", "s3://rose-lodge/files")
    assert new_app({"INSTANCE_PATH": str(tmp_path), "TESTING": True}).config["FILES_BUCKET"] == "s3://rose-lodge/files"
