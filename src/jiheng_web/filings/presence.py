"""Who else has a form open. Derived from pages that ask, kept for seconds: no act, no line in the journal."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jiheng_web.accounts.models import Person
from jiheng_web.filings.models import FilledForm, Presence
from jiheng_web.writing import writing

_RENEWED_EVERY = dt.timedelta(seconds=15)
"""Pages ask every few seconds; only so often is it written."""
_GONE_AFTER = dt.timedelta(seconds=35)


def note_presence(form: FilledForm, person: Person) -> None:
    """Note that a person has a form open."""
    now = timezone.now()
    noted = Presence.objects.filter(form=form, person=person).values_list("seen_at", flat=True).first()
    if noted is not None and dt.timedelta(0) <= now - noted < _RENEWED_EVERY:
        return
    with writing():
        Presence.objects.update_or_create(form=form, person=person, defaults={"seen_at": now})


def others_at(form: FilledForm, person: Person) -> tuple[str, ...]:
    """Return the names of the others who have a form open now."""
    here = form.presences.filter(seen_at__gt=timezone.now() - _GONE_AFTER).exclude(person=person)
    return tuple(here.order_by("pk").values_list("person__full_name", flat=True))
