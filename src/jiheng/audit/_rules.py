"""Rule cards → rules. A card that is wrong is refused when it is loaded, with file and line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from importlib.resources import files
from operator import attrgetter
from string import Formatter

from jiheng.audit._amounts import plain
from jiheng.audit._dossier import Params
from jiheng.audit._fixes import FixCard, read_fix
from jiheng.audit._groups import Group, read_group
from jiheng.audit._paths import LEAVES, ROOTS, Path, PathUnknown, Step, compile_path, compile_steps
from jiheng.audit._relations import RELATIONS, SECOND_FIELD, Check, Terms
from jiheng.audit._types import Severity
from jiheng.audit.functions import AMONG_PACKAGES, FUNCTIONS, AmongFunction, Function
from jiheng.cards import Card, Citation, read_citations, read_folder
from jiheng.reports import FormKind
from jiheng.values import read_figure

SILENT = "silent"
PACKAGE = "package"
PACKAGES = "packages"
"""The packages of one call, held against each other."""
_COLUMN = "{column}"
_ALWAYS_SHOWN = frozenset({"expected", "difference", "sum", "column"})


class OnMissing(Enum):
    """What a relation does where its checked figure is not there."""

    SKIP = "skip"
    REPORT = "report"


class Whole(Enum):
    """What whole numbers in a sum are."""

    EXACT = "exact"
    ROUNDED = "rounded"


@dataclass(frozen=True, slots=True)
class Field:
    """One address of a relation: from the element under ``each``, or from the form or package."""

    path: Path
    inner: tuple[Step, ...] | None
    get: Callable[[object], object] | None
    """The inner steps where they are nothing but a record's own field: the common case, once a row."""


@dataclass(frozen=True)
class Column:
    """The addresses of a relation for one column; a relation without columns has a single one."""

    shown_as: str
    fields: tuple[tuple[str, tuple[Field, ...]], ...]
    shown: tuple[tuple[str, tuple[Field, ...]], ...]

    @cached_property
    def own(self) -> tuple[tuple[str, Callable[[object], object]], ...]:
        """The addresses where each is one field of the element's own record: the common case; () else."""
        found = tuple(
            (name, fields[0].get)
            for name, fields in self.fields
            if len(fields) == 1 and fields[0].get is not None
        )
        return found if len(found) == len(self.fields) else ()


@dataclass(frozen=True, slots=True)
class RelationCard:
    """What a card says about its relation."""

    each: Path | None
    columns: tuple[Column, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class RuleCase:
    """An example of the card: what is given and what must come of it."""

    rule: str
    name: str
    card: Card
    expect: str
    """``silent``, or the exact message."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One audit rule: law, why, check, message, remedy, cases."""

    code: str
    name: str
    title: str
    severity: Severity
    citations: tuple[Citation, ...]
    applies: tuple[str, ...]
    """Form kinds, or ``package``, or ``packages``."""
    why: str
    check: Check
    relation: RelationCard | None
    function: Function | None
    among: AmongFunction | None
    """The function of a rule on several packages; such a rule has no other."""
    params: Params
    message: str
    group: Group | None
    """How its findings become one; None where each stands alone."""
    unless: tuple[str, ...]
    """Rules that say more of the same: where one of them names a finding's main cell, this one is silent."""
    remedy: str
    fix: FixCard | None
    """What settles a finding safely; None where only a person can tell."""
    known_false_alarms: tuple[str, ...]
    cases: tuple[RuleCase, ...]

    @property
    def family(self) -> str:
        """The code's letters: the rules on one matter."""
        return self.code.partition("-")[0]

    @property
    def basis(self) -> str:
        """The citations as printed with a finding."""
        return "；".join(str(citation) for citation in self.citations)

    def basis_for(self, kind: str, standard: str) -> str:
        """Return the basis as printed for a finding in a form of a kind, scored by a standard."""
        return "；".join(citation.for_form(kind, standard) for citation in self.citations)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by code; read once.

    Raises:
        StandardError: A card is wrong.
    """
    folder = files("jiheng.audit") / "rules"
    return tuple(read_rule(code, card) for code, card in read_folder(folder))


def read_rule(code: str, card: Card) -> Rule:
    """Read one card.

    Raises:
        StandardError: A key is missing, unknown or wrong, a path names nothing, or a case is wanting: one
            that fires, one that stays silent.
    """
    check = card.choice("check", Check)
    name = card.text("name")
    applies = _applies(card)
    is_function = check is Check.FUNCTION
    functions = AMONG_PACKAGES if applies == (PACKAGES,) else FUNCTIONS
    if is_function and name not in functions:
        raise card.error("name", f"no function named {name!r}")
    rule = Rule(
        code=code,
        name=name,
        title=card.text("title"),
        severity=card.choice("severity", Severity),
        citations=read_citations(card),
        applies=applies,
        why=card.text("why"),
        check=check,
        relation=None if is_function else _relation(card, check, applies),
        function=FUNCTIONS.get(name) if is_function else None,
        among=AMONG_PACKAGES.get(name) if is_function else None,
        params=_params(card),
        message=card.text("message"),
        group=read_group(card),
        unless=card.texts("unless"),
        remedy=card.text("remedy"),
        fix=read_fix(card),
        known_false_alarms=card.texts("known_false_alarms"),
        cases=_cases(code, card),
    )
    card.close()
    _check_message(rule, card)
    return rule


def _applies(card: Card) -> tuple[str, ...]:
    applies = card.texts("applies")
    known = {PACKAGE, PACKAGES, *(kind.value for kind in FormKind)}
    for kind in applies:
        if kind not in known:
            raise card.error("applies", f"{kind!r} is none of: {', '.join(sorted(known))}")
    if not applies or (not {PACKAGE, PACKAGES}.isdisjoint(applies) and len(applies) > 1):
        raise card.error("applies", "name form kinds, or package or packages alone")
    return applies


def is_list(card: Card, key: str) -> bool:
    """Whether a key of a card holds a list."""
    return isinstance(card.entries[key].value, list)


def values(card: Card, key: str) -> tuple[str, ...]:
    """Return one value or a list of values as a tuple."""
    return card.texts(key) if is_list(card, key) else (card.text(key),)


def _params(card: Card) -> Params:
    if "params" not in card:
        return Params({})
    nested = card.card("params")
    return Params({name: values(nested, name) for name in nested.keys()})  # noqa: SIM118 - a card is not a dict


def _relation(card: Card, check: Check, applies: tuple[str, ...]) -> RelationCard:
    try:
        each = compile_path(card.text("each")) if "each" in card else None
        columns = card.pairs("columns") or (("", ""),)
        constant = read_figure(plain(card.decimal("constant")), "") if "constant" in card else None
        built = tuple(
            Column(title, _fields(card, "fields", column, each), _fields(card, "shown", column, each))
            for column, title in columns
        )
    except PathUnknown as cause:
        raise card.error("fields", str(cause)) from cause
    missing = card.choice("missing", OnMissing)
    whole_exact = card.choice("whole_numbers", Whole, Whole.ROUNDED) is Whole.EXACT
    tolerance = card.decimal("tolerance", Decimal(0))
    fewest = card.decimal("fewest_parts", Decimal(1))
    terms = Terms(constant, tolerance, whole_exact, int(fewest), missing is OnMissing.REPORT)
    _check_fields(card, check, built[0], has_constant=constant is not None)
    _check_roots(card, applies, built)
    return RelationCard(each, built, terms)


def _fields(
    card: Card, key: str, column: str, each: Path | None
) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    if key not in card:
        return ()
    nested = card.card(key)
    return tuple(
        (name, tuple(_field(text.replace(_COLUMN, column), each) for text in values(nested, name)))
        for name in nested.keys()  # noqa: SIM118 - a card is not a dict
    )


def _field(text: str, each: Path | None) -> Field:
    path = compile_path(text)
    if each is None or not text.startswith(each.text + "."):
        return Field(path, None, None)
    names = text.removeprefix(each.text + ".").split(".")
    steps, _ = compile_steps(each.gives, names)
    own = len(names) == 1 and "[" not in names[0]
    return Field(path, steps, attrgetter(names[0]) if own else None)


def _check_fields(card: Card, check: Check, column: Column, *, has_constant: bool) -> None:
    given = [name for name, _ in column.fields]
    wanted = [name for name in RELATIONS[check].fields if not (has_constant and name in SECOND_FIELD)]
    if given != wanted:
        raise card.error("fields", f"{check} takes {', '.join(wanted)}, in this order")
    for name, fields in column.fields:
        if len(fields) > 1 and name not in RELATIONS[check].many:
            raise card.error("fields", f"{name} is one figure")


def _check_roots(card: Card, applies: tuple[str, ...], columns: tuple[Column, ...]) -> None:
    fields = [field for c in columns for _, group in (*c.fields, *c.shown) for field in group]
    for field in fields:
        if field.path.gives not in LEAVES:
            raise card.error("fields", f"{field.path.text} ends in no cell")
        kinds = {kind.value for kind in ROOTS[field.path.root][1]}
        if applies != (PACKAGE,) and (field.path.every or not set(applies) <= kinds):
            raise card.error("fields", f"{field.path.text} is not in every form of {', '.join(applies)}")


def _cases(code: str, card: Card) -> tuple[RuleCase, ...]:
    cases = tuple(
        RuleCase(code, entry.text("name"), entry, entry.text("expect")) for entry in card.cards("cases")
    )
    silent = [case for case in cases if case.expect == SILENT]
    if not silent or len(silent) == len(cases):
        raise card.error("cases", "a rule needs a case that fires and one that stays silent")
    return cases


def _check_message(rule: Rule, card: Card) -> None:
    if rule.relation is None:
        return
    column = rule.relation.columns[0]
    known = _ALWAYS_SHOWN | {name for name, _ in (*column.fields, *column.shown)}
    for _, name, _, _ in Formatter().parse(rule.message):
        if name is not None and name not in known:
            raise card.error("message", f"{{{name}}} is none of: {', '.join(sorted(known))}")
