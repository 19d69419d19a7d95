"""The indicators computed from the base data, as JSON, on the page and on the screen."""

import json

import lxml.html
import pytest

from jiheng.audit import Audit, audit_package
from jiheng.render import render_json
from jiheng.reports import Package
from jiheng.scoring import score_package
from tests.cli._call import jiheng
from tests.conftest import EXAMPLE
from tests.scoring.rows import indicator
from tests.scoring.test_indicators import base_data, department


def document(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


@pytest.fixture(scope="module")
def audit() -> Audit:
    """84 of 80 staff, of which the department's table says 98.75 %."""
    row = indicator("≤100%", "98.75%", "8", "8", name="在职人员控制率")
    package = Package("", (), (base_data(authorized="80"), department(row)), ())
    return audit_package(package, score_package(package, "cn/department-2018"))


def test_json_holds_the_cells_the_rate_and_the_marks(audit: Audit) -> None:
    printed = json.loads(render_json(audit.package, score_sheets=audit.score_sheets))
    sheet = printed["forms"][1]["score_sheet"]
    found = {entry["code"]: entry for entry in sheet["computed_indicators"]}
    headcount = found["headcount_control_rate"]
    assert headcount["cells"] == [
        {"label": "实际在职人数", "text": "84", "form": 0, "at": "T1R3C3", "missing": ""},
        {"label": "编制数", "text": "80", "form": 0, "at": "T1R3C2", "missing": ""},
    ]
    # 5 points over 100 %, half a point off for each: 8 − 2.5.
    assert [headcount[key] for key in ("value", "max_score", "low", "high")] == ["1.05", "8", "5.5", "5.5"]
    assert headcount["printed"] == [{"text": "98.75%", "form": 1, "at": "T1R9C6", "agrees": False}]
    missing = found["budget_control_rate"]
    assert (missing["value"], missing["low"]) == ("", "")
    assert missing["working"] == "部门整体自评表没有“上年结转”一行，没有计算"
    assert sheet["computed_by"]["pack"] == "cn/department-2018"
    assert "score_sheet" not in printed["forms"][0]


def test_the_audit_names_the_rate_that_does_not_follow(audit: Audit) -> None:
    (finding,) = [finding for finding in audit.findings if finding.rule == "DEP-001"]
    assert [place.cell for place in finding.at] == ["T1R9C6", "T1R3C3", "T1R3C2"]


def test_the_page_shows_the_rate_and_links_its_cells() -> None:
    printed = jiheng("audit", str(EXAMPLE / "department-2024.docx"), "--format", "html").out
    tree = document(printed)
    heading = "//h4[.='由基础数据计算的指标']"
    row = tree.xpath(f"{heading}/following-sibling::div[1]//tr[th='在职人员控制率']")[0]
    assert [cell.text_content() for cell in row.xpath("td[@data-name]")] == ["—", "不计分", "93.75%"]
    targets = [str(href)[1:] for href in row.xpath(".//a/@href")]
    assert len(targets) == 3  # the printed rate, the serving staff, the authorized headcount
    assert set(targets) <= {str(found) for found in tree.xpath("//@id")}


def test_the_screen_shows_formula_figures_and_printed_rate() -> None:
    said = jiheng("score", str(EXAMPLE / "department-2024.docx"), width=200).out
    (line,) = [line for line in said.splitlines() if line.strip().startswith("在职人员控制率")]
    assert line.split()[1:] == [
        "实际在职人数",
        "÷",
        "编制数：90",
        "÷",
        "96",
        "=",
        "93.75%",
        "93.75%",
        "93.75%",
        "—",
        "不计分",
    ]


def test_another_pack_can_be_asked_for() -> None:
    said = jiheng(
        "score", str(EXAMPLE / "department-2024.docx"), "--standard", "cn/department-2018", width=200
    ).out
    assert "口径 cn/department-2018" in said
    assert "评分标准 cn/hunan" in said


def test_an_unknown_pack_is_a_wrong_call() -> None:
    said = jiheng("score", str(EXAMPLE / "department-2024.docx"), "--standard", "cn/department-2081")
    assert said.status == 2
    assert "cn/department-2018" in said.err
