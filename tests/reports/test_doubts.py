"""What is in doubt: everything that may have been read wrongly, the worst first, and nothing else."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jiheng.documents import PLAIN, Document, Origin, Problem, Reading, SourceFile
from jiheng.errors import FormAmbiguous
from jiheng.forms import find_forms
from jiheng.reports import Cause, Doubt, Package, build_report, read_package
from tests.builders import PROJECT, document, grid

TITLE = "2024年度项目支出绩效自评表"
LOW = Reading(Origin.RECOGNIZED, Decimal("0.41"), certain=False)
MIDDLING = Reading(Origin.RECOGNIZED, Decimal("0.83"), "数字里夹着字母", certain=False)
SURE = Reading(Origin.RECOGNIZED, Decimal("0.97"))


def package(table: str = PROJECT, readings: dict[str, Reading] | None = None, *problems: Problem) -> Package:
    read = document(TITLE, grid(table))
    forms = tuple(build_report(form, 0) for form in find_forms(read).forms)
    return Package("", (replace(read, readings=readings or {}, problems=problems),), forms, ())


def told(found: Package) -> list[tuple[Cause, str, str, str]]:
    return [(doubt.cause, doubt.at, doubt.field, doubt.text) for doubt in found.doubts()]


def test_a_clean_form_is_not_in_doubt() -> None:
    assert package().doubts() == ()
    notes = (Problem("hidden_sheet", "备注", "T2"), Problem("page_blank", "第2页是空白页。", ""))
    assert package(PROJECT, {"T1R11C6": SURE}, *notes).doubts() == ()
    assert package(PROJECT, {}, *notes).remarks().notes == ((None, notes[0]), (None, notes[1]))


def test_what_was_recognised_badly_comes_first_the_least_sure_before_the_others() -> None:
    found = package(PROJECT, {"T1R11C5": MIDDLING, "T1R11C6": LOW, "T1R12C8": SURE, "T1R9C7": LOW})
    assert found.doubts() == (
        Doubt(Cause.RECOGNITION, 0, 0, "指标“参会人数”的实际完成值", "260人", "T1R11C6", Origin.RECOGNIZED,
              Decimal("0.41"), "识别把握不大（0.41）"),
        Doubt(Cause.RECOGNITION, 0, 0, "指标“参会人数”的年度指标值", "≥200人", "T1R11C5", Origin.RECOGNIZED,
              Decimal("0.83"), "识别把握不大（0.83）；数字里夹着字母"),
        Doubt(Cause.RECOGNITION, 0, 0, "", "分值", "T1R9C7", Origin.RECOGNIZED,
              Decimal("0.41"), "识别把握不大（0.41）"),
    )  # fmt: skip


def test_fields_are_called_what_the_form_calls_them() -> None:
    places = ("T1R1C3", "T1R4C5", "T1R6C8", "T1R8C6", "T1R10C2", "T1R15C8", "P1")
    found = package(PROJECT, dict.fromkeys(places, LOW))
    assert {doubt.at: doubt.field for doubt in found.doubts()} == {
        "T1R1C3": "名称",
        "T1R4C5": "“其中：当年财政拨款”的全年预算数",
        "T1R6C8": "“年度资金总额”的预算执行率",
        "T1R8C6": "年度总体目标的实际完成情况",
        "T1R10C2": "一级指标、一级指标分值",
        "T1R15C8": "总分的得分",
        "P1": "表名",
    }


def test_a_figure_that_is_none_and_words_with_figures_in_them() -> None:
    table = PROJECT.replace("| 30 | 27 | 一场推迟 |", "| 三十 | 27 | 一场推迟 |")
    table = table.replace("| ≥10场 | 9场 |", "| ≥10场 | 举办9场，推迟1场 |")
    assert told(package(table)) == [
        (Cause.UNREADABLE, "T1R10C7", "指标“办会场次”的分值", "三十"),
        (Cause.KEPT_AS_TEXT, "T1R10C6", "指标“办会场次”的实际完成值", "举办9场，推迟1场"),
    ]


def test_what_is_in_doubt_twice_is_told_once() -> None:
    table = PROJECT.replace("| 30 | 27 | 一场推迟 |", "| 3O.l | 27 | 一场推迟 |")
    (doubt,) = package(table, {"T1R10C7": LOW}).doubts()
    assert (doubt.cause, doubt.text) == (Cause.RECOGNITION, "3O.l")
    assert set(doubt.why.split("；")) == {"识别把握不大（0.41）", "应为数字，读不出数值"}


def test_text_that_fits_no_field() -> None:
    table = PROJECT.replace("| 实施单位 | 局机关 | < | < |", "| 实施单位 | 局机关 | 另有3处 | < |")
    assert told(package(table)) == [(Cause.UNPLACED, "T1R2C8", "", "另有3处")]


def test_a_part_that_is_not_there() -> None:
    lines = [line for number, line in enumerate(PROJECT.strip().splitlines(), 1) if number not in {7, 8}]
    (doubt,) = package("\n".join(lines)).doubts()
    assert (doubt.cause, doubt.form, doubt.at) == (Cause.MISSING, 0, "")
    assert "年度总体目标" in doubt.why


def test_problems_of_a_cell_count_inside_of_forms_only() -> None:
    inside, outside = Problem("covered_text", "12", "T1R4C4"), Problem("covered_text", "12", "T7R4C4")
    found = package(PROJECT, {}, inside, outside)
    assert told(found) == [(Cause.UNPLACED, "T1R4C4", "", "12")]
    assert found.remarks().notes == ((None, outside),)


def test_a_page_that_was_not_read() -> None:
    page = Problem("page_damaged", "第3页已损坏，未读取。", "")
    (doubt,) = package(PROJECT, {}, page).doubts()
    assert (doubt.cause, doubt.form, doubt.document) == (Cause.NOT_READ, None, 0)
    assert doubt.why == "第3页已损坏，未读取"


def test_a_table_that_fits_two_forms_is_the_worst() -> None:
    found = package(PROJECT, {"T1R11C6": LOW})
    failure = FormAmbiguous("材料.docx", "第2张表（T2）", ("甲表", "乙表"))
    worst, _ = replace(found, failures=(failure,)).doubts()
    assert (worst.cause, worst.document) == (Cause.FORM_AMBIGUOUS, 0)
    assert worst.why.startswith("第2张表（T2） 同时像甲表、乙表")


BARS = """\
2023年度项目支出绩效自评表
项目名称 | 道路养护 |
主管部门 | 某局 | 实施单位 | 某所 |
| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
年度资金总额 | 32.4 | 31.69 |
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
产出指标 | 数量指标 | 养护里程 | ≥12公里 | 13公里 | 20 | 20 | 无 |
总分 | 100 | 95 |
"""


def test_a_line_without_borders_is_in_doubt_as_a_whole() -> None:
    found = read_package([SourceFile("表.txt", BARS.encode())])
    (line,) = found.doubts()
    assert line.text == "年度资金总额 | 32.4 | 31.69 |"
    assert (line.cause, line.origin, line.why) == (Cause.INFERRED, Origin.SPLIT, "不能确定属于哪一栏，未采用")
    (form,) = found.forms
    assert found.reading(0, form.indicators[0].target.at) == Reading(  # type: ignore[union-attr]  # a project
        Origin.SPLIT, note="从没有表格线的文字中分出"
    )


def test_reading_says_how_any_address_was_read() -> None:
    found = package(PROJECT, {"T1R11C6": LOW})
    assert found.reading(0, "T1R11C6") is LOW
    assert found.reading(0, "T1R11C5") == found.reading(0, "T9R9C9") == found.reading(0, "") == PLAIN


def addresses(read: Document) -> list[str]:
    (table,) = (block for block in read.blocks if not hasattr(block, "text"))
    return ["P1", *(table.address(cell) for cell in table.cells)]


@given(
    st.dictionaries(
        st.sampled_from(addresses(document(TITLE, grid(PROJECT)))),
        st.tuples(st.sampled_from(Origin), st.integers(0, 99), st.booleans()),
    )
)
def test_every_uncertain_reading_is_one_doubt_and_no_certain_one_is(
    drawn: dict[str, tuple[Origin, int, bool]],
) -> None:
    readings = {
        at: Reading(
            origin, Decimal(score).scaleb(-2) if origin is Origin.RECOGNIZED else None, "注", certain=certain
        )
        for at, (origin, score, certain) in drawn.items()
    }
    doubts = package(PROJECT, readings).doubts()
    assert sorted(doubt.at for doubt in doubts) == sorted(at for at, r in readings.items() if not r.certain)
    assert list(doubts) == sorted(doubts, key=lambda doubt: doubt.badness)
    assert all(doubt.why and doubt.form == 0 for doubt in doubts)
