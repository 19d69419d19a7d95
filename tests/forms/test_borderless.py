"""Forms in text that has lost its table borders, in layouts of several places."""

from jiheng.forms import FilledForm, find_forms
from tests.builders import document


def read(text: str) -> FilledForm:
    (form,) = find_forms(document(*(line for line in text.splitlines() if line.strip()))).forms
    return form


BARS = """
2023年度项目支出绩效自评表
项目名称 | 道路养护 |
主管部门 | 某局 | 实施单位 | 某所 |
项目资金 (元) |
| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
年度资金总额 |
| 32.4 | 31.69 | 10 | 97.80% | 9 |
其中:当年财政 拨款 |
| 32.4 | 31.69 | — | — | — |
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
产出指标 | 数量指标 | 指标1:养护里程 | ≥12公里 | 13公里 | 20 | 20 | ||||
指标2:修补面积 | ≥200 | 150 | 20 | 15 | 雨天多 ||||
时效指标 | 完工时间 | 11月前 | 10月 | 20 | 20 | 无 |
效益指标 | 社会效益 指标 | 出行便利 |
| 有效 |
| 30 | 30 |
生态效益 指标 |
|
|
|
满意度指标 | 服务对象满意度指标 | 群众满意比例 | ≥95% | 100% | 10 | 10 | |
总分 | 100 | 95 |
评价结论 | 完成较好 |
"""


def test_cells_closed_by_bars() -> None:
    form = read(BARS)
    assert {name: cell.text for name, cell in form.fields.items()} == {
        "name": "道路养护",
        "supervising_department": "某局",
        "implementing_unit": "某所",
        "section:评价结论": "完成较好",
    }
    total = form.of("funds")[0].cells
    assert (total["original_budget"].text, total["final_budget"].text, total["score"].text) == (
        "",
        "32.4",
        "9",
    )
    rows = [
        (
            row.cells["name"].text,
            row.cells["target"].text,
            row.cells["achieved"].text,
            row.cells["score"].text,
        )
        for row in form.of("indicators")
    ]
    assert rows == [
        ("指标1:养护里程", "≥12公里", "13公里", "20"),
        ("指标2:修补面积", "≥200", "150", "15"),
        ("完工时间", "11月前", "10月", "20"),
        ("出行便利", "", "有效", "30"),
        ("群众满意比例", "≥95%", "100%", "10"),
    ]
    assert form.of("indicators")[1].cells["deviation_reason"].text == "雨天多"
    assert form.total["score"].text == "95"
    assert form.units == {"funds": "元"}
    assert form.of("indicators")[0].at == "P11"


LINES = """
项目支出绩效自评表
项目名称
暖通改造
项目资金(万元)
年初
预算数
全年
预算数
全年
执行数
分值
执行率
得分
年度资金总额
43.2
43.2
37.24
10
86%
9
其中:当年财政拨款
43.2
43.2
37.24
一级指标
二级指标
三级指标
年度
指标值
实际
完成值
分值
得分
偏差原因分析及改进措施
产出指标
数量指标
指标1工程款数额
43.2
37.24
10
9
尾款未付
指标2
……
经济效益
指标
指标1安全程度
100
100
10
10
"""


def test_a_cell_a_line_with_blank_cells_gone() -> None:
    form = read(LINES)
    total, own = form.of("funds")
    assert [total.cells[name].text for name in ("original_budget", "final_budget", "execution_rate")] == [
        "43.2",
        "43.2",
        "86%",
    ]
    assert own.cells["actual_expenditure"].text == "37.24"
    first, second = form.of("indicators")
    assert (first.cells["target"].text, first.cells["deviation_reason"].text) == ("43.2", "尾款未付")
    assert second.cells["subcategory"].text == "经济效益指标"
    assert "deviation_reason" not in second.cells


def test_what_cannot_be_placed_is_listed_and_not_used() -> None:
    form = read(LINES.replace("43.2\n43.2\n37.24\n10\n86%\n9\n其中", "43.2\n37.24\n其中"))
    assert "final_budget" not in form.of("funds")[0].cells
    assert [cell.text for cell in form.unread][:2] == ["43.2", "37.24"]
    assert [problem.code for problem in form.problems] == ["cells_doubtful"]


def test_prose_is_no_form() -> None:
    assert find_forms(document("关于开展绩效自评的通知", "请于5月底前报送。")).forms == ()


def test_a_line_with_more_cells_than_columns_is_not_cut_to_fit() -> None:
    line = "指标2:修补面积 | ≥200 | 150 | 20 | 15 | 雨天多 ||||"
    form = read(BARS.replace(line, "指标2:修补面积 | 描述 | ≥200 | 150 | 完成 | 20 | 15 | 雨天多 |"))
    row = form.of("indicators")[1].cells
    assert set(row) == {"name"}
    assert "≥200" in [cell.text for cell in form.unread]


RUN_ON = (
    "绩效目标自评表(2022年度)项目名称某水库水尺安装主管部门某县水利局实施单位某县水利局资金情况(万元)"
    "全年预算数(A)全年执行数(B)分值执行率(B/A)得分年度资金总额:202010100.00%10其中:本年财政拨款2020"
    "其他资金绩效指标一级指标二级指标三级指标分值年度指标值全年实际值得分未完成原因及拟采取的改进措施"
    "产出指标(70分)数量指标坡面水尺长度10≥266米≥266米10水尺宽度10≥50厘米≥50厘米10"
    "质量指标工程验收合格比例20100%100%20社会效益指标生产生活条件改善10明显改善明显改善10"
    "满意度指标服务对象满意度指标公益林管护面积2810810总分100100"
)


def test_run_on_cells_are_separated_where_one_reading_is_possible() -> None:
    form = read(RUN_ON)
    total, own = form.of("funds")[:2]
    assert [cell.text for cell in total.cells.values()] == ["20", "20", "10", "100.00%", "10"]
    # 2020 could be one amount; but it is a part of 20, so it is two.
    assert (own.cells["final_budget"].text, own.cells["actual_expenditure"].text) == ("20", "20")
    rows = {row.cells["name"].text: row.cells for row in form.of("indicators")}
    columns = ("max_score", "target", "achieved", "score")
    assert [rows["工程验收合格比例"][c].text for c in columns] == ["20", "100%", "100%", "20"]
    assert [rows["水尺宽度"][c].text for c in columns] == ["10", "≥50厘米", "≥50厘米", "10"]
    assert [rows["生产生活条件改善"][c].text for c in columns] == ["10", "明显改善", "明显改善", "10"]
    assert (form.total["max_score"].text, form.total["score"].text) == ("100", "100")


def test_run_on_cells_with_two_readings_stay_one_text() -> None:
    form = read(RUN_ON)
    assert "公益林管护面积" not in {row.cells["name"].text for row in form.of("indicators")}
    assert "公益林管护面积2810810" in [cell.text for cell in form.unread]
    assert "cells_doubtful" in [problem.code for problem in form.problems]


def test_a_part_of_a_form_without_a_name_is_reported() -> None:
    lines = [line for line in BARS.splitlines() if line.startswith(("绩效指标", "产出", "指标2", "总分"))]
    found = find_forms(document(*lines))
    assert found.forms == ()
    assert [problem.code for problem in found.problems] == ["form_unnamed"]
