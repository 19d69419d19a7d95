"""The figures that a report's text may refer to, for a person to pick one from a list."""

from __future__ import annotations

from dataclasses import dataclass

from jiheng.render.text._candidates import candidates_of
from jiheng.render.text._evaluate import Evaluation
from jiheng.render.text._grammar import ReferenceWrong
from jiheng.render.text._resolve import print_reference
from jiheng.reports import Package, SelfEvaluation


@dataclass(frozen=True, slots=True)
class Quotable:
    """A figure with the reference that stands for it."""

    reference: str
    row: str
    """The printed name of its row; "" where it has none."""
    column: str
    """全年预算数; "" for an achieved value."""
    printed: str
    """What the reference is replaced by."""


def quotable_figures(form: SelfEvaluation, package: Package) -> tuple[Quotable, ...]:
    """Return the figures of a form's own table, in its order; for a department's those of the base data too.

    Args:
        form: The form that the text goes with.
        package: Its package.
    """
    evaluation = Evaluation(form, package)
    found = []
    for candidate in candidates_of(evaluation):
        try:
            printed = print_reference(candidate.reference, evaluation)
        except ReferenceWrong:
            continue
        found.append(Quotable(candidate.reference, candidate.row, candidate.column, printed))
    return tuple(found)
