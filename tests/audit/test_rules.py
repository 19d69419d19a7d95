"""Rule cards: what is refused at load, and that the set of rules is whole."""

from pathlib import Path

import pytest

from jiheng.audit import Severity, all_rules
from jiheng.audit._relations import RELATIONS, Check
from jiheng.audit._rules import read_rule
from jiheng.audit.functions import AMONG_PACKAGES, FUNCTIONS
from jiheng.cards import read_card
from jiheng.errors import StandardError

CARD = """\
name: three_public_sum
title: 合计与分项不符
severity: error
citation: [{source: internal-consistency}]
applies: [base_data]
why: 合计等于分项之和。
check: sum_of
fields:
  total: base_data.expenditure[three_public_expenses].actual
  parts: ["base_data.expenditure[official_vehicles].actual"]
missing: skip
message: 合计{total}，分项之和{expected}。
remedy: 更正。
cases:
  - {name: 相等, figures: {total: 1, parts: [1]}, expect: silent}
  - {name: 不等, figures: {total: 2, parts: [1]}, expect: 合计2，分项之和1。}
"""


def refuse(tmp_path: Path, text: str) -> StandardError:
    file = tmp_path / "TST-001.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StandardError) as caught:
        read_rule("TST-001", read_card(file))
    return caught.value


def test_the_card_itself_is_read(tmp_path: Path) -> None:
    file = tmp_path / "TST-001.yaml"
    file.write_text(CARD, encoding="utf-8")
    rule = read_rule("TST-001", read_card(file))
    assert (rule.code, rule.severity, rule.applies) == ("TST-001", Severity.ERROR, ("base_data",))
    assert rule.basis == "；".join(str(citation) for citation in rule.citations) != ""


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("[three_public_expenses].actual", "[three_public_expenses].spent", 8, "spent"),
        ("[official_vehicles]", "[official_cars]", 8, "official_cars"),
        ("base_data.expenditure[three", "base_date.expenditure[three", 8, "base_date"),
        ("[three_public_expenses].actual", "[three_public_expenses]", 8, "ends in no cell"),
        ("[official_vehicles].actual", "[].actual.text.size", 8, "size"),
        ("applies: [base_data]", "applies: [project_self_evaluation]", 8, "not in every form"),
        ("applies: [base_data]", "applies: [base_data, package]", 5, "alone"),
        ("applies: [base_data]", "applies: [invoices]", 5, "invoices"),
        ("check: sum_of", "check: product_of", 7, "product_of"),
        ("check: sum_of", "check: function", 1, "no function"),
        ("  total:", "  whole:", 8, "sum_of takes total, parts"),
        ("{expected}", "{result}", 12, "result"),
        ("severity: error", "severity: fatal", 3, "fatal"),
        ("missing: skip", "missing: guess", 11, "guess"),
        ("missing: skip", "missing: skip\nnote: more", 12, "unknown key"),
        ("{source: internal-consistency}", "{source: hearsay}", 4, "hearsay"),
        ("expect: silent", "expect: 合计1。", 14, "stays silent"),
        ("expect: 合计2，分项之和1。", "expect: silent", 14, "fires"),
    ],
)
def test_a_wrong_card_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, word: str
) -> None:
    error = refuse(tmp_path, CARD.replace(old, new))
    assert (error.path, error.line) == ("TST-001.yaml", line)
    assert word in error.reason


def test_every_function_has_its_card_and_every_relation_is_used() -> None:
    names = [rule.name for rule in all_rules() if rule.check is Check.FUNCTION]
    assert sorted(names) == sorted({*FUNCTIONS, *AMONG_PACKAGES})
    assert {rule.check for rule in all_rules()} == {*RELATIONS, Check.FUNCTION}


def test_names_are_told_apart_and_all_texts_are_there() -> None:
    rules = all_rules()
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.title and rule.why and rule.message and rule.remedy and rule.basis for rule in rules)


def test_rules_are_read_once() -> None:
    assert all_rules() is all_rules()
