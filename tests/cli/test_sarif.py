"""``audit --format sarif``: one log, a run per package."""

import json
from pathlib import Path

from tests.cli._call import FAULTY, jiheng, write_workbook


def test_many_packages_are_one_log(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        write_workbook(tmp_path / name / "自评.xlsx", FAULTY)
    (tmp_path / "丙").mkdir()
    (tmp_path / "丙" / "坏.docx").write_bytes(b"no document")
    said = jiheng("audit", ".", "-o", "结果.sarif", cwd=tmp_path)
    assert said.status == 3
    log = json.loads((tmp_path / "结果.sarif").read_text(encoding="utf-8"))
    assert {run["automationDetails"]["id"] for run in log["runs"]} >= {"甲/", "乙/"}
    assert "SCO-003" in {result["ruleId"] for run in log["runs"] for result in run["results"]}


def test_packages_are_not_compared_in_it(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        write_workbook(tmp_path / name / "自评.xlsx", FAULTY)
    assert jiheng("audit", ".", "--peers", "--format", "sarif", cwd=tmp_path).status == 2
