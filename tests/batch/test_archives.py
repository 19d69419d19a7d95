import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.documents import SourceFile, expand_archive, is_archive, is_clutter
from jiheng.errors import DocumentError


def packed(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def packed_in_gbk(name: str, content: bytes) -> bytes:
    """A zip as Chinese Windows writes it: the name in GBK, and no flag that says so."""
    written = name.encode("gbk")
    stand_in = "x" * len(written)
    return packed((stand_in, content)).replace(stand_in.encode(), written)


def names(content: bytes) -> list[str]:
    return [file.name for file in expand_archive(SourceFile("材料.zip", content))]


def test_members_keep_their_path_and_order() -> None:
    files = expand_archive(SourceFile("a.zip", packed(("附件3/乙.txt", b"2"), ("附件1.txt", b"1"))))
    assert files == (SourceFile("附件3/乙.txt", b"2"), SourceFile("附件1.txt", b"1"))


def test_names_written_in_gbk_are_read() -> None:
    assert names(packed_in_gbk("附件1 基础数据表.txt", b"x")) == ["附件1 基础数据表.txt"]


def test_what_systems_leave_behind_is_left_out() -> None:
    content = packed(
        ("__MACOSX/._a.txt", b""),
        ("~$a.docx", b""),
        ("x/.DS_Store", b""),
        ("Thumbs.db", b""),
        ("a.txt", b"1"),
    )
    assert names(content) == ["a.txt"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("../../etc/a.txt", "etc/a.txt"),
        ("/a.txt", "a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("./x//a.txt", "x/a.txt"),
    ],
)
def test_a_path_cannot_leave_the_archive(written: str, read: str) -> None:
    assert names(packed((written, b"1"))) == [read]


def test_an_archive_inside_is_opened_one_level_deep() -> None:
    deepest = packed(("c.txt", b"3"))
    middle = packed(("b.txt", b"2"), ("最里.zip", deepest))
    outer = packed(("单位/中间.zip", middle))
    files = expand_archive(SourceFile("外.zip", outer))
    assert [file.name for file in files] == ["单位/中间/b.txt", "单位/中间/最里.zip"]
    assert files[1].content == deepest


def test_office_files_are_no_archives() -> None:
    assert not is_archive(SourceFile("a.docx", packed(("[Content_Types].xml", b"<x/>"))))
    assert not is_archive(SourceFile("a.zip", packed(("mimetype", b"application/vnd.oasis"))))
    assert is_archive(SourceFile("a", packed(("a.txt", b"1"))))
    assert not is_archive(SourceFile("a.txt", b"PK is how a sentence may begin"))


def test_a_damaged_archive_says_so() -> None:
    content = packed(("a.txt", b"1" * 1000))[:-30]
    with pytest.raises(DocumentError, match=r"材料\.zip：压缩包已损坏"):
        expand_archive(SourceFile("材料.zip", content))


def test_a_password_is_named() -> None:
    content = bytearray(packed(("a.txt", b"1")))
    central = content.rindex(b"PK\x01\x02")
    struct.pack_into("<H", content, central + 8, 1)
    with pytest.raises(DocumentError, match="密码"):
        expand_archive(SourceFile("a.zip", bytes(content)))


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    content = packed(("a.txt", b"\0" * 40_000_000))
    assert len(content) < 50_000
    with pytest.raises(DocumentError, match="解压后过大"):
        expand_archive(SourceFile("a.zip", content))


def test_a_member_that_lies_about_its_size_is_no_surprise() -> None:
    content = bytearray(packed(("a.txt", b"\0" * 20_000_000)))
    central = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 10)
    with pytest.raises(DocumentError, match="损坏"):
        expand_archive(SourceFile("a.zip", bytes(content)))


def test_too_many_members_are_refused() -> None:
    with pytest.raises(DocumentError, match="2000 个"):
        names(packed(*((f"{i}.txt", b"") for i in range(2001))))


def test_too_many_members_in_archives_inside_are_refused() -> None:
    inner = packed(*((f"{i}.txt", b"") for i in range(1500)))
    with pytest.raises(DocumentError, match="2000 个"):
        names(packed(("a.zip", inner), ("b.zip", inner)))


@given(st.binary(max_size=400))
def test_no_bytes_do_harm(tail: bytes) -> None:
    with contextlib.suppress(DocumentError):  # any other exception fails the test
        expand_archive(SourceFile("a.zip", b"PK\x03\x04" + tail))


@given(st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_no_damage_does_harm(position: int, damage: bytes) -> None:
    content = bytearray(packed(("附件.txt", b"1" * 50), ("b.txt", b"2")))
    content[position : position + len(damage)] = damage
    with contextlib.suppress(DocumentError):  # any other exception fails the test
        expand_archive(SourceFile("a.zip", bytes(content)))


@pytest.mark.parametrize(
    "path", [".git/x.txt", "a/.hidden", "~$部门.docx", "a/~$b.xlsx", "desktop.ini", "__MACOSX/a"]
)
def test_clutter(path: str) -> None:
    assert is_clutter(path)


@pytest.mark.parametrize("path", ["a.txt", "附件1/a.docx", "./a.txt", "2024.xlsx", "a~$.docx"])
def test_no_clutter(path: str) -> None:
    assert not is_clutter(path)
