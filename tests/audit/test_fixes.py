"""Every fix that an audit offers settles its finding and brings no new error; no measured value changes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jiheng
from jiheng.audit import (
    Audit,
    Computed,
    Finding,
    Fix,
    FixNotPossible,
    Severity,
    all_rules,
    apply_fix,
    audit_package,
)
from jiheng.reports import Package, SelfEvaluation
from jiheng.scoring import score_package
from jiheng.values import AchievedText, Figure, TargetText, read_achieved, read_figure, read_target
from tests.audit.test_every_figure import (
    DOWN,
    FAR,
    ONE,
    TENTH,
    UP,
    Cell,
    Place,
    figures_of,
    moved,
    packages,
    put,
)
from tests.conftest import EXAMPLE

DERIVED = re.compile(
    r"(funds\[\d+\]\.(execution_rate|score)|indicators\[\d+\]\.score|total\.(score|max_score)"
    r"|staff\.control_rate|buildings\.\w+_control_rate)"
)


def audited(package: Package) -> Audit:
    return audit_package(package, score_package(package))


def key(finding: Finding) -> tuple[str, int, str]:
    main = finding.at[0] if finding.at else None
    return (finding.rule, main.form, main.cell) if main else (finding.rule, -1, finding.message)


def check(audit: Audit, finding: Finding, fix: Fix) -> None:
    """Put one fix in, audit again: the finding is gone, and every error was there before."""
    after = audited(apply_fix(audit.package, fix)).findings
    assert key(finding) not in {key(other) for other in after}, (fix, finding.message)
    before = {key(other) for other in audit.findings}
    fresh = [
        other.message for other in after if other.severity is Severity.ERROR and key(other) not in before
    ]
    assert fresh == [], fix


def offers(audit: Audit) -> Iterator[tuple[Finding, Fix]]:
    return ((finding, fix) for finding in audit.findings for fix in finding.fixes)


def check_all(package: Package) -> set[str]:
    """Check every fix of a package and return the rules that offer one."""
    audit = audited(package)
    for finding, fix in offers(audit):
        check(audit, finding, fix)
        if fix.new == f"{fix.old}%":
            continue  # a sign beside a number leaves the number as it was
        for change in (fix, *fix.along):
            assert DERIVED.fullmatch(change.field), change
    return {finding.rule for finding, _ in offers(audit)}


def place(name: str) -> Place:
    return next(place for place in figures_of(ONE) if place.name == name)


def written(cell: Cell, text: str) -> Cell:
    if isinstance(cell, Figure):
        return read_figure(text, cell.at, "" if text.endswith("%") else cell.unit)
    if isinstance(cell, TargetText):
        return TargetText(text, cell.at, read_target(text))
    return AchievedText(text, cell.at, read_achieved(text))


def planted(*changes: tuple[str, str]) -> Package:
    package: object = ONE
    for name, text in changes:
        found = place(name)
        package = put(package, found.steps, written(found.cell, text))
    assert isinstance(package, Package)
    return package


def test_nothing_is_offered_where_nothing_is_wrong() -> None:
    assert list(offers(audited(ONE))) == []


RATE = "project_self_evaluation.funds[total].execution_rate"
SCORE = "project_self_evaluation.funds[total].score"
TOTAL = "project_self_evaluation.total.score"


@pytest.mark.parametrize(
    ("rule", "name", "text", "new"),
    [
        ("FUN-002", RATE, "86%", "97.37%"),
        ("FUN-002", RATE, "", "97.37%"),
        ("BAS-004", "base_data.staff.control_rate", "106.67%", "93.75%"),
        ("FUN-005", SCORE, "9", "9.74"),
        ("FUN-004", SCORE, "97.37%", "9.74"),
        ("SCO-008", SCORE, "11", "9.74"),
        ("SCO-012", SCORE, "", "9.74"),
        ("SCO-006", TOTAL, "98.5", "97.74"),
        ("SCO-013", TOTAL, "", "97.74"),
        ("WGT-002", "project_self_evaluation.total.max_score", "110", "100"),
    ],
)
def test_one_derived_cell_is_put_right(rule: str, name: str, text: str, new: str) -> None:
    # 185.00 of 190.00 is 97.37 %; 10 marks of that are 9.74; with 88 for the indicators 97.74.
    audit = audited(planted((name, text)))
    found = [(finding, fix) for finding, fix in offers(audit) if finding.rule == rule]
    assert [(fix.old, fix.new, fix.along) for _, fix in found] == [(text, new, ())]
    check(audit, *found[0])
    check_all(audit.package)


def test_a_mark_takes_the_total_along() -> None:
    audit = audited(planted((SCORE, "9"), (TOTAL, "97")))
    (finding, fix), *more = offers(audit)
    assert (finding.rule, fix.new, more) == ("FUN-005", "9.74", [])
    assert [(change.field, change.old, change.new) for change in fix.along] == [
        ("total.score", "97", "97.74")
    ]
    check(audit, finding, fix)
    form = apply_fix(audit.package, fix).forms[fix.form]
    assert isinstance(form, SelfEvaluation)
    assert (form.total.score.text, form.total.score.value) == ("97.74", Decimal("97.74"))


def test_nothing_is_offered_where_mark_and_total_do_not_fit_each_other() -> None:
    assert list(offers(audited(planted((SCORE, "9"), (TOTAL, "95"))))) == []


def test_nothing_is_offered_where_the_given_figures_are_in_doubt() -> None:
    # Spending moved: rate and marks disagree with it alike, so the rate is not what is wrong.
    name = "project_self_evaluation.funds[total].actual_expenditure"
    audit = audited(planted((name, "150.00")))
    assert {"FUN-002", "FUN-005"} <= {finding.rule for finding in audit.findings}
    assert list(offers(audit)) == []


@pytest.mark.parametrize("way", [UP, DOWN])
@pytest.mark.parametrize("share", [TENTH, FAR])
def test_every_fix_of_every_planted_defect_holds(way: str, share: Decimal) -> None:
    offering: set[str] = set()
    for found in figures_of(ONE):
        package = put(ONE, found.steps, moved(found.cell, way, share))
        assert isinstance(package, Package)
        offering |= check_all(package)
    assert {"FUN-002", "BAS-004", "SCO-006"} <= offering


@settings(max_examples=40)
@given(packages(), st.data())
def test_every_fix_of_any_package_holds(package: Package, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3), label="defects")):
        found = data.draw(st.sampled_from(figures_of(package)), label="figure")
        way = data.draw(st.sampled_from([UP, DOWN]), label="way")
        changed = put(package, found.steps, moved(found.cell, way, TENTH))
        assert isinstance(changed, Package)
        package = changed
    check_all(package)


def test_every_fix_of_the_example_holds() -> None:
    assert check_all(jiheng.read(EXAMPLE)) == {"FUN-004", "SCO-003", "IND-001"}


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_every_fix_of_the_real_package_holds(seed: Path, suffix: str) -> None:
    assert check_all(jiheng.read(seed / f"department-2024.{suffix}"))


def test_a_fix_is_refused_once_the_cell_says_something_else() -> None:
    audit = audited(planted((TOTAL, "98.5")))
    (_, fix), *_ = offers(audit)
    done = apply_fix(audit.package, fix)
    for wrong in (fix, replace(fix, form=99), replace(fix, field="total.nothing"), replace(fix, at="T9R9C9")):
        with pytest.raises(FixNotPossible):
            apply_fix(done, wrong)


def test_only_figures_that_follow_from_others_may_be_fixed() -> None:
    """By card: what a rule puts in is arithmetic, and the only measured cells it may touch get a sign."""
    for rule in all_rules():
        if rule.fix and rule.fix.value is not Computed.WITH_PERCENT:
            derived = {"execution_rate", "control_rate", "score", "max_score"}
            derived |= {"scale_control_rate", "investment_control_rate"}
            assert set(rule.fix.fields) <= derived, rule.code
