"""Stage 6: package + score sheets → findings. Rules are cards in ``rules/``."""

from jiheng.audit._cases import run_case
from jiheng.audit._comparison import Comparison, compare
from jiheng.audit._engine import audit_package
from jiheng.audit._fixes import Computed, FixCard, FixNotPossible, apply_fix
from jiheng.audit._rules import Rule, RuleCase, all_rules
from jiheng.audit._settings import (
    DEFAULT_PROFILE,
    SETTINGS_NAMES,
    Profile,
    RuleSetting,
    Settings,
    all_profiles,
    read_settings,
)
from jiheng.audit._traces import METRICS, Trace, trace_of
from jiheng.audit._types import Audit, Elsewhere, Evidence, Finding, Fix, Severity, SwitchedOff
from jiheng.audit._years import fiscal_year

__all__ = [
    "DEFAULT_PROFILE",
    "METRICS",
    "SETTINGS_NAMES",
    "Audit",
    "Comparison",
    "Computed",
    "Elsewhere",
    "Evidence",
    "Finding",
    "Fix",
    "FixCard",
    "FixNotPossible",
    "Profile",
    "Rule",
    "RuleCase",
    "RuleSetting",
    "Settings",
    "Severity",
    "SwitchedOff",
    "Trace",
    "all_profiles",
    "all_rules",
    "apply_fix",
    "audit_package",
    "compare",
    "fiscal_year",
    "read_settings",
    "run_case",
    "trace_of",
]
