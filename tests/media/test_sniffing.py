from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.media.errors import MediaRefused
from strive.media.naming import safe_name
from strive.media.sniffing import FILE_TYPES, JPEG, PNG, SVG, ZIP, sniff, type_of_extension
from strive.platform.storage import is_key

MP4_WITH_AVIF_INSIDE = b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf"


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00", "image/avif"),
        (MP4_WITH_AVIF_INSIDE, "image/avif"),
        (b"\x00\x00\x01\x00\x01\x00", "image/x-icon"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<svg>", "image/svg+xml"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg ', "image/svg+xml"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>", "image/svg+xml"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypqt  \x00\x00\x00\x00", "video/quicktime"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
        (b"ID3\x04", "audio/mpeg"),
        (b"OggS\x00", "audio/ogg"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"fLaC", "audio/flac"),
        (b"PK\x03\x04", "application/zip"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head, content_type):
    assert sniff(head).content_type == content_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"text",
        b"<html><svg>",
        b"<!doctype html><svg>",
        b"<script>alert(1)</script>",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"#!/bin/sh",
        b"BM\x00\x00",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
        b"\x1aE\xdf\xa3matroska",
        b"RIFF\x10\x00\x00\x00AVI ",
        b"<" * 4096,
        b"<!--" * 1000,
        b"<!DOCTYPE a[" * 300,
    ],
)
def test_what_is_not_kept_is_not_known(head):
    assert sniff(head) is None


@given(st.binary(max_size=64))
def test_any_bytes_can_be_sniffed(head):
    assert sniff(head) in {None, *FILE_TYPES}


def test_no_extension_stands_for_two_kinds():
    extensions = [extension for known in FILE_TYPES for extension in known.extensions]
    assert len(extensions) == len(set(extensions))
    assert type_of_extension("html") is None


@pytest.mark.parametrize(
    ("given_name", "file_type", "name"),
    [
        ("Holiday Photo (1).JPG", JPEG, "holiday-photo-1.jpg"),
        ("../../etc/passwd.png", PNG, "passwd.png"),
        ("C:\\Users\\me\\Über uns.jpeg", JPEG, "uber-uns.jpeg"),
        ("фото.png", PNG, "фото.png"),
        ("😀.png", PNG, "image.png"),
        ("report.docx", ZIP, "report.docx"),
        ("a" * 300 + ".svg", SVG, "a" * 60 + ".svg"),
    ],
)
def test_names_are_made_safe(given_name, file_type, name):
    assert safe_name(given_name, file_type) == name


@pytest.mark.parametrize("name", ["x.jpg", "x", "", ".png", "x.php.jpg", "x.html", "x.png.", "/"])
def test_a_name_that_is_not_what_the_content_is_is_refused(name):
    with pytest.raises(MediaRefused, match=r"\.png or \.apng"):
        safe_name(name, PNG)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("x.jpg", "x.png"),
        ("x", "x.png"),
        ("", "image.png"),
        ("v1.2", "v1-2.png"),
        (".png", "png.png"),
    ],
)
def test_an_import_gets_the_right_extension(given_name, name):
    assert safe_name(given_name, PNG, rename=True) == name


@given(st.text(max_size=100), st.sampled_from(FILE_TYPES))
def test_any_name_becomes_one_that_can_be_stored(text, file_type):
    name = safe_name(text, file_type, rename=True)
    assert is_key(name)
    assert type_of_extension(name.rpartition(".")[2]) is file_type
