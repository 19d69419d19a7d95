"""Safe fixes: what a cell must say that follows from other cells, and the package with it put in.

A rule's card says which field may be put right and by what (``fix``). A fix is offered only for a cell that
is derived (a rate, a sum, a percent sign, a mark that is computed exactly), and only while no other error is
about the figures it is derived from. A mark takes its total along; where the total fits neither before nor
after, two cells are in doubt and nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from jiheng.audit._amounts import PERCENT, plain
from jiheng.audit._dossier import Changeable, Dossier, Hit, Scored, fields_of
from jiheng.audit._types import Finding, Fix, Severity
from jiheng.audit._views import marks
from jiheng.cards import Card
from jiheng.reports import Form, Package, SelfEvaluation
from jiheng.scoring import LineKind, ScoreLine
from jiheng.values import AchievedText, Figure, Printed, TargetText, read_achieved, read_figure, read_target

_MARK_UNIT = "分"
_MARKS = frozenset({"score", "max_score"})
_WHOLE = Decimal(100)
_NO_CELLS = frozenset({str, int, type(None), Printed})
_EXACT = frozenset({LineKind.EXECUTION, LineKind.QUANTITATIVE})


class Computed(Enum):
    """What a fix puts in: each is arithmetic on printed figures."""

    EXPECTED = "expected"
    """What the card's relation computes."""
    RECOMPUTED_SCORE = "recomputed_score"
    """The marks of the row, where the scoring gives one number."""
    SUM_OF_SCORES = "sum_of_scores"
    """The sum of the form's marks."""
    WITH_PERCENT = "with_percent"
    """What is printed, and a percent sign."""


@dataclass(frozen=True, slots=True)
class FixCard:
    """What a card says about its fix."""

    fields: tuple[str, ...]
    """The record's fields that the main cell may be."""
    value: Computed
    only: str
    """What the computed value must be; "" where it may be any."""
    why: str
    """Why only this cell can be wrong; takes what the rule's message takes, and ``new``."""


class FixNotPossible(Exception):
    """A fix does not fit the package: the cell is not there, or says something else by now."""


def read_fix(card: Card) -> FixCard | None:
    """Read a card's ``fix``; None where the rule offers none.

    Raises:
        StandardError: A key is missing, unknown or wrong.
    """
    if "fix" not in card:
        return None
    nested = card.card("fix")
    found = FixCard(
        nested.texts("fields"), nested.choice("value", Computed), nested.text("only", ""), nested.text("why")
    )
    nested.close()
    return found


def fix_of(card: FixCard, hit: Hit, dossier: Dossier) -> Fix | None:
    """Return what would settle a hit, or None where that is not certain."""
    if not hit.at:
        return None
    main = hit.at[0]
    form = dossier.package.forms[main.form]
    found = _ways(dossier, main.form).get(main.cell, ())
    if len(found) != 1 or found[0][0].rpartition(".")[2] not in card.fields:
        return None
    path, cell = found[0]
    scored = next((entry for entry in dossier.scored if entry.index == main.form), None)
    new = _VALUES[card.value](hit, cell, scored)
    if new is None or new == cell.text or card.only not in {"", new}:
        return None
    if path.endswith(".score") and cell.text.endswith(_MARK_UNIT):
        new += _MARK_UNIT
    fix = Fix(main.form, main.cell, path, cell.text, new, card.why.format_map({**hit.figures, "new": new}))
    return _with_total(fix, form) if card.value is Computed.RECOMPUTED_SCORE else fix


def _ways(dossier: Dossier, form: int) -> Mapping[str, list[tuple[str, Changeable]]]:
    """Return every cell of a form that a fix may change with the way to it, by its address."""
    if form not in dossier.ways:
        found: dict[str, list[tuple[str, Changeable]]] = {}
        for path, cell in cells_of(dossier.package.forms[form]):
            found.setdefault(cell.at, []).append((path, cell))
        dossier.ways[form] = found
    return dossier.ways[form]


def _expected(hit: Hit, cell: Changeable, _scored: Scored | None) -> str | None:
    expected = hit.figures.get("expected")
    # A header that carries the percent sign leaves the cell without one.
    bare = isinstance(cell, Figure) and cell.value is not None and PERCENT not in cell.text
    return expected.removesuffix(PERCENT) if expected and bare else expected


def _recomputed(_hit: Hit, cell: Changeable, scored: Scored | None) -> str | None:
    line = _line_at(cell.at, scored) if scored else None
    is_exact = line is not None and line.kind in _EXACT and line.low == line.high
    return plain(line.low) if line and is_exact else None


def _line_at(at: str, scored: Scored) -> ScoreLine | None:
    """Return the score line of the row whose marks stand at an address."""
    total = scored.form.fund("total")
    if total and total.score.at == at:
        return scored.execution
    return next((row.line for row in scored.rows if row.indicator.score.at == at), None)


def _sum(_hit: Hit, _cell: Changeable, scored: Scored | None) -> str | None:
    total = _total_of(scored.form) if scored else None
    return None if total is None else plain(total)


def _with_percent(_hit: Hit, cell: Changeable, scored: Scored | None) -> str | None:
    """Return the cell with a percent sign where the row then says what its marks say: met, and full."""
    rows = scored.rows if scored else ()
    row = next((row for row in rows if cell.at in {row.indicator.achieved.at, row.indicator.target.at}), None)
    if row is None or row.numbers is None or not row.has_full_marks:
        return None
    target, achieved = row.numbers
    is_share = 1 < achieved.number <= _WHOLE and 1 < target.number <= _WHOLE
    met = achieved.number >= target.number and target.comparator.is_floor and achieved.bound is None
    return f"{cell.text}{PERCENT}" if is_share and met else None


_VALUES: Mapping[Computed, Callable[[Hit, Changeable, Scored | None], str | None]] = MappingProxyType(
    {
        Computed.EXPECTED: _expected,
        Computed.RECOMPUTED_SCORE: _recomputed,
        Computed.SUM_OF_SCORES: _sum,
        Computed.WITH_PERCENT: _with_percent,
    }
)


def _total_of(form: SelfEvaluation) -> Decimal | None:
    """Return the sum of a form's marks, or None where one that must be there is not."""
    found = [mark.value for mark in marks(form)]
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if known else None


def _with_total(fix: Fix, form: Form) -> Fix | None:
    """Return a change of marks with that of the total; None where the total fits neither before nor after."""
    changed = changed_form(form, fix)
    if not isinstance(form, SelfEvaluation) or not isinstance(changed, SelfEvaluation):
        return None
    total, after = form.total.score, _total_of(changed)
    if total.value is None or after is None or total.value == after:
        return fix
    if _total_of(form) != total.value:
        return None
    unit = _MARK_UNIT if total.text.endswith(_MARK_UNIT) else ""
    why = f"各项得分之和随之由{plain(total.value)}变为{plain(after)}"
    along = Fix(fix.form, total.at, "total.score", total.text, plain(after) + unit, why)
    return replace(fix, along=(along,)) if total.at else None


def without_doubtful(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings, without the fixes whose figures another error is about too."""
    listed = list(findings)
    about: dict[tuple[int, str], set[tuple[int, str]]] = {}
    for finding in listed:
        if finding.severity is Severity.ERROR and finding.at:
            main = finding.at[0].form, finding.at[0].cell
            for place in finding.at:
                about.setdefault((place.form, place.cell), set()).add(main)
    for finding in listed:
        if not finding.fixes:
            yield finding
            continue
        own = {(fix.form, fix.at) for fix in finding.fixes}
        given = {(place.form, place.cell) for place in finding.at} - own
        doubted = any(about.get(place, own) - own for place in given)
        yield replace(finding, fixes=()) if doubted else finding


def cells_of(part: object, path: str = "") -> list[tuple[str, Changeable]]:
    """Return every figure, target and achieved value of a record with the way to it."""
    if isinstance(part, Changeable):
        return [(path, part)]
    if isinstance(part, tuple):
        inner = [(f"{path}[{number}]", item) for number, item in enumerate(part)]
    else:
        record: type = type(part)
        before = f"{path}." if path else ""
        inner = [(before + name, getattr(part, name)) for name in fields_of(record)]
    found: list[tuple[str, Changeable]] = []
    for way, item in inner:
        if item.__class__ not in _NO_CELLS:
            found += cells_of(item, way)
    return found


def apply_fix(package: Package, fix: Fix) -> Package:
    """Return the package with a fix put in: the records only, not the documents they were read from.

    Args:
        package: The package as it was audited.
        fix: One that its audit offers.

    Raises:
        FixNotPossible: The cell is not there, or no longer says what it said.
    """
    if not 0 <= fix.form < len(package.forms):
        raise FixNotPossible(f"no form {fix.form}")
    form = changed_form(package.forms[fix.form], fix)
    forms = (*package.forms[: fix.form], form, *package.forms[fix.form + 1 :])
    return replace(package, forms=forms)


def changed_form(form: Form, fix: Fix) -> Form:
    """Return a form with a fix put in, and with it what goes along.

    Raises:
        FixNotPossible: The cell is not there, or no longer says what it said.
    """
    steps = fix.field.replace("[", ".").replace("]", "").split(".")
    cell = _get(form, steps)
    if not isinstance(cell, Changeable) or cell.at != fix.at or cell.text != fix.old:
        raise FixNotPossible(f"{fix.field} at {fix.at} does not say {fix.old!r}")
    changed = _put(form, steps, _read_anew(cell, fix))
    if not isinstance(changed, type(form)):
        raise FixNotPossible(fix.field)
    for other in fix.along:
        changed = changed_form(changed, other)
    return changed


def _read_anew(cell: Changeable, fix: Fix) -> Changeable:
    if isinstance(cell, TargetText):
        return TargetText(fix.new, cell.at, read_target(fix.new))
    if isinstance(cell, AchievedText):
        return AchievedText(fix.new, cell.at, read_achieved(fix.new))
    unit = _MARK_UNIT if fix.field.rpartition(".")[2] in _MARKS else cell.unit
    return read_figure(fix.new, cell.at, unit)


def _get(part: object, steps: list[str]) -> object:
    for step in steps:
        if isinstance(part, tuple):
            part = part[int(step)] if step.isdecimal() and int(step) < len(part) else None
        else:
            part = getattr(part, step, None)
    return part


def _put(part: object, steps: list[str], cell: Changeable) -> object:
    if not steps:
        return cell
    first, *rest = steps
    if isinstance(part, tuple):
        at = int(first)
        return (*part[:at], _put(part[at], rest, cell), *part[at + 1 :])
    if not is_dataclass(part) or isinstance(part, type):
        raise FixNotPossible(first)
    return replace(part, **{first: _put(getattr(part, first), rest, cell)})
