"""What people see, as files: ``make golden`` writes them anew, and a reviewer reads the difference."""

import os
from pathlib import Path

import pytest

from tests.cli._call import FAULTY, jiheng, write_workbook

GOLDEN = Path(__file__).parents[1] / "golden"
WRITE = "JIHENG_GOLDEN"


@pytest.mark.parametrize("command", ["audit", "score", "read"])
def test_text_for_people(command: str, tmp_path: Path) -> None:
    write_workbook(tmp_path / "自评.xlsx", FAULTY)
    said = jiheng(command, "自评.xlsx", width=80, cwd=tmp_path)
    path = GOLDEN / f"{command}.txt"
    if os.environ.get(WRITE):
        path.write_text(said.out, encoding="utf-8")
    assert said.out == path.read_text(encoding="utf-8")


@pytest.mark.skipif(not os.environ.get("CI"), reason="only where changes are taken")
def test_golden_files_are_not_written_where_changes_are_taken() -> None:
    assert not os.environ.get(WRITE)
