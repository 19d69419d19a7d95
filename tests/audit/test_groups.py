"""Findings with one cause are one; a group's message is whole; a rule gives way to one that says more."""

from dataclasses import replace
from string import Formatter

import pytest

from jiheng.audit import Rule, all_rules, audit_package
from jiheng.reports import FormKind, FundLine, Package, SelfEvaluation
from jiheng.scoring import score_package
from jiheng.values import read_figure
from tests.audit.test_settings import PACKAGE

GROUPED = [rule for rule in all_rules() if rule.group]


def with_cuts(package: Package) -> Package:
    """Return a package in which every project's original budget was far larger, with full execution marks."""

    def cut(line: FundLine) -> FundLine:
        budget, score = line.original_budget, line.score
        return replace(
            line,
            original_budget=read_figure("900.00", budget.at, budget.unit),
            score=read_figure("10", score.at, score.unit),
        )

    forms = tuple(
        replace(form, funds=tuple(cut(line) if line.source == "total" else line for line in form.funds))
        if isinstance(form, SelfEvaluation) and form.kind is FormKind.PROJECT
        else form
        for form in package.forms
    )
    return replace(package, forms=forms)


def test_the_same_cause_in_three_forms_is_one_finding_with_its_addresses() -> None:
    cut = with_cuts(PACKAGE)
    (finding,) = (f for f in audit_package(cut, score_package(cut)).findings if f.rule == "FUN-006")
    assert {place.form for place in finding.at} == {2, 3, 4}
    assert finding.message.startswith("3张表的全年预算数比年初预算数大幅调减")
    assert finding.message.count("由900.00万元减到") == 3


def test_one_finding_alone_keeps_its_own_message() -> None:
    rule = next(rule for rule in all_rules() if rule.code == "FUN-006")
    assert rule.group
    assert "{forms}" not in rule.message


@pytest.mark.parametrize("rule", GROUPED, ids=[rule.code for rule in GROUPED])
def test_the_message_of_a_group_takes_only_what_there_is(rule: Rule) -> None:
    assert rule.group
    names = {name for _, name, _, _ in Formatter().parse(rule.group.message) if name}
    assert names <= {"count", "forms", "each"}
    own = {name for _, name, _, _ in Formatter().parse(rule.group.each) if name}
    assert own - {"form", "count", "names"} <= {
        name for _, name, _, _ in Formatter().parse(rule.message) if name
    }


def test_a_slip_of_the_unit_silences_the_sums_it_breaks() -> None:
    project = PACKAGE.forms[2]
    assert isinstance(project, SelfEvaluation)
    total = project.fund("total")
    assert total
    spent = total.actual_expenditure
    assert spent.value
    slipped = replace(total, actual_expenditure=read_figure(f"{spent.value * 10000}", spent.at, spent.unit))
    funds = tuple(slipped if line.source == "total" else line for line in project.funds)
    package = replace(PACKAGE, forms=(*PACKAGE.forms[:2], replace(project, funds=funds), *PACKAGE.forms[3:]))
    spoken = {f.rule for f in audit_package(package, score_package(package)).findings if f.at[0].form == 2}
    assert "FUN-014" in spoken
    assert "XTB-003" not in spoken


def test_a_rule_gives_way_only_to_rules_that_exist() -> None:
    codes = {rule.code for rule in all_rules()}
    assert all(set(rule.unless) <= codes - {rule.code} for rule in all_rules())
