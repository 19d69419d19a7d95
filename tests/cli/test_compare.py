"""``--previous`` and ``--peers``: what is compared, and which calls are wrong."""

import shutil
from html import escape
from pathlib import Path

import pytest

from tests.cli._call import CLEAN, EXAMPLE, ROOT, jiheng, write_workbook

EARLIER = ROOT / "examples" / "package-2023" / "department-2023.docx"


def test_last_year_is_named_in_text_and_json() -> None:
    said = jiheng("audit", EXAMPLE, "--previous", EARLIER, "--all")
    assert said.status == 1
    assert "“公用经费”的上年决算数填750.34，上年材料的决算数为750.43" in said.out
    assert "对照 示例市工业和信息化局（2023年度） 基础数据表  750.43" in said.out
    (package,) = jiheng("audit", EXAMPLE, "--previous", EARLIER, "--format", "json").packages
    (finding,) = [finding for finding in package["findings"] if finding["rule"] == "YOY-001"]
    (place,) = finding["elsewhere"]
    assert (place["form"], place["text"], place["where"]) == (0, "750.43", "基础数据表")
    assert all(0 <= at["form"] < len(package["forms"]) for f in package["findings"] for at in f["at"])


def test_last_year_is_shown_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "报告.html"
    assert jiheng("audit", EXAMPLE, "--previous", EARLIER, "-o", page).status == 1
    assert "示例市工业和信息化局（2023年度） 基础数据表" in page.read_text(encoding="utf-8")


def test_a_folder_may_be_last_year() -> None:
    folder = ROOT / "examples" / "package-2023"
    # The document and its text export are one package of the same forms twice: still one package.
    assert jiheng("audit", EXAMPLE, "--previous", folder, "--format", "json").status == 1


@pytest.mark.parametrize(
    ("previous", "word"),
    [("没有.docx", "没有这个文件"), (str(EXAMPLE), "2024年度的材料，不早于要审核的2024年度")],
)
def test_a_wrong_last_year_is_2(previous: str, word: str) -> None:
    said = jiheng("audit", EXAMPLE, "--previous", previous, "--format", "json")
    assert (said.status, said.out) == (2, "")
    assert word in said.err


def test_years_the_wrong_way_round_are_2() -> None:
    said = jiheng("audit", EARLIER, "--previous", EXAMPLE)
    assert (said.status, said.out) == (2, "")
    assert "不早于" in said.err


def test_last_year_that_cannot_be_read_is_3_and_this_year_is_done(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.docx"
    damaged.write_bytes(b"PK\x03\x04 cut off")
    said = jiheng("audit", EXAMPLE, "--previous", damaged, "--format", "json")
    assert said.status == 3
    assert said.err.startswith("✗ 上年材料：")
    (package,) = said.packages
    assert not [finding for finding in package["findings"] if finding["rule"].startswith("YOY")]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    folder = tmp_path / "units"
    for name in ("甲", "乙"):
        (folder / name).mkdir(parents=True)
        shutil.copy(EXAMPLE, folder / name / "材料.docx")
    return folder


def test_last_year_fits_one_package_only(units: Path) -> None:
    said = jiheng("audit", units, "--previous", EARLIER)
    assert said.status == 2
    assert "一套" in said.err
    said = jiheng("audit", EXAMPLE, "--previous", units)
    assert said.status == 2
    assert "2 套材料" in said.err


def test_packages_are_compared_on_the_last_line(units: Path) -> None:
    said = jiheng("audit", units, "--peers", "--format", "json")
    *packages, last = said.packages
    assert len(packages) == 2
    assert "comparison" not in packages[0]
    assert [peer["package"] for peer in last["comparison"]] == ["乙", "甲"]
    assert last["medians"] == last["comparison"][0]["shares"]
    (finding,) = [finding for finding in last["findings"] if finding["rule"] == "REU-006"]
    assert {place["package"] for place in finding["elsewhere"]} == {"甲", "乙"}
    assert finding["at"] == []


def test_few_packages_are_compared_only_when_asked(units: Path) -> None:
    assert "材料之间的比较" not in jiheng("audit", units).out
    assert len(jiheng("audit", units, "--format", "json").packages) == 2
    said = jiheng("audit", units, "--peers")
    assert "材料之间的比较" in said.out
    assert "几套材料的文字雷同" in said.out


def test_five_packages_are_compared_unasked_with_the_median(tmp_path: Path) -> None:
    for name in "甲乙丙丁戊":
        write_workbook(tmp_path / name / "表.xlsx", CLEAN)
    said = jiheng("audit", tmp_path)
    # Four of four rows have full marks and three numbers and a share are measurable.
    (row,) = [line for line in said.out.splitlines() if line.startswith("中位数")]
    assert row.split()[1] == "100%"
    assert row.split()[-1] == "100%"


def test_peers_stand_on_the_page_that_leads_to_the_others(units: Path, tmp_path: Path) -> None:
    found = jiheng("audit", units, "--peers", "--format", "json").packages[-1]["findings"]
    jiheng("audit", units, "--peers", "--format", "html", "-o", tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "材料之间的比较" in page
    assert found
    for finding in found:
        assert finding["rule"] in page
        assert escape(finding["message"], quote=False) in page
    jiheng("audit", units, "--format", "html", "-o", tmp_path / "alone")
    assert "材料之间的比较" not in (tmp_path / "alone" / "index.html").read_text(encoding="utf-8")


def test_peers_need_more_than_one_package_and_no_pages(units: Path, tmp_path: Path) -> None:
    said = jiheng("audit", EXAMPLE, "--peers")
    assert (said.status, said.out) == (2, "")
    assert "只有一套" in said.err
    said = jiheng("audit", units, "--peers", "--format", "xlsx", "-o", tmp_path / "out")
    assert said.status == 2
    assert "XLSX" in said.err


def test_processes_make_no_difference(units: Path) -> None:
    one, two = (jiheng("audit", units, "--peers", "--format", "json", "--jobs", n).out for n in ("1", "2"))
    assert one == two
