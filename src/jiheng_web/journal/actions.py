"""Writing the journal. Called by every action, inside its transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils import timezone

from jiheng_web.journal.chain import Record, moment
from jiheng_web.journal.models import ChainEnd, Entry
from jiheng_web.writing import writing

Detail = str | int | bool | None | list[str] | list[int]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, from where. ``person`` is None for the system itself."""

    person: int | None
    name: str
    role: str
    address: str


SYSTEM = Actor(None, "系统", "", "")


def record(  # noqa: PLR0913 - one entry, all of it by name
    actor: Actor,
    act: str,
    subject: tuple[str, str | int],
    words: str,
    *,
    body: int | None = None,
    details: Mapping[str, Detail] | None = None,
    result: str = "done",
) -> Entry:
    """Append one entry; must run inside the transaction of the act it tells.

    Args:
        actor: Who acted.
        act: A short English name of the act (``approve``).
        subject: Kind and number of what was acted on.
        words: The act in a sentence for the reader of the journal; no personal data, no contents.
        body: The body concerned, so that its auditors find the entry.
        details: Figures that prove the act, such as the hash that was approved.
        result: ``done``, or ``refused``.
    """
    end = ChainEnd.objects.select_for_update().get(pk=1)
    at = timezone.now()
    line = Record(
        number=end.number + 1,
        at=moment(at),
        person=actor.person,
        person_name=actor.name,
        role=actor.role,
        address=actor.address,
        act=act,
        subject=subject[0],
        subject_id=str(subject[1]),
        body=body,
        result=result,
        words=words[:300],
        details=json.dumps(details or {}, ensure_ascii=False, sort_keys=True),
    )
    digest = line.digest(end.digest)
    entry = Entry(**{**asdict(line), "at": at}, previous=end.digest, digest=digest)
    entry.save(force_insert=True)
    ChainEnd.objects.filter(pk=1).update(number=line.number, digest=digest)
    return entry


def note(actor: Actor, act: str, words: str, *, details: Mapping[str, Detail] | None = None) -> None:
    """Append an entry on the journal itself, in a transaction of its own."""
    with writing():
        record(actor, act, ("journal", ""), words, details=details)
