"""Which standard a form follows, and that the reason says so."""

from dataclasses import replace

import pytest

from jiheng.reports import FormKind, SelfEvaluation
from jiheng.standards import choose_standard
from jiheng.values import Printed
from tests.scoring.rows import form, fund, indicator

HUNAN_WEIGHTS = {"产出指标": "40", "效益指标": "20", "满意度指标": "10", "成本指标": "20"}
USUAL_WEIGHTS = {"产出指标": "50", "效益指标": "30", "满意度指标": "10"}


def weighted(weights: dict[str, str], department: str = "", title: str = "") -> SelfEvaluation:
    rows = [
        replace(indicator("≥1", "1", weight), category=Printed(name, f"T1R{9 + i}C2"))
        for i, (name, weight) in enumerate(weights.items())
    ]
    return form(*rows, funds=[fund("10", "10")], department=department, title=title)


@pytest.mark.parametrize(
    ("weights", "department", "title", "place", "standard", "why"),
    [
        (HUNAN_WEIGHTS, "株洲市工业和信息化局", "", "", "cn/hunan", "“株洲市”"),
        (HUNAN_WEIGHTS, "某局", "", "", "cn/hunan", "成本指标 20"),
        (USUAL_WEIGHTS, "某局", "", "", "cn/national", "全国"),
        (USUAL_WEIGHTS, "湖南省某厅", "", "", "cn/hunan", "不一致"),
        (USUAL_WEIGHTS, "某局", "", "成都市某局", "cn/sichuan", "“成都市”"),
        (USUAL_WEIGHTS, "某局", "表单编号:510000_0013zp", "", "cn/sichuan", "510000_0013zp"),
        (HUNAN_WEIGHTS, "株洲市某局", "表单编号:510000_0013zp", "", "cn/sichuan", "510000_0013zp"),
        (USUAL_WEIGHTS, "益阳市资阳区某局", "", "", "cn/hunan", "“益阳市”"),
        (USUAL_WEIGHTS, "湖南省驻成都市办事处", "", "", "cn/hunan", "“湖南”"),
        (USUAL_WEIGHTS, "四川省驻长沙市办事处", "", "", "cn/sichuan", "“四川”"),
        (USUAL_WEIGHTS, "云南省某局", "", "", "cn/national", "全国"),
        ({}, "", "", "", "cn/national", "全国"),
    ],
)
def test_choice(
    weights: dict[str, str], department: str, title: str, place: str, standard: str, why: str
) -> None:
    chosen, because = choose_standard(weighted(weights, department, title), place)
    assert chosen.id == standard
    assert why in because


def test_the_form_number_may_stand_in_what_was_not_read() -> None:
    found = replace(weighted(USUAL_WEIGHTS), unread=(Printed("表单编号:510000_0013zp", "T1R1C1"),))
    assert choose_standard(found)[0].id == "cn/sichuan"


def test_a_standard_for_projects_is_not_chosen_for_a_department() -> None:
    found = replace(weighted(USUAL_WEIGHTS, "成都市某局"), kind=FormKind.DEPARTMENT)
    assert choose_standard(found)[0].id == "cn/national"


def test_a_department_form_is_named_after_its_unit() -> None:
    found = replace(weighted(USUAL_WEIGHTS), kind=FormKind.DEPARTMENT, name=Printed("长沙市某局", "T1R1C2"))
    assert choose_standard(found)[0].id == "cn/hunan"


def test_a_place_in_a_project_name_does_not_count() -> None:
    found = replace(weighted(USUAL_WEIGHTS, "某局"), name=Printed("赴成都市考察经费", "T1R1C2"))
    assert choose_standard(found)[0].id == "cn/national"
