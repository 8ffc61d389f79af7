from __future__ import annotations

import gzip
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from strive.content.importing import unpack
from strive.content.importing.errors import BrokenExport, NotThisFormat, UnsafeArchive


def tar_of(path, *members: tuple[str, bytes], **fields: object):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            for field, value in fields.items():
                setattr(member, field, value)
            archive.addfile(member, io.BytesIO(data))
    return path


def unpacked(path, workspace) -> dict[str, bytes]:
    with unpack.as_folder(path, workspace) as folder:
        files = (file for file in folder.rglob("*") if file.is_file())
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_tar_and_a_zip_give_the_files_they_hold(tmp_path):
    tar = tar_of(tmp_path / "a.tar.gz", ("./top/data.ndjson", b"{}"), ("top/images/a.png", b"x"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("top/é.md", "hi")
    assert unpacked(tar, tmp_path / "w") == {"top/data.ndjson": b"{}", "top/images/a.png": b"x"}
    assert unpacked(tmp_path / "a.zip", tmp_path / "w") == {"top/é.md": b"hi"}
    assert list((tmp_path / "w").iterdir()) == []


def test_a_single_file_is_given_as_it_is_or_gunzipped(tmp_path):
    plain, packed = tmp_path / "export.json", tmp_path / "export.json.gz"
    plain.write_bytes(b"{}")
    packed.write_bytes(gzip.compress(b"{}"))
    with unpack.as_folder(plain, tmp_path / "w") as found:
        assert found == plain
    assert unpacked(packed, tmp_path / "w") == {"export.json": b"{}"}


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "C:/evil"])
def test_paths_that_lead_out_of_an_archive_are_refused(tmp_path, name):
    tar = tar_of(tmp_path / "a.tar.gz", (name, b"x"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        member = zipfile.ZipInfo("safe")
        member.filename = name
        archive.writestr(member, "x")
    for path in (tar, tmp_path / "a.zip"):
        with pytest.raises(UnsafeArchive):
            unpacked(path, tmp_path / "w")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    path = tar_of(tmp_path / "a.tar.gz", ("a", b""), type=kind, linkname="/etc/passwd")
    with pytest.raises(UnsafeArchive):
        unpacked(path, tmp_path / "w")


def test_links_in_a_zip_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        member = zipfile.ZipInfo("a")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    with pytest.raises(UnsafeArchive):
        unpacked(tmp_path / "a.zip", tmp_path / "w")


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path):
    zeros = bytes(80_000_000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", zeros)
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(zeros))
    tar_of(tmp_path / "a.tar.gz", ("zeros", zeros))
    for name in ("a.zip", "a.json.gz", "a.tar.gz"):
        with pytest.raises(UnsafeArchive, match="unpacks to more"):
            unpacked(tmp_path / name, tmp_path / "w")
    assert list((tmp_path / "w").iterdir()) == []


def test_a_header_that_would_fill_the_memory_is_refused(tmp_path):
    member = tarfile.TarInfo("long")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 5_000_000_000
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(member.tobuf() + bytes(1024)))
    with pytest.raises(UnsafeArchive, match="header"):
        unpacked(tmp_path / "a.tar.gz", tmp_path / "w")


def test_a_file_that_is_also_a_folder_is_refused(tmp_path):
    path = tar_of(tmp_path / "a.tar.gz", ("a", b"x"), ("a/b", b"y"))
    with pytest.raises(UnsafeArchive, match="both"):
        unpacked(path, tmp_path / "w")


def test_a_truncated_archive_is_said_to_end_early(tmp_path):
    noise = bytes(range(256)) * 400
    whole = tar_of(tmp_path / "a.tar.gz", ("data.ndjson", noise), ("b", noise)).read_bytes()
    for share in (0.3, 0.6, 0.95):
        (tmp_path / "b.tar.gz").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BrokenExport, match="ends early"):
            unpacked(tmp_path / "b.tar.gz", tmp_path / "w")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", noise)
    (tmp_path / "b.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:50_000])
    with pytest.raises(BrokenExport):
        unpacked(tmp_path / "b.zip", tmp_path / "w")


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(NotThisFormat, match="no file or folder"):
        unpacked(tmp_path / "missing", tmp_path / "w")


def test_a_name_that_no_file_can_have_is_said_to_be_one(tmp_path):
    path = tar_of(tmp_path / "a.tar.gz", ("x" * 300, b"y"))
    with pytest.raises(BrokenExport, match="cannot be unpacked: File name too long"):
        unpacked(path, tmp_path / "w")


def test_what_is_neither_file_nor_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path / "pipe/x"):
        with pytest.raises(NotThisFormat, match="no file or folder"):
            unpacked(path, tmp_path / "w")
