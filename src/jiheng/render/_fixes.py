"""Safe fixes in words, wherever a finding is shown."""

from __future__ import annotations

from jiheng.audit import Fix
from jiheng.values import collapse


def fix_words(fix: Fix) -> str:
    """Return a fix as a person reads it: T3R5C7 由“100%”改为“10”：…; T9R1C2 由“…”改为“…”：…."""
    changes = (
        f"{each.at} 由{_quoted(each.old)}改为{_quoted(each.new)}：{each.why}" for each in (fix, *fix.along)
    )
    return "；".join(change.rstrip("。") for change in changes) + "。"


def _quoted(text: str) -> str:
    return f"“{collapse(text)}”" if text else "空白"
