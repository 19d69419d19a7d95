"""What makes two forms of the cycle the same: their printed figures and names, not their addresses."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.reports._cycle import Monitoring, TargetDeclaration, TransferSelfEvaluation


def context_figures(form: TargetDeclaration | Monitoring | TransferSelfEvaluation) -> Iterator[str]:
    """Yield every name and figure of a form in a fixed order."""
    if isinstance(form, TargetDeclaration):
        return _declared(form)
    return _monitored(form) if isinstance(form, Monitoring) else _transferred(form)


def _declared(form: TargetDeclaration) -> Iterator[str]:
    for line in form.funds:
        yield from (line.source, line.amount.text)
    for task in form.tasks:
        yield from (task.name.text, task.amount.text)
    for row in form.indicators:
        yield from (row.horizon.value, row.name.text, row.target.text, row.max_score.text)


def _monitored(form: Monitoring) -> Iterator[str]:
    for line in form.funds:
        yield from (line.source, line.original_budget.text, line.actual_to_date.text)
        yield line.expected_actual.text
    for row in form.indicators:
        yield from (row.name.text, row.target.text, row.achieved_to_date.text)
        yield from (row.expected.text, row.deviation_reason.text)


def _transferred(form: TransferSelfEvaluation) -> Iterator[str]:
    for line in form.funds:
        yield from (line.source, line.final_budget.text, line.actual_expenditure.text)
    for row in form.indicators:
        yield from (row.name.text, row.target.text, row.achieved.text, row.score.text)
