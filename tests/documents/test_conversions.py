"""The same package in other containers holds the same forms; how each was made is in files/PROVENANCE.md."""

from pathlib import Path

import pytest

import jiheng
from jiheng.documents import Grid, SourceFile, read_document
from jiheng.reports import BaseData, Package
from tests.reports.test_seed import content

FILES = Path(__file__).parent / "files"


def forms(name: str) -> list[list[tuple[str, ...]]]:
    package: Package = jiheng.read(FILES / name)
    assert package.failures == ()
    assert sum(not isinstance(form, BaseData) for form in package.forms) == len(package.forms) - 1
    return [content(form) for form in package.forms]


@pytest.mark.parametrize(
    ("name", "original"),
    [
        ("package.doc", "package.docx"),
        ("package.odt", "package.docx"),
        ("package.html", "package.docx"),
        ("package.xls", "package.xlsx"),
        ("package.ods", "package.xlsx"),
    ],
)
def test_the_same_forms(name: str, original: str) -> None:
    converted = forms(name)
    assert converted == forms(original)
    assert len(converted) == 4


@pytest.mark.parametrize(
    ("name", "original"), [("package.doc", "package.docx"), ("package.xls", "package.xlsx")]
)
def test_the_same_cells_in_the_same_places(name: str, original: str) -> None:
    ours, theirs = (
        [
            (block.number, block.title, block.cells)
            for block in read_document(SourceFile(file, (FILES / file).read_bytes())).blocks
            if isinstance(block, Grid)
        ]
        for file in (name, original)
    )
    assert ours == theirs


@pytest.mark.parametrize(
    ("name", "original"), [("通知.wps", "package.doc"), ("表.et", "package.xls"), ("表.et", "package.xlsx")]
)
def test_wps_files_are_what_their_content_says(name: str, original: str) -> None:
    document = read_document(SourceFile(name, (FILES / original).read_bytes()))
    assert document.problems == ()
    assert document.blocks
