"""Stage 6: package + score sheets → findings. Rules are cards in ``rules/``."""

from jiheng.audit._cases import run_case
from jiheng.audit._engine import audit_package
from jiheng.audit._rules import Rule, RuleCase, all_rules
from jiheng.audit._types import Audit, Evidence, Finding, Severity

__all__ = [
    "Audit",
    "Evidence",
    "Finding",
    "Rule",
    "RuleCase",
    "Severity",
    "all_rules",
    "audit_package",
    "run_case",
]
