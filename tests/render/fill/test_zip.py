"""Members of a zip are replaced; the others are not touched."""

from __future__ import annotations

import io
import zipfile

import pytest

from jiheng.render.fill._zip import ZipUnusual, replace_members
from tests.render.fill.comparing import changed_members, member


class _OneWay(io.BytesIO):
    """A stream that cannot be wound back: what is written into it has its sizes behind it."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation


def _archive(stream: io.BytesIO) -> bytes:
    with zipfile.ZipFile(stream, "w") as archive:
        archive.comment = "留言".encode()
        archive.writestr("甲.xml", "一" * 500, zipfile.ZIP_DEFLATED)
        archive.writestr("word/document.xml", "二" * 500, zipfile.ZIP_DEFLATED)
        archive.writestr("丙.bin", b"\x00\x01", zipfile.ZIP_STORED)
    return stream.getvalue()


@pytest.mark.parametrize("stream", [io.BytesIO, _OneWay], ids=["sizes in front", "sizes behind"])
def test_only_the_named_member_changes(stream: type[io.BytesIO]) -> None:
    old = _archive(stream())
    new = replace_members(old, {"word/document.xml": b"new"})
    assert changed_members(old, new) == {"word/document.xml"}
    assert member(new, "word/document.xml") == b"new"
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        assert archive.testzip() is None
        assert archive.comment == "留言".encode()


def test_bytes_in_front_of_the_archive_are_refused() -> None:
    with pytest.raises(ZipUnusual):
        replace_members(b"#!" + _archive(io.BytesIO()), {"word/document.xml": b"new"})
