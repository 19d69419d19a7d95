from jiheng.forms import find_forms
from tests.builders import PROJECT, document, grid


def test_a_project_table_is_told_by_its_labels() -> None:
    (form,) = find_forms(document("2024年度项目支出绩效自评表", grid(PROJECT))).forms
    assert form.card.code == "project_self_evaluation"
    assert form.title.at == "P1"
    assert form.fields["name"].text == "会议服务经费"
    assert form.fields["name"].at == "T1R1C3"
    assert form.fields["implementing_unit"].text == "局机关"
    assert [row.line for row in form.of("funds")] == ["current_appropriation", "carry_over", "total"]
    assert form.of("funds")[1].cells["final_budget"].text == "1.5"
    assert [row.cells["name"].text for row in form.of("indicators")] == [
        "办会场次",
        "参会人数",
        "指标1：保障能力",
        "/",
    ]
    assert {name: cell.text for name, cell in form.total.items()} == {"max_score": "100", "score": "96"}
    assert form.unread == ()
    assert form.problems == ()


def test_it_is_told_without_a_title() -> None:
    (form,) = find_forms(document(grid(PROJECT))).forms
    assert form.card.code == "project_self_evaluation"


def test_column_order_does_not_matter() -> None:
    table = PROJECT.replace("| 年度指标值 | 实际完成值 | 分值 |", "| 分值 | 年度指标值 | 实际完成值 |")
    (form,) = find_forms(document(grid(table))).forms
    first = form.of("indicators")[0].cells
    assert (first["max_score"].text, first["target"].text, first["achieved"].text) == ("≥10场", "9场", "30")


def test_a_target_in_three_columns_stands_under_its_headers() -> None:
    table = """
    | 项目名称 | 道路养护 | < | < | < | < | < |
    | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 |
    | 养护里程 | ≥ | 12 | 公里 | 13 | 60 | 60 |
    """
    (form,) = find_forms(document(grid(table))).forms
    cells = form.of("indicators")[0].cells
    assert [cells[name].text for name in ("target_sign", "target", "target_unit")] == ["≥", "12", "公里"]


def test_what_is_not_understood_is_listed_with_its_address() -> None:
    table = PROJECT.replace("| 主管部门 | < |", "| 代码A17 | < |")
    (form,) = find_forms(document(grid(table))).forms
    assert [(cell.text, cell.at) for cell in form.unread] == [
        ("代码A17", "T1R2C1"),
        ("示例市工业和信息化局", "T1R2C3"),
    ]


def test_a_form_split_over_two_tables_is_one() -> None:
    lines = PROJECT.strip("\n").splitlines()
    header, first, second = lines[8], lines[:11], [lines[8], *lines[11:]]
    top = grid("\n".join(first))
    # The lower part repeats the header; its merges do not reach up into the first table.
    lower = "\n".join(line.replace("| ^ |", "| |", 1) for line in second)
    assert header in lower
    (form,) = find_forms(document("项目支出绩效自评表", top, grid(lower, 2))).forms
    assert [g.number for g in form.grids] == [1, 2]
    assert [row.at for row in form.of("indicators")] == ["T1R10", "T1R11", "T2R2", "T2R3"]
    assert form.total["score"].text == "96"


def test_two_forms_one_under_the_other_in_one_grid_are_two() -> None:
    title = "| 2024年度项目支出绩效自评表 | < | < | < | < | < | < | < | < |"
    body = PROJECT.strip("\n")
    forms = find_forms(
        document(grid("\n".join([title, body, title, body.replace("会议服务", "道路养护")])))
    ).forms
    assert [form.fields["name"].text for form in forms] == ["会议服务经费", "道路养护经费"]
    assert [form.title.at for form in forms] == ["T1R1C1", "T1R17C1"]


def test_a_table_that_fits_two_forms_is_not_chosen_silently() -> None:
    table = "\n".join(PROJECT.strip("\n").splitlines()[2:])
    found = find_forms(document(grid(table)))
    assert found.forms == ()
    (doubt,) = found.ambiguous
    assert set(doubt.candidates) == {"项目支出绩效自评表", "部门整体支出绩效自评表"}
    assert "T1" in str(doubt)


def test_a_list_inside_a_report_is_no_form() -> None:
    found = find_forms(
        document(
            "活动清单", grid("| 序号 | 活动 |\n| 1 | 讲座 |"), "2024年度项目支出绩效自评表", grid(PROJECT, 2)
        )
    )
    assert [g.number for g in found.other_grids] == [1]
    assert [form.grids[0].number for form in found.forms] == [2]


def test_rows_of_a_text_export_are_read_by_ordinal() -> None:
    table = """
    | 项目名称 | 会议服务经费 |
    | 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 |
    | | 产出指标 | 数量指标 | 办会场次 | ≥10场 | 9场 | 50 | 45 |
    | | | | 参会人数 | ≥200人 | 260人 | 50 |
    | 总分 | 100 | 95 |
    """
    (form,) = find_forms(document(grid(table, ragged=True))).forms
    second = form.of("indicators")[1].cells
    assert (second["name"].text, second["max_score"].text) == ("参会人数", "50")
    assert "score" not in second
    assert (form.total["max_score"].text, form.total["score"].text) == ("100", "95")


def test_a_title_in_one_cell_that_was_never_merged_is_the_title() -> None:
    blanks = " | ".join([""] * 9)
    title, filing = "2024年度项目支出绩效自评表", "填表人：（略） 填报日期：2025.5.16"
    body = PROJECT.strip("\n")
    sheet = grid(f"| {title} {blanks} |\n{body}\n| {filing} {blanks} |")
    (form,) = find_forms(document(sheet)).forms
    assert form.title.text == title
    assert [note.text for note in form.notes] == [filing]
    assert form.unread == ()
