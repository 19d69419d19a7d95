"""The page that leads to the pages of many packages: every package is on it, whatever came of it."""

from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from tests.cli._call import CLEAN, FAULTY, jiheng, write_workbook

DOUBTFUL = CLEAN.replace("| 10场 | 40 | 40 |", "| 10场 | 四十 | 40 |")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    for name, text in (("甲局", CLEAN), ("乙局", FAULTY), ("丙局", DOUBTFUL)):
        write_workbook(tmp_path / "units" / name / "自评.xlsx", text)
    (tmp_path / "units" / "index").mkdir()
    (tmp_path / "units" / "index" / "坏.docx").write_bytes(b"PK\x03\x04")
    return tmp_path / "units"


def rows(folder: Path) -> dict[str, tuple[str, str]]:
    """Return what each row says and where it leads, by the package's name."""
    text = (folder / "index.html").read_text(encoding="utf-8")
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(text)
    found = {}
    for row in page.xpath("//tbody/tr"):
        words = str(row.text_content())
        name = next(name for name in ("甲局", "乙局", "丙局", "index") if name in words)
        found[name] = (words, unquote("".join(map(str, row.xpath(".//a/@href")))))
    return found


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_package_is_on_it_the_worst_first(units: Path, tmp_path: Path, jobs: str) -> None:
    said = jiheng("audit", units, "--format", "html", "-o", tmp_path / "pages", "--jobs", jobs)
    assert said.status == 3
    found = rows(tmp_path / "pages")
    assert list(found)[:2] == ["index", "乙局"]
    assert {name: link for name, (_, link) in found.items()} == {
        "index": "./index-2.html",
        "乙局": "./乙局.html",
        "丙局": "./丙局.html",
        "甲局": "./甲局.html",
    }
    assert all((tmp_path / "pages" / link).is_file() for _, link in found.values())
    assert "没有读成：坏.docx" in found["index"][0]


def test_what_is_refused_is_named_but_no_figure_of_it_shown(units: Path, tmp_path: Path) -> None:
    said = jiheng("audit", units, "--format", "html", "--strict", "-o", tmp_path / "pages")
    assert said.status == 3
    words, link = rows(tmp_path / "pages")["丙局"]
    assert link == ""
    assert "未采用：有读得没把握之处" in words
    assert not (tmp_path / "pages" / "丙局.html").exists()
