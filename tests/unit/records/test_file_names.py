import pytest

from evidence.records.file_names import LONGEST_NAME, ending, safe_name, with_ending


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("C:\\Users\\mary\\plan.pdf", "plan.pdf"),
        ("/etc/passwd", "passwd"),
        ("../../plan.pdf", "plan.pdf"),
        ("..", "file"),
        ("", "file"),
        ("folder/", "file"),
        ("plan.pdf\x00.exe", "plan.pdf.exe"),
        ("pho\u202egpj.exe", "phogpj.exe"),
        ("a\u2066b\u2069c\u200ed\u061ce.pdf", "abcde.pdf"),
        ("a\r\nb\tc.pdf", "a b c.pdf"),
        ("photo.exe. . ", "photo.exe"),
        ("Łukasz Żak – opieka.docx", "Łukasz Żak – opieka.docx"),
        ("खाना.pdf", "खाना.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("bad\udcff.pdf", "bad.pdf"),
    ],
)
def test_name_is_shown_without_folders_and_invisible_signs(sent: str, shown: str) -> None:
    assert safe_name(sent) == shown


def test_long_name_keeps_its_ending() -> None:
    short = safe_name("ż" * 400 + ".docx")
    assert len(short) == LONGEST_NAME
    assert short.endswith("ż.docx")


def test_name_with_endless_ending_is_cut() -> None:
    assert len(safe_name("a." + "b" * 400)) == LONGEST_NAME


@pytest.mark.parametrize(("name", "found"), [("A.PDF", ".pdf"), ("plan.pdf.exe", ".exe"), ("plan", ""), (".pdf", "")])
def test_ending_is_the_last_one_in_lower_case(name: str, found: str) -> None:
    assert ending(name) == found


def test_new_ending_takes_the_place_of_the_old_one() -> None:
    assert with_ending("garden.party.heic", ".jpg") == "garden.party.jpg"
    assert len(with_ending("a" * 145 + ".png", ".jpeg")) == LONGEST_NAME
