"""The instrument that says how much is read right has to see what is wrong."""

from pathlib import Path

import pytest

import jiheng
from benchmarks.fields import compare, loose
from jiheng import Package
from tests.cli._call import CLEAN, write_workbook


def package(folder: Path, table: str) -> Package:
    return jiheng.read(write_workbook(folder / "表.xlsx", table))


@pytest.fixture
def truth(tmp_path: Path) -> Package:
    return package(tmp_path / "truth", CLEAN)


def test_a_copy_is_right_throughout(truth: Package, tmp_path: Path) -> None:
    found = compare(truth, package(tmp_path, CLEAN))
    assert found.fields > 40
    assert (found.right, found.missing, found.wrong) == (found.fields, [], [])


def test_one_wrong_figure_is_one(truth: Package, tmp_path: Path) -> None:
    found = compare(truth, package(tmp_path, CLEAN.replace("| ≥10场 | 10场 |", "| ≥10场 | 16场 |")))
    (wrong,) = found.wrong
    assert (wrong.path, wrong.wanted, wrong.got) == ("indicators[1].achieved", "10场", "16场")
    assert found.dangerous() == [wrong]
    assert (found.right, found.missing) == (found.fields - 1, [])


def test_a_lost_row_is_missing_and_those_after_it_are_right(truth: Package, tmp_path: Path) -> None:
    lines = [line for line in CLEAN.splitlines() if "举办会议场次" not in line]
    found = compare(truth, package(tmp_path, "\n".join(lines)))
    assert {one.path.split(".")[0] for one in found.missing} == {"indicators[1]"}
    assert found.wrong == []


def test_a_figure_where_there_is_none_is_wrong(truth: Package, tmp_path: Path) -> None:
    found = compare(truth, package(tmp_path, CLEAN.replace("上年结转资金 |  |", "上年结转资金 | 5 |")))
    assert [(one.wanted, one.got, one.is_figure) for one in found.wrong] == [("", "5", True)]


def test_a_form_that_was_not_found_is_missing_whole(truth: Package) -> None:
    found = compare(truth, jiheng.read())
    assert (found.right, len(found.missing)) == (0, found.fields)


def test_width_counts_only_where_it_is_to(truth: Package, tmp_path: Path) -> None:
    copy = package(tmp_path, CLEAN.replace("≥90%", "≥90％"))
    assert len(compare(truth, copy).wrong) == 1
    assert compare(truth, copy, loose).wrong == []
