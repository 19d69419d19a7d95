"""A bundle unpacks everywhere: safe names, none twice, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.render import safe_file_name, write_bundle


def _bundle(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    assert write_bundle(target, files) == len(files)
    return target.getvalue()


def test_what_goes_in_comes_out() -> None:
    made = _bundle(
        ("单位甲/自评表.docx", b"one"), ("单位甲/自评表.docx", b"two"), ("说明", b""), ("说明", b"x")
    )

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "单位甲/自评表.docx": b"one",
            "单位甲/自评表（2）.docx": b"two",
            "说明": b"",
            "说明（2）": b"x",
        }


def test_the_same_files_make_the_same_bytes() -> None:
    assert _bundle(("a.txt", b"a")) == _bundle(("a.txt", b"a"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "-..-etc-passwd"),
        ('甲"乙<丙>', "甲-乙-丙-"),
        ("a\r\nb\x00", "a--b-"),
        (" . ", "材料"),
    ],
)
def test_names_are_made_safe(text: str, name: str) -> None:
    assert safe_file_name(text) == name


@given(st.text(max_size=200))
def test_no_text_makes_a_name_that_leads_elsewhere(text: str) -> None:
    name = safe_file_name(text)

    assert name
    assert not set(name) & set('/\\:*?"<>|\0\r\n')
    assert name == name.strip(". ")
    assert len(name) <= 80
