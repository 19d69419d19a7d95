"""Ties a declaration or a monitoring form to the self-evaluation of the same project, indicator by indicator.

Gives pairs: the target when the budget was made, the value at mid-year, the target in the self-evaluation.
Whether they agree is not judged here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from jiheng.reports._cycle import (
    DeclaredIndicator,
    Horizon,
    MonitoredIndicator,
    Monitoring,
    TargetDeclaration,
    TransferSelfEvaluation,
)
from jiheng.reports._match import name_key
from jiheng.reports._parts import FormKind, Indicator
from jiheng.reports._types import Form, Package, SelfEvaluation
from jiheng.values import halve

Earlier = TargetDeclaration | Monitoring
Evaluated = SelfEvaluation | TransferSelfEvaluation
Row = TypeVar("Row", DeclaredIndicator, MonitoredIndicator, Indicator)

_COUNTERPARTS: Mapping[FormKind, FormKind] = {
    FormKind.PROJECT_DECLARATION: FormKind.PROJECT,
    FormKind.PROJECT_MONITORING: FormKind.PROJECT,
    FormKind.DEPARTMENT_DECLARATION: FormKind.DEPARTMENT,
    FormKind.DEPARTMENT_MONITORING: FormKind.DEPARTMENT,
    FormKind.TRANSFER_TARGETS: FormKind.TRANSFER_SELF_EVALUATION,
}


@dataclass(frozen=True, slots=True)
class IndicatorPair:
    """One indicator through the year; None where a form does not have it, or has its name twice."""

    name: str
    """As the first of the forms prints it."""
    declared: DeclaredIndicator | None
    """The year's target when the budget was made."""
    monitored: MonitoredIndicator | None
    evaluated: Indicator | None


@dataclass(frozen=True, slots=True)
class Course:
    """A project, department or special fund from budget to self-evaluation: indices of ``Package.forms``."""

    evaluation: int | None
    """None where the package has no self-evaluation of that name, or several."""
    declaration: int | None
    monitoring: int | None
    pairs: tuple[IndicatorPair, ...]
    repeated: tuple[str, ...]
    """Indicators whose name a form has more than once: which is which cannot be told by name."""


def courses(package: Package) -> tuple[Course, ...]:
    """Tie every declaration and monitoring form of a package to the self-evaluation of the same name.

    Names are compared without white space, quotation marks, a year or an amount. A department's forms need
    no equal names where the package has one self-evaluation of a department. Forms of one name that stand
    more than once are left apart, each with no counterpart. Nothing is tied by resemblance. The pairs stand
    in the order of the self-evaluation, then those that only the earlier forms have.
    """
    groups: dict[tuple[FormKind, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, form in enumerate(package.forms):
        if isinstance(form, SelfEvaluation | TransferSelfEvaluation | TargetDeclaration | Monitoring):
            kind = _COUNTERPARTS.get(form.kind, form.kind)
            groups[kind, _key(package, form, index)][_role(form)].append(index)
    found: list[Course] = []
    for members in groups.values():
        if not members["declaration"] and not members["monitoring"]:
            continue
        if any(len(indices) > 1 for indices in members.values()):
            for role in ("declaration", "monitoring"):
                found += [_course(package, {role: index}) for index in members[role]]
        else:
            found.append(_course(package, {role: indices[0] for role, indices in members.items() if indices}))
    return tuple(found)


def _role(form: Form) -> str:
    if isinstance(form, TargetDeclaration):
        return "declaration"
    return "monitoring" if isinstance(form, Monitoring) else "evaluation"


def _key(package: Package, form: Earlier | Evaluated, index: int) -> str:
    """Return the name to compare; a package speaks of one department, however each form writes its name."""
    kind = _COUNTERPARTS.get(form.kind, form.kind)
    if kind is FormKind.DEPARTMENT and len(package.evaluations(FormKind.DEPARTMENT)) <= 1:
        return ""
    return name_key(form.name.text) or f"#{index}"  # two forms without a name are not of one project


def _course(package: Package, members: Mapping[str, int]) -> Course:
    evaluation, declaration, monitoring = (
        package.forms[members[role]] if role in members else None
        for role in ("evaluation", "declaration", "monitoring")
    )
    declared, twice_declared = _by_name(
        declaration.set_for(Horizon.ANNUAL) if isinstance(declaration, TargetDeclaration) else ()
    )
    monitored, twice_monitored = _by_name(monitoring.indicators if isinstance(monitoring, Monitoring) else ())
    rows = evaluation.indicators if isinstance(evaluation, SelfEvaluation | TransferSelfEvaluation) else ()
    evaluated, twice_evaluated = _by_name(tuple(row for row in rows if not row.is_stroke))
    repeated = twice_declared | twice_monitored | twice_evaluated
    names = {key: row.name.text for rows in (evaluated, monitored, declared) for key, row in rows.items()}
    return Course(
        evaluation=members.get("evaluation"),
        declaration=members.get("declaration"),
        monitoring=members.get("monitoring"),
        pairs=tuple(
            IndicatorPair(name, declared.get(key), monitored.get(key), evaluated.get(key))
            for key, name in names.items()
            if key not in repeated
        ),
        repeated=tuple(sorted(repeated)),
    )


def _by_name(rows: Sequence[Row]) -> tuple[dict[str, Row], set[str]]:
    """Return rows by their names for comparison, and the names that stand more than once."""
    found: dict[str, Row] = {}
    repeated: set[str] = set()
    for row in rows:
        key = halve(row.name.text)
        if key in found:
            repeated.add(key)
        found[key] = row
    return found, repeated
