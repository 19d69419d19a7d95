"""Figures in sentences: read from clear shapes only."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from jiheng.audit import _cases
from jiheng.audit._texts import (
    stated_breakdowns,
    stated_budget,
    stated_changes,
    stated_inputs,
    stated_listings,
    stated_rates,
    stated_uses,
)
from jiheng.cards import read_card
from jiheng.reports import SelfEvaluation


@pytest.fixture
def form(tmp_path: Path, request: pytest.FixtureRequest) -> SelfEvaluation:
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump({"narrative": [request.param]}, allow_unicode=True), encoding="utf-8")
    found = _cases._dossier(read_card(file)).package.forms[0]
    assert isinstance(found, SelfEvaluation)
    return found


def given(*texts: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("form", texts, indirect=True)


@given(
    "2024年预算收入418.85万元，其中年初预算433.32万元（含甲411万元、乙22.32万元），实际支出418.85万元。",
    "2024年预算 418.85万元，其中年初预算433.32 万元，实际支出418.85万元。",
)
def test_the_budget_statement(form: SelfEvaluation) -> None:
    (stated,) = stated_budget(form)
    texts = [stated.original_budget.text, stated.final_budget.text, stated.actual_expenditure.text]
    assert texts == ["433.32万元", "418.85万元", "418.85万元"]
    assert stated.actual_expenditure.at == "P1"


@given("2024年安排资金30万元，用于活动经费。", "年初预算40万元。", "本项目预算60.15万元，首付23.6万元。")
def test_other_sentences_on_money_are_no_budget_statement(form: SelfEvaluation) -> None:
    assert stated_budget(form) == ()


@given("年初预算433.32万元（含工作经费411万元、划转15万元、先进单位7.32万元）。")
def test_a_breakdown(form: SelfEvaluation) -> None:
    (stated,) = stated_listings(form)
    assert stated_breakdowns(form) == ()
    assert (stated.total.text, [part.text for part in stated.parts]) == (
        "433.32万元",
        ["411万元", "15万元", "7.32万元"],
    )


@given(
    "预算30万元（含会议费10万元、培训费5万元等）。",
    "预算30万元（含会议费10万元、培训费）。",
    "预算30万元（其中会议费10万元、培训费5万元）。",
    "预算30万元（含税）。",
    "预算30万元（含会议费2万元、培训费1万元）。",
)
def test_an_open_list_is_no_breakdown(form: SelfEvaluation) -> None:
    assert stated_breakdowns(form) == stated_listings(form) == ()


@given(
    "年初预算26万元，由会议费11万元、培训费15万元组成。", "年初预算26万元，分别为会议费11万元、培训费15万元。"
)
def test_a_breakdown_that_says_it_is_whole(form: SelfEvaluation) -> None:
    (stated,) = stated_breakdowns(form)
    assert (stated.what.text, [part.text for part in stated.parts]) == ("年初预算", ["11万元", "15万元"])


@given("专班共办理企业问题3112件，办结3021件，办结率97.08%，满意率94.99%。")
def test_a_rate_after_its_counts(form: SelfEvaluation) -> None:
    (stated,) = stated_rates(form)
    assert [figure.text for figure in stated.denominators] == ["3112件"]
    assert (stated.numerator.text, stated.rate.text) == ("3021件", "97.08%")


@given(
    "共收集问题2403个、满意率为92%。",
    "抽检设备610台，现场抽查55家，合格率100%。",
    "受理许可8件，办结8件，满意率100%。",
)
def test_a_rate_of_something_else_is_left_alone(form: SelfEvaluation) -> None:
    assert stated_rates(form) == ()


@given("电子设备维修支出由40万元下降到30万元，下降25%。")
def test_a_change(form: SelfEvaluation) -> None:
    (stated,) = stated_changes(form)
    assert (stated.before.text, stated.after.text, stated.rate.text) == ("40", "30", "-25%")


@given("全年该项支出6.9万元，下降26.1%。", "高于全省0.7个百分点，增长10.2%。")
def test_a_change_without_both_amounts_is_left_alone(form: SelfEvaluation) -> None:
    assert stated_changes(form) == ()


@given("经费支出20万元，用于支出：场地费8万元、资料费7万元、专家费5万元。")
def test_uses(form: SelfEvaluation) -> None:
    (stated,) = stated_uses(form)
    assert (stated.total.text, [part.text for part in stated.parts]) == ("20", ["8", "7", "5"])


@given(
    "经费支出20万元，主要用于支出：场地费8万元、资料费7万元、专家费5万元。",
    "经费支出20万元，用于场地、用餐等费用。",
    "支出20万元，主要用于：场地费8万元、资料费7万元、专家费等。",
)
def test_uses_without_amounts_are_left_alone(form: SelfEvaluation) -> None:
    assert stated_uses(form) == ()


@given("先后投入经费近80余万元，进行升级改造。")
def test_an_input(form: SelfEvaluation) -> None:
    (stated,) = stated_inputs(form)
    assert (stated.amount.text, stated.amount.number) == ("80余万元", Decimal(80))
