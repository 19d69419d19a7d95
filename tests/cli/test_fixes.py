"""What can be put right safely: listed by ``--fixes``, beside the remedy, and said by ``explain``."""

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.cli._call import CLEAN, FAULTY, jiheng, write_workbook

# Five of ten sessions for 40 marks are 20; the total of 100 becomes 80.
MARK, TOTAL = "由“40”改为“20”", "由“100”改为“80”"


def test_fixes_lists_what_follows_from_other_cells(tmp_path: Path) -> None:
    write_workbook(tmp_path / "自评.xlsx", FAULTY)
    said = jiheng("audit", "自评.xlsx", "--fixes", width=200, cwd=tmp_path)
    assert said.status == 1
    assert MARK in said.out
    assert TOTAL in said.out
    assert "共 1 处可直接改" in said.out
    assert "依据" not in said.out


def test_where_nothing_is_offered_it_says_so(tmp_path: Path) -> None:
    write_workbook(tmp_path / "自评.xlsx", CLEAN)
    assert "没有可直接改的地方" in jiheng("audit", "自评.xlsx", "--fixes", cwd=tmp_path).out


def test_a_fix_stands_beside_the_remedy_in_every_format(tmp_path: Path) -> None:
    write_workbook(tmp_path / "自评.xlsx", FAULTY)
    assert MARK in jiheng("audit", "自评.xlsx", width=200, cwd=tmp_path).out
    page = jiheng("audit", "自评.xlsx", "--format", "html", cwd=tmp_path).out
    assert MARK in page
    assert TOTAL in page
    jiheng("audit", "自评.xlsx", "-o", "问题.xlsx", cwd=tmp_path)
    cells = [cell for row in load_workbook(tmp_path / "问题.xlsx")["问题"].values for cell in row]
    assert any("可直接改" in str(cell) and MARK in str(cell) for cell in cells)
    findings = json.loads(jiheng("audit", "自评.xlsx", "--format", "json", cwd=tmp_path).out)["findings"]
    fixes = [fix for finding in findings for fix in finding.get("fixes", ())]
    assert [(fix["old"], fix["new"], fix["along"][0]["new"]) for fix in fixes] == [("40", "20", "80")]


def test_explain_says_whether_a_rule_offers_a_fix() -> None:
    assert "提供：把预算执行率改为按关系算出的数" in jiheng("explain", "FUN-002", width=200).out
    assert "不提供" in jiheng("explain", "NAM-001", width=200).out
