"""All rules over one package → findings, worst first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from jiheng.audit._dossier import Dossier, Hit
from jiheng.audit._fixes import fix_of, without_doubtful
from jiheng.audit._groups import grouped
from jiheng.audit._paths import Leaf, Path, Place, reach, walk
from jiheng.audit._relations import RELATIONS, words_of
from jiheng.audit._rules import PACKAGE, Field, RelationCard, Rule, all_rules
from jiheng.audit._settings import Settings
from jiheng.audit._types import Audit, Evidence, Finding, Fix
from jiheng.reports import Package
from jiheng.scoring import ScoreSheet

_ADDRESS = re.compile(r"\d+")


def audit_package(
    package: Package,
    sheets: tuple[ScoreSheet, ...],
    previous: Audit | None = None,
    settings: Settings | None = None,
) -> Audit:
    """Audit a package.

    Args:
        package: The forms of one budget unit.
        sheets: Their score sheets.
        previous: The unit's package of the year before with its score sheets, where it is at hand.
        settings: The profile and the project's settings; the reviewer's profile by default.

    Returns:
        The audit with its findings: worst first, then by form and address. One rule reports one cell once.
    """
    earlier = Dossier(previous.package, previous.score_sheets) if previous else None
    dossier, chosen = Dossier(package, sheets, earlier), settings or Settings()
    found: dict[tuple[str, int, str], Finding] = {}
    rules = chosen.apply(all_rules())
    for rule in rules:
        for finding in findings_of(rule, dossier):
            main = _main(finding)
            found.setdefault((rule.code, main.form, main.cell or finding.message), finding)
    said = {(finding.rule, place.form, place.cell) for finding in found.values() for place in finding.at}
    unless = {rule.code: rule.unless for rule in rules}
    kept = (finding for finding in found.values() if not _is_said(finding, unless[finding.rule], said))
    findings = tuple(sorted(without_doubtful(kept), key=_order))
    return Audit(package, sheets, findings, chosen.profile, chosen.switched_off())


def _main(finding: Finding) -> Evidence:
    return finding.at[0] if finding.at else Evidence(-1, "", "")


def _is_said(finding: Finding, others: tuple[str, ...], said: set[tuple[str, int, str]]) -> bool:
    main = _main(finding)
    return any((other, main.form, main.cell) in said for other in others)


def findings_of(rule: Rule, dossier: Dossier) -> Iterator[Finding]:
    """Return what one rule finds."""
    hits = list(rule.function(dossier, rule.params)) if rule.function else _relation_hits(rule, dossier)
    if not hits:
        return
    for together in grouped(hits, rule.group):
        first = together[0]
        yield Finding(
            rule=rule.code,
            severity=rule.severity,
            title=rule.title,
            message=_message(rule, together, dossier.package),
            basis=_basis(rule, dossier, first),
            remedy=rule.remedy,
            at=_merged(together),
            elsewhere=tuple(dict.fromkeys(place for hit in together for place in hit.elsewhere)),
            fixes=_fixes(rule, together, dossier),
        )


def _fixes(rule: Rule, hits: list[Hit], dossier: Dossier) -> tuple[Fix, ...]:
    if rule.fix is None:
        return ()
    found = (fix_of(rule.fix, hit, dossier) for hit in hits)
    return tuple(fix for fix in found if fix is not None)


def _message(rule: Rule, hits: list[Hit], package: Package) -> str:
    if rule.group is None or len(hits) == 1:
        return rule.message.format_map(hits[0].figures)
    return rule.group.say(hits, package)


def _merged(hits: list[Hit]) -> tuple[Evidence, ...]:
    if len(hits) == 1:
        return hits[0].at
    places: dict[tuple[int, str], Evidence] = {}
    for place in (place for hit in hits for place in hit.at):
        places.setdefault((place.form, place.cell), place)
    return tuple(places.values())


def _basis(rule: Rule, dossier: Dossier, hit: Hit) -> str:
    """Return what a finding rests on, said as the form it is mainly about allows."""
    main = hit.at[0].form if hit.at else -1
    kind = dossier.package.forms[main].kind.value if main >= 0 else ""
    scored = next((sheet.standard for sheet in dossier.sheets if sheet.form == main), "")
    return rule.basis_for(kind, scored or next((sheet.standard for sheet in dossier.sheets), ""))


def _order(finding: Finding) -> tuple[int, int, list[int], str]:
    main = _main(finding)
    return finding.severity.rank, main.form, [int(n) for n in _ADDRESS.findall(main.cell)], finding.rule


def _relation_hits(rule: Rule, dossier: Dossier) -> list[Hit]:
    relation = rule.relation
    if relation is None:
        return []
    if rule.applies == (PACKAGE,):
        return _hits_from(rule, relation, dossier, None)
    return [
        hit
        for index, form in enumerate(dossier.package.forms)
        if form.kind in rule.applies
        for hit in _hits_from(rule, relation, dossier, (index, form))
    ]


def _hits_from(rule: Rule, relation: RelationCard, dossier: Dossier, form: Place | None) -> list[Hit]:
    hits: list[Hit] = []
    elements = _elements(relation.each, dossier, form)
    if not elements:
        return hits
    check, scope = RELATIONS[rule.check].relation, Scope(dossier, form)
    for column in relation.columns:
        own = column.own
        for element in elements:
            # This runs for every row of every form.
            cells = (
                {name: (cast("Leaf", get(element[1])),) for name, get in own}
                if own
                else {name: scope.cells(fields, element) for name, fields in column.fields}
            )
            words = check(cells, relation.terms)
            if words is not None:
                found = [scope.places(fields, element) for _, fields in column.fields]
                extra = words_of({name: scope.cells(fields, element) for name, fields in column.shown})
                said = words_of(cells) | words | extra | {"column": column.shown_as}
                hits.append(Hit(said, _evidence(found)))
    return hits


def _elements(each: Path | None, dossier: Dossier, form: Place | None) -> Sequence[Place]:
    """Return what a relation is about: the elements under its path, or the form or package itself."""
    start = form or (-1, dossier.package)
    if each is None:
        return (start,)
    key = each.text, start[0]
    if key not in dossier.walked:
        found = each.from_form(form) if form else each.from_package(dossier.package)
        dossier.walked[key] = found
    return dossier.walked[key]


class Scope(NamedTuple):
    """Where the paths of a comparison start, beside the element it is about: a form, or the package."""

    dossier: Dossier
    form: Place | None

    def cells(self, fields: tuple[Field, ...], element: Place) -> list[Leaf]:
        """Return the cells of a field, free of addresses."""
        found: list[object] = []
        for field in fields:
            if field.get is not None:
                found.append(field.get(element[1]))
            elif field.inner is not None:
                found += reach(element[1], field.inner)
            elif self.form is not None:
                found += self._from_form(self.form, field.path)
            else:
                found += [part for _, part in field.path.from_package(self.dossier.package)]
        # Rules are refused at load where a path ends in anything but a cell.
        return cast("list[Leaf]", found)

    def places(self, fields: tuple[Field, ...], element: Place) -> list[Place]:
        """Return the cells of a field with their forms."""
        found: list[Place] = []
        for field in fields:
            if field.inner is not None:
                found += walk(element, field.inner)
            elif self.form is not None:
                found += field.path.from_form(self.form)
            else:
                found += field.path.from_package(self.dossier.package)
        return found

    def _from_form(self, form: Place, path: Path) -> list[object]:
        """Return what a path leads to from a form: a dozen rules ask for the same few amounts."""
        key, reached = (path.text, form[0]), self.dossier.reached
        if key not in reached:
            reached[key] = reach(form[1], path.steps)
        return reached[key]


def _evidence(found: list[list[Place]]) -> tuple[Evidence, ...]:
    places = [
        Evidence(form, cell.at, cell.text)
        for places in found
        for form, cell in cast("list[tuple[int, Leaf]]", places)
        if cell.at
    ]
    # Figures out of one sentence share its address: the first stands for all.
    return tuple({(place.form, place.cell): place for place in reversed(places)}.values())[::-1]
