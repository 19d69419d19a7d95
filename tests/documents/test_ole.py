"""The container of legacy files: what is in it, and what hostile ones cost."""

import struct
import time
from collections.abc import Callable
from pathlib import Path

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import SourceFile
from jiheng.documents._ole import OleFile
from jiheng.errors import DocumentError
from tests.documents.legacy import END, FREE, SECTOR, directory_entry, ole, ole_header

FILES = Path(__file__).parent / "files"


def opened(content: bytes) -> OleFile:
    return OleFile(SourceFile("材料.doc", content))


@pytest.mark.parametrize("name", ["package.doc", "package.xls", "features.doc"])
def test_streams_are_those_that_olefile_sees(name: str) -> None:
    content = (FILES / name).read_bytes()
    ours = opened(content)
    with olefile.OleFileIO(content) as theirs:
        names = [path[0] for path in theirs.listdir() if len(path) == 1]
        assert len(names) > 4
        for stream in names:
            assert ours.stream(stream) == theirs.openstream([stream]).read()


def test_names_are_case_insensitive_and_absent_ones_are_damage() -> None:
    file = opened(ole({"Workbook": b"x"}))
    assert file.has("WORKBOOK")
    assert not file.has("WordDocument")
    with pytest.raises(DocumentError):
        file.stream("WordDocument")


def circle_in_the_directory() -> bytes:
    return ole_header(0, [1]) + directory_entry("Root Entry", 5) * 4 + struct.pack("<128I", 0, *[0] * 127)


def one_table_named_many_times() -> bytes:
    root = directory_entry("Root Entry", 5, child=FREE, start=END) * 4
    table = struct.pack("<128I", END, *[0] * 127)
    more = b"".join(
        struct.pack("<128I", *[1] * 127, 3 + number if number < 499 else END) for number in range(500)
    )
    return ole_header(0, [1] * 109, more_tables=2) + root + table + more


def list_of_tables_in_a_circle() -> bytes:
    root = directory_entry("Root Entry", 5, child=FREE, start=END) * 4
    table = struct.pack("<128I", END, *[FREE] * 127)
    return ole_header(0, [1], more_tables=2) + root + table + struct.pack("<128I", *[1] * 127, 2)


def entries_in_a_circle() -> bytes:
    root = directory_entry("Root Entry", 5, child=1, start=END)
    loop = directory_entry("a", 2, left=1, right=1, start=END)
    return ole_header(0, [1]) + root + loop * 3 + struct.pack("<128I", END, *[FREE] * 127)


def entry_that_is_not_there() -> bytes:
    root = directory_entry("Root Entry", 5, child=4000, start=END)
    return ole_header(0, [1]) + root * 4 + struct.pack("<128I", END, *[FREE] * 127)


def sector_beyond_the_end() -> bytes:
    return ole_header(0, [4000]) + bytes(2 * SECTOR)


def stream_larger_than_the_file() -> bytes:
    root = directory_entry("Root Entry", 5, child=1, start=END)
    huge = directory_entry("WordDocument", 2, start=0, size=0x7FFFFFFF)
    return ole_header(0, [1]) + root + huge * 3 + struct.pack("<128I", END, *[FREE] * 127)


@pytest.mark.parametrize(
    "make",
    [
        circle_in_the_directory,
        list_of_tables_in_a_circle,
        entry_that_is_not_there,
        sector_beyond_the_end,
        lambda: ole({"a": b""})[:1000],
        lambda: ole({"a": b""}).replace(b"\xfe\xff\x09\x00", b"\xfe\xff\x1e\x00"),
        lambda: (
            ole({"a": b""}).replace("Root Entry".encode("utf-16-le"), bytes(20)).replace(b"\5\1", b"\2\1")
        ),
    ],
)
def test_damage_is_refused_at_once(make: Callable[[], bytes]) -> None:
    content = make()
    start = time.process_time()
    with pytest.raises(DocumentError) as caught:
        opened(content)
    assert "损坏" in caught.value.reason
    assert time.process_time() - start < 1


def test_a_table_named_many_times_is_read_once() -> None:
    start = time.process_time()
    assert not opened(one_table_named_many_times()).has("a")
    assert time.process_time() - start < 1


def test_circles_between_entries_end() -> None:
    assert opened(entries_in_a_circle()).has("a")


def test_a_stream_larger_than_the_file() -> None:
    with pytest.raises(DocumentError):
        opened(stream_larger_than_the_file()).stream("WordDocument")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(ole({"a": b"x" * 5000, "b": b"y"}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        file = opened(bytes(content[: data.draw(st.integers(1, len(content)))]))
        assert len(file.stream("a")) <= len(content)
    except DocumentError:
        pass
