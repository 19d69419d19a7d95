from jiheng.forms import find_forms
from jiheng.reports import Form, Match, MatchMethod, build_report, match_projects
from tests.builders import PROJECT, document, grid
from tests.reports.test_build import BASE

HEAD = "2024年度项目支出绩效自评表"


def tied(base: str, *projects: tuple[str, str, str]) -> tuple[Match, ...]:
    """Match projects given as (name, actual, report sentence) with a base-data table."""
    forms: list[Form] = [build_report(find_forms(document("基础数据表", grid(base))).forms[0], 0)]
    for name, actual, sentence in projects:
        table = PROJECT.replace("会议服务经费", name).replace("| 19.8 |", f"| {actual} |")
        story = (f"{name}绩效自评报告", "一、预算收支情况", sentence) if sentence else ()
        forms.append(build_report(find_forms(document(*story, HEAD, grid(table))).forms[0], 0))
    return match_projects(forms)


def test_the_same_name_ties() -> None:
    (match,) = tied(BASE, ("2024年度“会议服务”经费", "30", ""))
    assert (match.method, match.rows) == (MatchMethod.NAME, (8,))
    assert "金额也相同" in match.why


def test_the_same_name_with_another_amount_says_so() -> None:
    (match,) = tied(BASE, ("会议服务经费", "31", ""))
    assert match.method is MatchMethod.NAME
    assert "金额不同（表内 31，基础数据 30）" in match.why


def test_a_like_name_needs_the_amount() -> None:
    (match,) = tied(BASE, ("会议服务专项", "30", ""))
    assert match.method is MatchMethod.NAME_AND_AMOUNT


def test_rows_that_the_text_names_add_up() -> None:
    (match,) = tied(BASE, ("机关运行", "80", "含道路养护经费50万元、会议服务经费30万元。"))
    assert (match.method, match.rows) == (MatchMethod.SUM, (7, 8))
    assert "50 + 30 = 80" in match.why


def test_the_amount_alone_ties_only_where_nothing_else_has_it() -> None:
    (match,) = tied(BASE, ("考察活动", "50", ""))
    assert (match.method, match.rows) == (MatchMethod.AMOUNT, (7,))
    twice = tied(BASE.replace("| 30 | 30 |", "| 50 | 50 |"), ("考察活动", "50", ""))
    assert twice[0].method is None


def test_what_fits_nothing_is_said() -> None:
    (match,) = tied(BASE, ("考察活动", "7.77", ""))
    assert (match.method, match.rows) == (None, ())
    assert "考察活动" in match.why


def test_no_base_data_no_matches() -> None:
    form = build_report(find_forms(document(HEAD, grid(PROJECT))).forms[0], 0)
    assert match_projects([form]) == ()
