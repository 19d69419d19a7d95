"""Defects planted in a package in which everything fits: what no figure shows is named all the same."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from jiheng.audit import audit_package
from jiheng.reports import BaseData, Form, FormKind, Package, Section, SelfEvaluation
from jiheng.scoring import score_package
from jiheng.values import Printed
from tests.audit.test_every_figure import ONE

DONE = "全年清淤河道18公里，拆除阻水建筑7处，修复护岸2600米，受益群众1.2万人。"


def told(package: Package, rule: str) -> list[str]:
    audit = audit_package(package, score_package(package))
    return [finding.message for finding in audit.findings if finding.rule == rule]


def with_text(*texts: str) -> Package:
    """Return the package with paragraphs at the end of its first project's report."""

    def change(form: SelfEvaluation) -> SelfEvaluation:
        *others, last = form.narrative
        paragraphs = tuple(Printed(text, f"P{9000 + i}") for i, text in enumerate(texts))
        text = "\n".join((last.text, *texts))
        return replace(
            form, narrative=(*others, Section(last.heading, text, (*last.paragraphs, *paragraphs)))
        )

    first = ONE.evaluations(FormKind.PROJECT)[0][0]
    return with_form(first, change)


def with_form(index: int, change: Callable[[SelfEvaluation], Form]) -> Package:
    form = ONE.forms[index]
    assert isinstance(form, SelfEvaluation)
    return replace(ONE, forms=(*ONE.forms[:index], change(form), *ONE.forms[index + 1 :]))


@pytest.mark.parametrize(
    ("rule", "texts", "named"),
    [
        ("COM-006", ("建设情况见错误!未找到引用源。",), "错误!未找到引用源"),
        ("TXT-022", ("渠道长度为长度为3公里。",), "长度为长度为"),
        ("REU-007", (f"成效明显。{DONE}", f"节约抢险支出。{DONE}"), "清淤河道18公里"),
    ],
)
def test_a_planted_text_is_named(rule: str, texts: tuple[str, ...], named: str) -> None:
    assert told(ONE, rule) == []
    (message,) = told(with_text(*texts), rule)
    assert named in message


def test_a_sentence_said_once_is_no_repetition() -> None:
    assert told(with_text(f"成效明显。{DONE}"), "REU-007") == []


def spent_in_full(base: BaseData) -> BaseData:
    """Return base data in which every budget is copied from the spending."""
    rows = tuple(
        replace(row, budget=replace(row.actual, at=row.budget.at)) if row.budget.value is not None else row
        for row in base.expenditure
    )
    return replace(base, expenditure=rows)


def test_budgets_copied_from_the_spending_are_named() -> None:
    index, base = ONE.base_data()[0]
    copied = replace(ONE, forms=(*ONE.forms[:index], spent_in_full(base), *ONE.forms[index + 1 :]))
    assert told(ONE, "FUN-018") == []
    (message,) = told(copied, "FUN-018")
    assert "全部相等" in message
