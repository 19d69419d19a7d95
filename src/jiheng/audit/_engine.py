"""All rules over one package → findings, worst first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.audit._dossier import Dossier, Hit
from jiheng.audit._paths import Found, Leaf, Place, walk
from jiheng.audit._relations import RELATIONS, Terms, words_of
from jiheng.audit._rules import PACKAGE, Column, Field, Rule, all_rules
from jiheng.audit._types import Audit, Evidence, Finding
from jiheng.reports import Package
from jiheng.scoring import ScoreSheet

_ADDRESS = re.compile(r"\d+")
_EMPTY: tuple[Found, ...] = ()


def audit_package(package: Package, sheets: tuple[ScoreSheet, ...]) -> Audit:
    """Audit a package.

    Args:
        package: The forms of one budget unit.
        sheets: Their score sheets.

    Returns:
        The audit with its findings: worst first, then by form and address. One rule reports one cell once.
    """
    dossier = Dossier(package, sheets)
    found: dict[tuple[str, int, str], Finding] = {}
    for rule in all_rules():
        for finding in findings_of(rule, dossier):
            main = finding.at[0] if finding.at else Evidence(-1, "", "")
            found.setdefault((rule.code, main.form, main.cell or finding.message), finding)
    return Audit(package, sheets, tuple(sorted(found.values(), key=_order)))


def findings_of(rule: Rule, dossier: Dossier) -> Iterator[Finding]:
    """Return what one rule finds."""
    hits = rule.function(dossier, rule.params) if rule.function else _relation_hits(rule, dossier)
    for hit in hits:
        yield Finding(
            rule=rule.code,
            severity=rule.severity,
            title=rule.title,
            message=rule.message.format_map(hit.figures),
            basis=rule.basis,
            remedy=rule.remedy,
            at=hit.at,
        )


def _order(finding: Finding) -> tuple[int, int, list[int], str]:
    main = finding.at[0] if finding.at else Evidence(-1, "", "")
    return finding.severity.rank, main.form, [int(n) for n in _ADDRESS.findall(main.cell)], finding.rule


def _relation_hits(rule: Rule, dossier: Dossier) -> Iterator[Hit]:
    if rule.applies == (PACKAGE,):
        yield from _hits_from(rule, dossier.package, None)
        return
    for index, form in enumerate(dossier.package.forms):
        if form.kind.value in rule.applies:
            yield from _hits_from(rule, dossier.package, (index, form))


def _hits_from(rule: Rule, package: Package, form: Place | None) -> Iterator[Hit]:
    relation = rule.relation
    if relation is None:
        return
    elements: Sequence[Place | None] = [None]
    if relation.each is not None:
        elements = relation.each.from_form(form) if form else relation.each.from_package(package)
    for column in relation.columns:
        for element in elements:
            bound = [(name, _find(fields, package, form, element)) for name, fields in column.fields]
            hit = compare(rule, relation.terms, bound)
            if hit is not None:
                more = [(name, _find(fields, package, form, element)) for name, fields in column.shown]
                yield _complete(hit, more, column)


def _find(
    fields: tuple[Field, ...], package: Package, form: Place | None, element: Place | None
) -> tuple[Found, ...]:
    found: list[Place] = []
    for field in fields:
        if field.inner is not None and element is not None:
            found += walk(element, field.inner)
        elif form is not None:
            found += field.path.from_form(form)
        else:
            found += field.path.from_package(package)
    return tuple((index, leaf) for index, leaf in found if isinstance(leaf, Leaf)) if found else _EMPTY


def compare(rule: Rule, terms: Terms, bound: Sequence[tuple[str, tuple[Found, ...]]]) -> Hit | None:
    """Return the hit where a rule's relation does not hold among the figures."""
    leaves = {name: [leaf for _, leaf in found] for name, found in bound}
    words = RELATIONS[rule.check].relation(leaves, terms)
    if words is None:
        return None
    places = [
        Evidence(form, leaf.at, leaf.text) for _, found in bound for form, leaf in found if _exists(leaf)
    ]
    return Hit({**words_of(leaves), **words, "column": ""}, tuple(dict.fromkeys(places)))


def _exists(leaf: Leaf) -> bool:
    return bool(leaf.at)


def _complete(hit: Hit, shown: Sequence[tuple[str, tuple[Found, ...]]], column: Column) -> Hit:
    extra = words_of({name: [leaf for _, leaf in found] for name, found in shown})
    return Hit({**hit.figures, **extra, "column": column.shown_as}, hit.at)
