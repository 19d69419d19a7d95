"""Many packages of one call held against each other → findings that belong to no single one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.audit._peers import medians
from jiheng.audit._rules import Rule, all_rules
from jiheng.audit._settings import Settings
from jiheng.audit._traces import Trace
from jiheng.audit._types import Finding


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing packages gave."""

    traces: tuple[Trace, ...]
    """One per package, in the order of the call."""
    medians: dict[str, Decimal | None]
    """The middle of each share over all packages; None where no package has it."""
    findings: tuple[Finding, ...]
    """Their places are all ``elsewhere``: none of the packages is the finding's own."""


def compare(traces: Sequence[Trace], settings: Settings | None = None) -> Comparison:
    """Hold packages against each other.

    Args:
        traces: What each package left behind, ``trace_of``.
        settings: The profile and the project's settings; the reviewer's profile by default.

    Returns:
        The traces with their medians, and findings, worst first.
    """
    rules = (settings or Settings()).apply(all_rules())
    found = [finding for rule in rules for finding in findings_among(rule, traces)]
    found.sort(key=lambda finding: (finding.severity.rank, finding.rule))
    return Comparison(tuple(traces), medians(traces), tuple(found))


def findings_among(rule: Rule, traces: Sequence[Trace]) -> Iterator[Finding]:
    """Return what one rule finds among packages."""
    for hit in rule.among(traces, rule.params) if rule.among else ():
        yield Finding(
            rule=rule.code,
            severity=rule.severity,
            title=rule.title,
            message=rule.message.format_map(hit.figures),
            basis=rule.basis,
            remedy=rule.remedy,
            at=(),
            elsewhere=hit.elsewhere,
        )
