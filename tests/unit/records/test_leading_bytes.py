import pytest

from evidence.records.leading_bytes import what_it_is
from tests.unit.records import sample_files as sample


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (sample.PDF, ".pdf"),
        (b"\r\n\xef\xbb\xbf" + sample.PDF, ".pdf"),
        (sample.picture("JPEG"), ".jpg"),
        (sample.picture("PNG"), ".png"),
        (sample.picture("WEBP"), ".webp"),
        (sample.picture("HEIF", size=(64, 64)), ".heic"),
        (sample.picture("AVIF", size=(64, 64)), ".avif"),
        (sample.picture("GIF"), ".gif"),
        (sample.picture("BMP"), ".bmp"),
        (sample.picture("TIFF"), ".tif"),
        (sample.office("docx"), ".zip"),
        (sample.container("WordDocument"), ".doc"),
        (b"MZ\x90\x00\x03", ".exe"),
        (b"#!/bin/sh\n", ".sh"),
        (b"{\\rtf1\\ansi", ".rtf"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", ".mp4"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00M4A mp42", ".m4a"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", ".wav"),
        (b"ID3\x03\x00\x00", ".mp3"),
        (bytes(257) + b"ustar", ".tar"),
        (b"<!DOCTYPE html><p>", ".html"),
        (b"\xef\xbb\xbf \n<ScRiPt>alert(1)</script>", ".html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ".svg"),
        (b"<?xml version='1.0'?><!-- a --><svg >", ".svg"),
        (b"<?xml version='1.0'?><a/>", ".xml"),
        (b"<?php phpinfo();", ".php"),
        (b"Name,Room\n", ""),
        (b"MZ,BM,ID3\n", ""),
        (b"<18,18-64,65+\n", ""),
        (b"", ""),
    ],
)
def test_first_bytes_tell_the_kind(content: bytes, found: str) -> None:
    assert what_it_is(content[:4096]) == found


def test_known_leading_bytes_outrank_a_pdf_mark_further_on() -> None:
    assert what_it_is(b"PK\x03\x04" + bytes(20) + b"%PDF-1.7") == ".zip"
    assert what_it_is(b"<html>%PDF-1.7") == ".html"
