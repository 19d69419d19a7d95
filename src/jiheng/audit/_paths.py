"""Addresses of figures in rule cards, checked against the records when a card is loaded.

A path names a root, then fields: ``project_self_evaluation.funds.total.execution_rate``. ``funds`` is
followed by a source, ``expenditure[three_public_expenses]`` picks a line by its term, ``indicators[]`` is
every element. The root is a form kind, ``self_evaluation`` (either scored form) or ``package``. Views
(``_views.VIEWS``) are addressed like lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import get_args, get_origin, get_type_hints

from jiheng.audit._views import VIEWS, Placed
from jiheng.reports import BaseData, ExpenditureRow, FormKind, FundLine, Package, SelfEvaluation
from jiheng.values import AchievedText, Figure, Printed, TargetText

Leaf = Printed | Figure | TargetText | AchievedText
LEAVES = frozenset({Printed, Figure, TargetText, AchievedText})
Place = tuple[int, object]

ROOTS: Mapping[str, tuple[type, frozenset[FormKind]]] = MappingProxyType(
    {
        "base_data": (BaseData, frozenset({FormKind.BASE_DATA})),
        "department_self_evaluation": (SelfEvaluation, frozenset({FormKind.DEPARTMENT})),
        "project_self_evaluation": (SelfEvaluation, frozenset({FormKind.PROJECT})),
        "self_evaluation": (SelfEvaluation, frozenset({FormKind.DEPARTMENT, FormKind.PROJECT})),
        "package": (Package, frozenset()),
    }
)
_SOURCES = frozenset(
    {
        "total",
        "current_appropriation",
        "carry_over",
        "other_funds",
        "general_public_budget",
        "government_funds",
        "special_account_non_tax_revenue",
        "basic_expenditure",
        "project_expenditure",
    }
)
_TERMS = frozenset(
    {
        "three_public_expenses",
        "official_vehicles",
        "vehicle_purchase",
        "vehicle_operation",
        "overseas_travel",
        "official_hospitality",
        "project_expenditure",
        "operating_costs",
        "procurement",
        "basic_expenditure_adjustment",
    }
)
_STEP = re.compile(r"([a-z_]+)(?:\[([a-z_]*)\])?")

Step = Callable[[object], Iterable[object]]


class PathUnknown(Exception):
    """A path names something that no record has; the card loader turns this into a StandardError."""


@dataclass(frozen=True, slots=True)
class Path:
    """A checked path: the root's kinds, and the steps from there."""

    text: str
    root: str
    every: bool
    """Whether ``[]`` follows the root: every form of the kind."""
    steps: tuple[Step, ...]
    gives: type

    def from_form(self, place: Place) -> list[Place]:
        """Walk from a form, or from any element that the steps start at."""
        return walk(place, self.steps)

    def from_package(self, package: Package) -> list[Place]:
        """Walk from the package; a root without ``[]`` is one form, or nothing where there are several."""
        if self.root == "package":
            return walk((-1, package), self.steps)
        kinds = ROOTS[self.root][1]
        forms = [(i, form) for i, form in enumerate(package.forms) if form.kind in kinds]
        if not self.every and len(forms) != 1:
            return []
        return [found for form in forms for found in walk(form, self.steps)]


def walk(place: Place, steps: Iterable[Step]) -> list[Place]:
    """Follow steps from one place to all they lead to."""
    places = [place]
    for step in steps:
        ahead: list[Place] = []
        for form, part in places:
            for item in step(part):
                if isinstance(item, Placed):
                    ahead.append((item.form, item.part))
                else:
                    ahead.append((form, item))
        places = ahead
    return places


def reach(part: object, steps: Iterable[Step]) -> list[object]:
    """Follow steps from one part to all they lead to, without their forms."""
    parts = [part]
    for step in steps:
        found: list[object] = []
        for origin in parts:
            found += step(origin)
        parts = [item.part if type(item) is Placed else item for item in found]
    return parts


@cache
def compile_path(text: str) -> Path:
    """Check a path and make it walkable.

    Raises:
        PathUnknown: Naming the step that no record has.
    """
    root, *names = text.split(".")
    every = root.endswith("[]")
    root = root.removesuffix("[]")
    if root not in ROOTS:
        raise PathUnknown(f"unknown root {root!r}; known: {', '.join(ROOTS)}")
    owner = ROOTS[root][0]
    steps, gives = compile_steps(owner, names)
    return Path(text, root, every, steps, gives)


def compile_steps(owner: type, names: list[str]) -> tuple[tuple[Step, ...], type]:
    """Check the names after an owner and return the steps with the type they end at."""
    steps: list[Step] = []
    plain: list[str] = []
    rest = list(names)
    while rest:
        kind = _fields(owner).get(rest[0])
        if isinstance(kind, type) and get_origin(kind) is None:
            plain.append(rest.pop(0))
            owner = kind
            continue
        step, owner = _compile_step(owner, rest)
        steps += [*_one(plain), step]
        plain = []
    return (*steps, *_one(plain)), owner


def _compile_step(owner: type, rest: list[str]) -> tuple[Step, type]:
    printed = rest.pop(0)
    found = _STEP.fullmatch(printed)
    if found is None:
        raise PathUnknown(f"{printed!r} is no step of a path")
    name, key = found[1], found[2]
    view = VIEWS.get((owner, name))
    if view is not None:
        if key != "":
            raise PathUnknown(f"{name} is a list: write {name}[]")
        return view.find, view.gives
    kind = _fields(owner).get(name)
    if kind is None:
        raise PathUnknown(f"{owner.__name__} has no field {name!r}")
    if get_origin(kind) is not tuple:
        raise PathUnknown(f"{name} of {owner.__name__} is no list of records")
    element = get_args(kind)[0]
    return _list_step(name, key, element, rest), element


def _list_step(name: str, key: str | None, element: type, rest: list[str]) -> Step:
    many = attrgetter(name)
    if key == "":
        return many
    if element is FundLine and key is None and rest:
        source = rest.pop(0)
        if source not in _SOURCES:
            raise PathUnknown(f"unknown source of funds {source!r}")
        return _picked(many, "source", source)
    if element is ExpenditureRow and key in _TERMS:
        return _picked(many, "term", key)
    raise PathUnknown(f"cannot pick {key!r} from {name}")


def _one(names: list[str]) -> list[Step]:
    if not names:
        return []
    get = attrgetter(".".join(names))
    return [lambda part: (get(part),)]


def _picked(many: Callable[[object], tuple[object, ...]], field: str, wanted: str) -> Step:
    get = attrgetter(field)

    def pick(part: object) -> tuple[object, ...]:
        for item in many(part):
            if get(item) == wanted:
                return (item,)
        return ()

    return pick


@cache
def _fields(owner: type) -> dict[str, object]:
    if not is_dataclass(owner):
        return {}
    hints = get_type_hints(owner)
    return {field.name: hints[field.name] for field in fields(owner)}
