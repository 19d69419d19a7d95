"""Filters for the pages of the route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django import template

from jiheng_web.accounts.models import Role
from jiheng_web.approvals.models import Step
from jiheng_web.approvals.route import Transition, step_named
from jiheng_web.filings.models import Filing

register = template.Library()
_Value = TypeVar("_Value")
_BACK = frozenset({"send_back", "withdraw", "reopen", "unpublish"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as a timeline prints it."""

    step: Step
    title: str
    role: str
    is_back: bool
    is_void: bool
    """Whether it approved contents that are no longer the filing's."""


@register.filter
def steps_taken(filing: Filing) -> list[Taken]:
    """Return the steps of a filing, the first one first; one query."""
    return [
        Taken(
            step,
            known.title if known else step.act,
            Role(step.role).label,
            step.act in _BACK,
            bool(known and known.is_approval) and step.content_hash != filing.content_hash,
        )
        for step in filing.steps.select_related("by", "revision").defer("revision__content").order_by("pk")
        for known in (step_named(step.act, step.from_state),)
    ]


@register.filter
def at(values: Mapping[str, _Value], key: str) -> _Value | None:
    """Return what a mapping holds for a key; None where nothing."""
    return values.get(key)


@register.filter
def dialog_id(step: Transition) -> str:
    """Return the id of the dialog that asks before a step."""
    return f"move-{step.act.replace('_', '-')}"
