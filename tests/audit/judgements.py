"""The findings on the real package beside the judgements by reading it, as part of a page.

    python -m tests.audit.judgements --write

The judgements are data, ``judgements.yaml``; that part is made from them and from a fresh audit. A finding
without a judgement, or a judgement without a finding, is refused.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

import jiheng
from jiheng.audit import Audit, Finding, Severity
from jiheng.reports import FormKind, SelfEvaluation

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT.parent / "shared" / "seed" / "department-2024.docx"
PAGE = ROOT / "docs" / "explanation" / "findings-on-real-packages.md"
_CARDS = Path(__file__).with_name("judgements.yaml")
_HEADINGS = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Infos"}
MARK = "<!-- judged -->\n"
"""What stands before it on the page is another test's."""
_HEAD = """
## A whole package

One package was read by hand beside its findings: a base-data table, a department's table and nineteen
projects with their reports, published for the fiscal year 2024. Each finding of the default profile has a
judgement:

- **right**: what it says is so, and a reviewer would say it;
- **doubtful**: the figures are as it says, but it can be read so that nothing is wrong;
- **false**: what it says is not so.

A *cause* is what one correction would settle; several findings may point at one. The rules know nothing of
this package: their cases come from elsewhere, and in consistent packages each figure is moved to see them
speak. One package is one sample all the same: how often the rules are right elsewhere is not measured here.

This part is made from [the judgements](../../tests/audit/judgements.yaml) and a fresh audit by
`python -m tests.audit.judgements --write`; a test fails where a finding has no judgement, or this is stale.
"""
_LEFT_OUT = """\
### Not found

The same reader looked for mistakes that no finding points at. What a rule could say of them in general is
named where there is one.
"""


class Verdict(StrEnum):
    """What reading the package says of a finding."""

    RIGHT = "right"
    DOUBTFUL = "doubtful"
    FALSE = "false"


class Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One finding, named by its rule and main cell, judged."""

    rule: str
    at: str
    judgement: Verdict
    cause: str
    reason: str


class Miss(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mistake that no finding points at."""

    where: str
    what: str
    rule: str = ""
    """The rule that could find it in general."""


class Judgements(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    findings: tuple[Judgement, ...]
    not_found: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with its judgement."""

    finding: Finding
    judgement: Judgement


def read_judgements() -> Judgements:
    """Return the judgements."""
    return msgspec.yaml.decode(_CARDS.read_bytes(), type=Judgements)


def key_of(finding: Finding) -> tuple[str, str]:
    """Return what a finding is known by: its rule and main cell."""
    return finding.rule, finding.at[0].cell


def judged(audit: Audit, judgements: Judgements) -> list[Judged]:
    """Return every finding with its judgement.

    Raises:
        KeyError: A finding has none.
    """
    known = {(judgement.rule, judgement.at): judgement for judgement in judgements.findings}
    return [Judged(finding, known[key_of(finding)]) for finding in audit.findings]


def causes(entries: Sequence[Judged], *severities: Severity) -> frozenset[str]:
    """Return the distinct causes that right findings of some severities name."""
    return frozenset(
        entry.judgement.cause
        for entry in entries
        if entry.finding.severity in severities and entry.judgement.judgement is Verdict.RIGHT
    )


def part_of_page(audit: Audit, judgements: Judgements) -> str:
    """Return what stands behind the mark."""
    entries = judged(audit, judgements)
    lines = [_HEAD, *_counts(entries)]
    for severity, heading in _HEADINGS.items():
        rows = [entry for entry in entries if entry.finding.severity is severity]
        lines += ["", f"### {heading}", "", *_table(audit, rows)]
    lines += ["", _LEFT_OUT, *_misses(judgements.not_found)]
    return "\n".join(lines) + "\n"


def _counts(entries: Sequence[Judged]) -> Iterator[str]:
    yield "| severity | findings | right | doubtful | false | distinct true causes |"
    yield "|---|---:|---:|---:|---:|---:|"
    groups: list[tuple[str, tuple[Severity, ...]]] = [(severity.value, (severity,)) for severity in Severity]
    groups += [("error and warning", (Severity.ERROR, Severity.WARNING)), ("all", tuple(Severity))]
    for name, severities in groups:
        rows = [entry for entry in entries if entry.finding.severity in severities]
        counted = Counter(entry.judgement.judgement for entry in rows)
        numbers = " | ".join(str(counted[verdict]) for verdict in Verdict)
        yield f"| {name} | {len(rows)} | {numbers} | {len(causes(entries, *severities))} |"


def _table(audit: Audit, rows: Sequence[Judged]) -> Iterator[str]:
    yield "| rule | where | judgement | reason | cause |"
    yield "|---|---|---|---|---|"
    for row in rows:
        finding, judgement = row.finding, row.judgement
        yield (
            f"| {finding.rule} {finding.title} | {_where(audit, finding)} | {judgement.judgement} "
            f"| {judgement.reason} | {judgement.cause} |"
        )


def _where(audit: Audit, finding: Finding) -> str:
    forms = list(dict.fromkeys(place.form for place in finding.at))
    more = f" and {len(forms) - 1} more" if len(forms) > 1 else ""
    return f"{_form_name(audit, forms[0])} `{finding.at[0].cell}`{more}"


def _form_name(audit: Audit, index: int) -> str:
    form = audit.package.forms[index]
    if isinstance(form, SelfEvaluation):
        return form.name.text if form.kind is FormKind.PROJECT else "部门整体支出绩效自评表"
    return "基础数据表"


def _misses(misses: Sequence[Miss]) -> Iterator[str]:
    yield "| where | what | a rule in general |"
    yield "|---|---|---|"
    for miss in misses:
        yield f"| {miss.where} | {miss.what} | {miss.rule} |"


def main() -> None:
    """Write the page, or print it."""
    text = part_of_page(jiheng.audit(jiheng.read(PACKAGE)), read_judgements())
    if "--write" in sys.argv:
        head, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(head + (mark or f"\n{MARK}") + text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
