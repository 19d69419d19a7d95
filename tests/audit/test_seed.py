"""The real package: how often each rule speaks. Every finding was read against the printed text by hand."""

import re
from collections import Counter
from pathlib import Path

import pytest

import jiheng
from jiheng.audit import Audit, Severity

BY_HAND = {
    "COM-002": 1,
    "COM-003": 1,
    "FUN-004": 1,
    "FUN-006": 1,
    "FUN-007": 1,
    "FUN-010": 1,
    "FUN-011": 1,
    "FUN-018": 1,
    "IND-001": 2,
    "IND-002": 1,
    "IND-004": 1,
    "IND-005": 1,
    "IND-006": 1,
    "IND-007": 1,
    "IND-008": 1,
    "IND-009": 1,
    "IND-010": 2,
    "IND-011": 1,
    "IND-012": 1,
    "IND-013": 3,
    "IND-017": 1,
    "IND-018": 1,
    "IND-019": 1,
    "NAM-001": 1,
    "NAM-002": 1,
    "NAM-003": 1,
    "NAM-004": 1,
    "NAM-005": 2,
    "NAM-006": 1,
    "REU-001": 1,
    "REU-007": 1,
    "RSN-002": 1,
    "RSN-003": 1,
    "RSN-004": 10,
    "RSN-005": 3,
    "RSN-006": 1,
    "SCO-003": 2,
    "SCO-005": 1,
    "SCO-010": 1,
    "SCO-011": 1,
    "TIM-002": 1,
    "TIM-005": 1,
    "TXT-007": 1,
    "TXT-013": 1,
    "TXT-014": 1,
    "TXT-017": 2,
    "TXT-018": 1,
    "TXT-022": 1,
    "XTB-004": 1,
    "XTB-005": 3,
    "XTB-008": 1,
    "XTB-010": 1,
    "XTB-011": 1,
    "XTB-012": 1,
}


@pytest.fixture(scope="module")
def audit(seed: Path) -> Audit:
    return jiheng.audit(jiheng.read(seed / "department-2024.docx"))


def test_each_rule_speaks_as_often_as_a_reviewer_would(audit: Audit) -> None:
    assert Counter(finding.rule for finding in audit.findings) == BY_HAND


def test_a_reviewer_can_hold_the_list(audit: Audit) -> None:
    assert len(audit.findings) <= 100


def test_the_four_errors(audit: Audit) -> None:
    errors = [finding.rule for finding in audit.findings if finding.severity is Severity.ERROR]
    assert errors == ["FUN-004", "TIM-002", "SCO-003", "SCO-003"]


def test_worst_first_then_by_form_and_address(audit: Audit) -> None:
    order = [
        (f.severity.rank, f.at[0].form, [int(n) for n in re.findall(r"\d+", f.at[0].cell)])
        for f in audit.findings
    ]
    assert order == sorted(order)


def test_one_rule_reports_one_cell_once(audit: Audit) -> None:
    mains = [(f.rule, f.at[0].form, f.at[0].cell) for f in audit.findings]
    assert len(mains) == len(set(mains))
    for finding in audit.findings:
        cells = [(place.form, place.cell) for place in finding.at]
        assert len(cells) == len(set(cells)), finding.rule
