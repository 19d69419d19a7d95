"""What could run is found by its content, whatever it is called; ordinary papers are let through."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.documents import SourceFile, inspect_file
from tests.conftest import EXAMPLE

_PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
_ELF = b"\x7fELF\x02\x01\x01" + bytes(20)


def _zip(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("现场照片.png", _PNG, "image/png"),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        ("发票.pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/EmbeddedFile 2 0 R>>", "application/pdf"),
        ("说明.txt", "MZ 乡镇的培训名单，共 40 家。".encode(), "text/plain"),
        ("名单.csv", "姓名,单位\n".encode("gb18030"), "text/plain"),
        ("打包.zip", _zip(("一.png", _PNG), ("二.txt", "好".encode())), "application/zip"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>", "image/svg+xml"),
    ],
)
def test_ordinary_papers(name: str, content: bytes, media_type: str) -> None:
    found = inspect_file(SourceFile(name, content))

    assert (found.media_type, found.danger) == (media_type, "")


@pytest.mark.parametrize("name", ["department-2024.docx", "department-2024.xlsx"])
def test_office_files(name: str) -> None:
    found = inspect_file(SourceFile("佐证.bin", Path(EXAMPLE / name).read_bytes()))

    assert found.danger == ""
    assert found.media_type.endswith("wordprocessingml.document" if "docx" in name else "spreadsheetml.sheet")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("发票.pdf", b"MZ\x90\x00" + bytes(60), "Windows"),
        ("照片.jpg", _ELF, "Linux"),
        ("说明.txt", b"#!/bin/sh\nrm -rf x", "脚本"),
        ("安装.exe", b"anything", ".exe"),
        ("表.xlsm", b"PK\x03\x04", ".xlsm"),
        ("表.xlsx", _zip(("[Content_Types].xml", b"<Types/>"), ("xl/vbaProject.bin", b"x")), "宏"),
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "损坏"),
        ("打包.zip", _zip(("材料/运行.bat", b"del")), "运行.bat"),
        ("打包.zip", _zip(("材料/照片.png", _ELF)), "照片.png"),
        ("打包.zip", _zip(("里.zip", _zip(("里.zip", _zip(("里.zip", _zip(("a.txt", b"a")))))))), "太多层"),
        ("坏.zip", b"PK\x03\x04 not a zip", "损坏"),
        ("图.svg", b"<svg onload='alert(1)'/>", "脚本"),
        ("页.html", b"<html><script>alert(1)</script></html>", "脚本"),
        ("合同.pdf", b"%PDF-1.4\n<</S/JavaScript/JS(app.alert(1))>>", "JavaScript"),
        ("打包.rar", b"Rar!\x1a\x07\x00" + bytes(9), "zip"),
        ("空.txt", b"", "空"),
    ],
)
def test_what_could_run(name: str, content: bytes, word: str) -> None:
    assert word in inspect_file(SourceFile(name, content)).danger


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"]),
)
def test_no_bytes_make_it_fail(tail: bytes, head: bytes) -> None:
    assert inspect_file(SourceFile("文件", head + tail)).media_type
