"""Stage 6: package + score sheets → findings. Rules are cards in ``rules/``."""

from jiheng.audit._types import Audit, Evidence, Finding, Severity

__all__ = ["Audit", "Evidence", "Finding", "Severity"]
