from __future__ import annotations

import resource

import pytest
import pyvips

from strive.media.errors import MediaRefused, MediaTooLarge
from strive.media.limits import MediaLimits
from strive.media.measuring import Measures, measure
from strive.media.sniffing import GIF, ICO, JPEG, PDF, SVG, sniff
from tests.media.conftest import gif_of_frames, picture, png_of_size

LIMITS = MediaLimits()


@pytest.fixture
def measured(tmp_path):
    def measure_bytes(data: bytes, file_type=None) -> Measures:
        path = tmp_path / "file [x]"
        path.write_bytes(data)
        return measure(path, file_type or sniff(data), LIMITS)

    return measure_bytes


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".gif", ".webp", ".avif"])
def test_the_size_of_each_kind_of_image_is_read(measured, suffix):
    assert measured(picture(suffix, 64, 48)) == Measures(64, 48, 1)


def test_an_image_on_its_side_is_measured_as_shown(measured):
    image = pyvips.Image.new_from_buffer(picture(".jpg", 64, 48), "").copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", 6)
    assert measured(image.write_to_buffer(".jpg")) == Measures(48, 64, 1)


def test_the_frames_of_an_animation_are_counted(measured):
    assert measured(gif_of_frames(7)) == Measures(1, 1, 7)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ("width='300' height='200px'", (300, 200)),
        ("width='100%' height='50%' viewBox='0 0 640 480'", (640, 480)),
        ("viewBox='0,0,24.4,23.6'", (24, 24)),
        ("", (0, 0)),
        ("width='1e9' height='x'", (0, 0)),
        ("viewBox='0 0 a b'", (0, 0)),
        ("viewBox='0 0 99999999999999 9'", (0, 0)),
    ],
)
def test_a_drawing_tells_its_size_or_none(measured, attributes, size):
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' {attributes}><g/></svg>".encode()
    assert measured(svg) == Measures(*size)


def test_the_largest_picture_of_an_icon_counts(measured):
    entries = b"".join(bytes([side, side]) + bytes(14) for side in (16, 0, 32))
    assert measured(b"\x00\x00\x01\x00\x03\x00" + entries) == Measures(256, 256)


def test_other_files_have_no_size(measured):
    assert measured(b"%PDF-1.7", PDF) == Measures()


@pytest.mark.parametrize(
    ("data", "file_type"),
    [
        (b"\xff\xd8\xff\xe0 not a jpeg", JPEG),
        (picture(".png")[:20], None),
        (picture(".webp")[:14], None),
        (picture(".avif")[:40], None),
        (b"GIF89a", GIF),
        (b"\x00\x00\x01\x00\x09\x00", ICO),
        (b"<svg>", SVG),
        (b"<svg>\xff</svg>", SVG),
        (b"<?xml version='1.0' encoding='none'?><svg/>", SVG),
    ],
)
def test_a_broken_image_is_refused(measured, data, file_type):
    with pytest.raises(MediaRefused, match="broken"):
        measured(data, file_type)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    ],
)
def test_a_drawing_with_entities_is_refused(measured, doctype):
    with pytest.raises(MediaRefused, match="entities"):
        measured(f"{doctype}<svg>&a;</svg>".encode())


@pytest.mark.parametrize(
    "bomb",
    [png_of_size(50_000, 50_000), png_of_size(10_001, 10_000), gif_of_frames(1, side=60_000)],
)
def test_an_image_of_too_many_pixels_is_refused_without_decoding(measured, bomb):
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MediaTooLarge, match="pixels"):
        measured(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 50_000


def test_an_animation_of_too_many_frames_is_refused(measured):
    with pytest.raises(MediaTooLarge, match="frames"):
        measured(gif_of_frames(10_001))
