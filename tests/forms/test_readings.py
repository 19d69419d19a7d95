"""How values were obtained: by a merge, by a level printed once, or parted from text without borders."""

from jiheng.documents import Origin
from jiheng.forms import FilledForm, find_forms
from tests.builders import PROJECT, document, grid


def filled(table: str, *, ragged: bool = False) -> FilledForm:
    (form,) = find_forms(document("2024年度项目支出绩效自评表", grid(table, ragged=ragged))).forms
    return form


def obtained(form: FilledForm) -> dict[str, tuple[Origin, bool]]:
    return {at: (reading.origin, reading.certain) for at, reading in form.readings.items()}


def test_a_level_merged_over_rows_answers_for_them() -> None:
    form = filled(PROJECT)
    assert obtained(form) == {
        "T1R10C2": (Origin.MERGED, True),  # 产出指标, for 办会场次 and 参会人数
        "T1R10C3": (Origin.MERGED, True),  # 数量指标
        "T1R12C2": (Origin.MERGED, True),  # 效益指标
    }
    assert form.readings["T1R10C2"].note == "合并单元格，第10至11行共用"


def test_a_level_printed_once_answers_for_the_rows_below() -> None:
    unmerged = "\n".join(
        line if "其中" in line or "参会" not in line else line.replace("| ^ | ^ | ^ |", "| ^ | | |")
        for line in PROJECT.splitlines()
    )
    form = filled(unmerged)
    assert obtained(form)["T1R10C2"] == (Origin.MERGED, True)
    assert form.readings["T1R10C2"].note == "只在第一行写明，以下各行沿用"


def test_marks_that_two_indicators_share_are_doubtful() -> None:
    shared = PROJECT.replace(
        "| 参会人数 | ≥200人 | 260人 | 20 | 20 | |", "| 参会人数 | ≥200人 | 260人 | ^ | ^ | |"
    )
    assert shared != PROJECT
    form = filled(shared)
    doubtful = {at for at, (_, certain) in obtained(form).items() if not certain}
    assert doubtful == {"T1R10C7", "T1R10C8"}
    assert form.readings["T1R10C7"].note == "合并单元格，第10至11行共用，不能确定是各行的还是合计的"


def test_marks_of_the_funds_may_be_merged_over_their_lines() -> None:
    merged = PROJECT.replace("| 30 | 22 | 19.8 | 10 | 90% | 9 |", "| 30 | 22 | 19.8 | ^ | ^ | ^ |")
    merged = merged.replace("| 30 | 20.5 | 18.45 | | | |", "| 30 | 20.5 | 18.45 | 10 | 90% | 9 |")
    merged = merged.replace("| | 1.5 | 1.35 | | | |", "| | 1.5 | 1.35 | ^ | ^ | ^ |")
    form = filled(merged)
    assert obtained(form)["T1R4C9"] == (Origin.MERGED, True)


def test_a_table_without_merges_was_read_plainly() -> None:
    plain = "\n".join(line for line in PROJECT.splitlines() if "参会" not in line and "生态" not in line)
    assert obtained(filled(plain)) == {}


TEXT = """
2023年度项目支出绩效自评表
项目名称 | 道路养护 |
主管部门 | 某局 | 实施单位 | 某所 |
| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
年度资金总额 | 32.4 | 32.4 | 31.69 | 10 | 97.80% | 9 |
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
产出指标 | 数量指标 | 养护里程 | ≥12公里 | 13公里 | 20 | 20 | 无 |
总分 | 100 | 95 |
"""


def from_text(text: str) -> FilledForm:
    (form,) = find_forms(document(*(line for line in text.splitlines() if line))).forms
    return form


def test_cells_between_bars_are_parted_for_certain() -> None:
    form = from_text(TEXT)
    assert set(obtained(form).values()) == {(Origin.SPLIT, True)}
    assert {row.cells["name"].at for row in form.of("indicators")} <= set(form.readings)


def test_a_line_that_lost_a_cell_is_doubtful() -> None:
    """``97.80%`` is the rate of what stands before it; nothing else fits, but nothing shows it either."""
    form = from_text(TEXT.replace("| 32.4 | 32.4 | 31.69 |", "| 32.4 | 31.69 |"))
    (funds,) = form.of("funds")
    assert (funds.cells["final_budget"].text, funds.cells["actual_expenditure"].text) == ("32.4", "31.69")
    assert obtained(form)[funds.at] == (Origin.SPLIT, False)
    assert form.readings[funds.at].note == "少了几格，按各栏能填的内容推定属于哪一栏"


def test_a_line_with_a_cell_that_was_not_used_is_doubtful() -> None:
    form = from_text(TEXT.replace("| 32.4 | 32.4 | 31.69 | 10 | 97.80% | 9 |", "| 32.4 | 31.69 |"))
    (funds,) = form.of("funds")
    assert [cell.text for cell in form.unread] == ["32.4", "31.69"]
    assert obtained(form)[funds.at] == (Origin.SPLIT, False)
    assert form.readings[funds.at].note == "不能确定属于哪一栏，未采用"


def test_run_on_text_is_doubtful_though_it_can_be_parted() -> None:
    form = from_text(
        "2023年度项目支出绩效自评表项目名称道路养护主管部门某局实施单位某所"
        "年初预算数全年预算数全年执行数分值执行率得分年度资金总额32.432.431.691097.80%9"
        "一级指标二级指标三级指标年度指标值实际完成值分值得分产出指标数量指标养护里程12公里13公里2020总分10095"
    )
    assert obtained(form) == {"P1": (Origin.SPLIT, False)}
    assert "各格连在一起" in form.readings["P1"].note
