"""Rules that hold a report's text against itself: one thing twice, lists counted, numbers of headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations

from jiheng.audit._amounts import equal_slack, plain
from jiheng.audit._dossier import Dossier, Hit, Params, Scored
from jiheng.audit._texts import texts_of
from jiheng.audit._types import Evidence
from jiheng.audit.functions._readings import listed
from jiheng.audit.prose import (
    Kind,
    Quantity,
    Thing,
    enumerations_of,
    number_slips,
    one_of,
    read_quantities,
    sentences_of,
    thing_of,
)
from jiheng.values import Printed

_KINDS = frozenset({Kind.COUNT, Kind.RATE})
_WITH_ACTION, _ALONE = 3, 4
_MOST = 20


def same_thing_two_figures(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """One thing in one text with two figures: 受理许可8件 here, 受理、办结许可9件 there."""
    for entry in dossier.scored:
        for said in _by_thing(entry).values():
            if len({quantity.number for quantity, _, _ in said}) > 1:
                exact = [one for one in said if one[0].is_exact and not one[0].part]
                pair = next((pair for pair in combinations(exact[:_MOST], 2) if _contradict(*pair)), None)
                if pair:
                    yield _two_figures(entry.index, *pair)


Key = tuple[str, Kind, str]
Said = tuple[Quantity, Thing, Printed]


def _by_thing(entry: Scored) -> dict[Key, list[Said]]:
    """Return the figures of a text by what they measure and when."""
    found: dict[Key, list[Said]] = {}
    for place in texts_of(entry.form):
        for quantity in read_quantities(place.text, place.at):
            if quantity.kind not in _KINDS:
                continue
            thing = thing_of(quantity.what)
            if len(thing.of) >= (_WITH_ACTION if thing.actions else _ALONE):
                period = "" if quantity.period == str(entry.form.fiscal_year) else quantity.period
                period += "累计" if quantity.cumulative else ""
                found.setdefault((thing.of, quantity.kind, period), []).append((quantity, thing, place))
    return found


def _sentence(place: Printed, quantity: Quantity) -> str:
    return sentences_of(place.text)[quantity.sentence]


def _contradict(left: Said, right: Said) -> bool:
    one, other = left[0], right[0]
    if (
        one.unit != other.unit
        or one.number == other.number
        or (one.at, one.sentence) == (other.at, other.sentence)
    ):
        return False
    if abs(one.number - other.number) <= equal_slack(one.number, other.number):
        return False
    if left[1].actions.isdisjoint(right[1].actions) and (left[1].actions or right[1].actions):
        return False
    # What two places did are two things.
    return _place_of(left) == _place_of(right)


def _place_of(said: Said) -> str:
    found = _place().search(_sentence(said[2], said[0]))
    return found[0] if found else ""


@cache
def _place() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{2,6}}?{one_of('places')}")


def _two_figures(form: int, left: Said, right: Said) -> Hit:
    one, other = left[0], right[0]
    said = [f"“{q.what}{q.text}”" for q in (one, other)]
    words = {"left": said[0], "right": said[1], "difference": plain(abs(one.number - other.number))}
    return Hit(words, (Evidence(form, one.at, one.text), *_other(form, one, other)))


def _other(form: int, one: Quantity, other: Quantity) -> tuple[Evidence, ...]:
    return (Evidence(form, other.at, other.text),) if other.at != one.at else ()


def enumeration_miscounted(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A count in the text and a list with another number of items."""
    for entry in dossier.scored:
        paragraphs = [paragraph for section in entry.form.narrative for paragraph in section.paragraphs]
        for found in enumerations_of(paragraphs):
            counted = found.counted
            what = "" if found.named[-1].endswith(counted.what) else counted.what
            words = {
                "counted": f"{what}{counted.text}{counted.after}",
                "count": str(len(found.named)),
                "names": listed(list(found.named)),
            }
            yield Hit(words, (Evidence(entry.index, counted.at, counted.text),))


def heading_numbers(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A heading's number that stands twice or leaves one out."""
    for entry in dossier.scored:
        places = chain.from_iterable((part.heading, *part.paragraphs) for part in entry.form.narrative)
        unique = {place.at: place for place in places if place.at}
        for found in number_slips(unique.values()):
            words = {"slip": found.slip.value, "mark": found.mark, "before": _start(found.before)}
            at = tuple(Evidence(entry.index, p.at, _start(p)) for p in (found.place, found.before))
            yield Hit({**words, "place": _start(found.place)}, at)


_SHOWN = 16


def _start(place: Printed) -> str:
    return place.text if len(place.text) <= _SHOWN else f"{place.text[:_SHOWN]}…"
