from __future__ import annotations

from strive.local.logs import read_end, rotate_if_large


def test_a_large_log_is_moved_over_the_one_before(tmp_path):
    log = tmp_path / "mongod.log"
    log.with_name("mongod.log.1").write_text("older", encoding="ascii")
    log.write_text("x" * 11, encoding="ascii")
    assert rotate_if_large(log, bytes_max=10)
    assert not log.exists()
    assert log.with_name("mongod.log.1").read_text(encoding="ascii") == "x" * 11


def test_a_small_or_missing_log_stays(tmp_path):
    log = tmp_path / "mongod.log"
    assert not rotate_if_large(log)
    log.write_text("x", encoding="ascii")
    assert not rotate_if_large(log)


def test_the_end_of_a_log_is_read(tmp_path):
    log = tmp_path / "mongod.log"
    assert read_end(log) == ""
    log.write_text("first last", encoding="ascii")
    assert read_end(log, size_bytes=4) == "last"
