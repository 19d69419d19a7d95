"""Stage 6: package + score sheets → findings. Rules are cards in ``rules/``."""

from jiheng.audit._cases import run_case
from jiheng.audit._comparison import Comparison, compare
from jiheng.audit._engine import audit_package
from jiheng.audit._rules import Rule, RuleCase, all_rules
from jiheng.audit._traces import METRICS, Trace, trace_of
from jiheng.audit._types import Audit, Elsewhere, Evidence, Finding, Severity
from jiheng.audit._years import fiscal_year

__all__ = [
    "METRICS",
    "Audit",
    "Comparison",
    "Elsewhere",
    "Evidence",
    "Finding",
    "Rule",
    "RuleCase",
    "Severity",
    "Trace",
    "all_rules",
    "audit_package",
    "compare",
    "fiscal_year",
    "run_case",
    "trace_of",
]
