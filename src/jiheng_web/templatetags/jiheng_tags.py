"""Filters that all templates have."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def mark(value: Decimal | None) -> str:
    """Return a score without zeros at its end: ``95.2``, ``100``; a dash where there is none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def wan(value: Decimal | None) -> str:
    """Return an amount in 万元 with two places and thousands; a dash where there is none."""
    return "—" if value is None else f"{value:,.2f}"
