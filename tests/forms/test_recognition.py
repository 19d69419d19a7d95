"""Which form a piece is: candidates are weighed, equals named, and a form cut off follows its neighbour."""

import pytest

from jiheng.documents import SourceFile
from jiheng.errors import FormAmbiguous
from jiheng.forms import find_forms
from jiheng.forms._cross_checks import execution_marks
from jiheng.forms._evidence import Evidence, recognize
from jiheng.forms._labels import label_key
from jiheng.reports import read_package
from tests.builders import PROJECT, document, grid
from tests.forms.containers import as_bars, as_run_on
from tests.forms.filings import filing
from tests.forms.layouts import DAYING, JINZHAI
from tests.forms.printing import judge, printed, values_of

SHARED = (
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "预期目标",
    "实际完成情况",
    "一级指标",
    "二级指标",
    "三级指标",
)
RECORDS = ("三级指标", "年度指标值", "实际完成值", "分值", "得分")


def evidence(title: str, *labels: str) -> Evidence:
    return Evidence(title, frozenset(label_key(label) for label in (*SHARED, *RECORDS, *labels)))


@pytest.mark.parametrize(
    ("title", "labels", "code"),
    [
        ("2024年度项目支出绩效自评表", (), "project_self_evaluation"),
        ("", ("项目名称",), "project_self_evaluation"),
        ("部门整体支出绩效自评表", (), "department_self_evaluation"),
        ("", ("预算部门名称",), "department_self_evaluation"),
        # The title outweighs a label that both kinds could print.
        ("部门整体支出绩效自评表", ("项目名称",), "department_self_evaluation"),
    ],
)
def test_the_heaviest_candidate_is_chosen(title: str, labels: tuple[str, ...], code: str) -> None:
    card = recognize(evidence(title, *labels), "材料.docx", "第1张表")
    assert card is not None
    assert card.code == code


def test_equal_candidates_are_all_named() -> None:
    with pytest.raises(FormAmbiguous) as doubt:
        recognize(evidence(""), "材料.docx", "第1张表（T1）")
    assert set(doubt.value.candidates) >= {"项目支出绩效自评表", "部门整体支出绩效自评表"}
    assert all(candidate in str(doubt.value) for candidate in doubt.value.candidates)


def test_nothing_is_read_from_a_table_that_is_ambiguous_and_the_package_says_so() -> None:
    lines = "\n".join(PROJECT.strip("\n").splitlines()[2:])
    found = find_forms(document(grid(lines), "2024年度项目支出绩效自评表", grid(PROJECT, 2)))
    assert [form.grids[0].number for form in found.forms] == [2]
    assert [doubt.address for doubt in found.ambiguous] == ["第1张表（T1）"]


def test_a_list_is_no_candidate() -> None:
    assert recognize(Evidence("活动清单", frozenset({"序号", "活动"})), "材料.docx", "第1张表") is None


def cut_off(rows: int) -> bytes:
    """Return two forms of one place, the first without its head."""
    first, second = printed(DAYING, filing(1)), printed(DAYING, filing(2))
    lines = as_bars([first, second]).decode().splitlines()
    return "\n".join(lines[rows:]).encode()


def test_a_form_whose_head_is_cut_off_is_read_as_the_one_behind_it() -> None:
    package = read_package([SourceFile("自评.txt", cut_off(7))])
    part, whole = package.forms
    assert [problem.code for problem in part.problems if problem.code == "form_headless"] == ["form_headless"]
    assert values_of(whole)["name"] == filing(2).name
    read = values_of(part)
    assert "name" not in read
    paper = printed(DAYING, filing(1))
    verdict = judge(paper, read)
    assert verdict.wrong == ()
    assert {key for key in verdict.missing if key.startswith(("row.", "total."))} == set()


def test_a_form_cut_off_before_another_kind_of_columns_is_only_reported() -> None:
    text = cut_off(7).decode().splitlines()
    start = next(i for i, line in enumerate(text) if "自评表" in line)
    other = as_bars([printed(JINZHAI, filing(3))]).decode().splitlines()
    package = read_package([SourceFile("自评.txt", "\n".join([*text[:start], *other]).encode())])
    assert [form.kind.value for form in package.forms] == ["department_self_evaluation"]
    assert "form_unnamed" in [problem.code for problem in package.problems]


@pytest.mark.parametrize(
    ("run", "marks"),
    [
        (".32.06.579.27107.93年初", (".32.06.5", "79.27", "10", "7.93", "年初")),
        # 5 × 98 % = 4.9, and nothing else.
        ("98%54.9", ("", "98%", "5", "4.9", "")),
        ("1234567", None),
        ("100%1010100%1010", None),
    ],
)
def test_weight_times_rate_is_the_score(run: str, marks: tuple[str, ...] | None) -> None:
    found = execution_marks(run)
    read = found and (found.before, found.rate, found.weight, found.score, found.after)
    assert read == marks


def test_touching_digits_with_a_second_reading_are_listed_and_not_used() -> None:
    package = read_package([SourceFile("自评.txt", as_run_on([printed(JINZHAI, filing(4))]))])
    (form,) = package.forms
    assert form.unread
    assert "cells_doubtful" in [problem.code for problem in form.problems]
