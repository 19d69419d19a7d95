"""Every finding on the real package is judged by reading, and the page that says so is not stale."""

from collections import Counter
from pathlib import Path

import pytest

import jiheng
from jiheng.audit import Audit, Severity
from tests.audit.judgements import (
    MARK,
    PAGE,
    Judgements,
    Verdict,
    causes,
    judged,
    key_of,
    part_of_page,
    read_judgements,
)

FEWEST_CAUSES = 40
MOST_FALSE = 20
"""At most one finding in twenty."""
MOST_FINDINGS = 100
"""A list that a reviewer can hold."""


@pytest.fixture(scope="module")
def audit(seed: Path) -> Audit:
    return jiheng.audit(jiheng.read(seed / "department-2024.docx"))


@pytest.fixture(scope="module")
def judgements() -> Judgements:
    return read_judgements()


def test_no_finding_is_judged_twice(judgements: Judgements) -> None:
    keys = Counter((judgement.rule, judgement.at) for judgement in judgements.findings)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_judgement_has_a_reason_and_a_cause(judgements: Judgements) -> None:
    assert [
        entry for entry in judgements.findings if not (entry.reason.strip() and entry.cause.strip())
    ] == []


def test_every_finding_is_judged_and_nothing_else(audit: Audit, judgements: Judgements) -> None:
    found = {key_of(finding) for finding in audit.findings}
    known = {(judgement.rule, judgement.at) for judgement in judgements.findings}
    assert (sorted(found - known), sorted(known - found)) == ([], [])


def test_no_error_is_false_or_doubtful(audit: Audit, judgements: Judgements) -> None:
    errors = [e for e in judged(audit, judgements) if e.finding.severity is Severity.ERROR]
    assert {entry.judgement.judgement for entry in errors} == {Verdict.RIGHT}


def test_at_most_one_in_twenty_is_false(audit: Audit, judgements: Judgements) -> None:
    entries = judged(audit, judgements)
    wrong = [entry for entry in entries if entry.judgement.judgement is not Verdict.RIGHT]
    assert MOST_FALSE * len(wrong) <= len(entries)


def test_the_list_can_be_held(audit: Audit) -> None:
    assert len(audit.findings) <= MOST_FINDINGS


def test_errors_and_warnings_name_forty_causes(audit: Audit, judgements: Judgements) -> None:
    assert len(causes(judged(audit, judgements), Severity.ERROR, Severity.WARNING)) >= FEWEST_CAUSES


def test_the_page_is_not_stale(audit: Audit, judgements: Judgements) -> None:
    assert PAGE.read_text(encoding="utf-8").partition(MARK)[2] == part_of_page(audit, judgements)
