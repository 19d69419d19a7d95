"""What of a package is nobody's business, put out of sight: telephones, identity numbers, accounts, names.

Takes a ``Package``; gives it masked, with a list of what was masked. What is not part of a form (unread
cells, remarks of the reading, the files' own text) is left out, as nobody has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar, cast

from jiheng.render.publish._names import NAMED, is_name, masked_name, names_in, pattern_of
from jiheng.reports import Package
from jiheng.values import AchievedText, Figure, TargetText

_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class Masking:
    """One particular that was masked."""

    form: int
    """Index into the package's forms; -1 where it concerns none."""
    at: str
    """The address; "" where the text has none of its own."""
    kind: str
    before: str
    after: str


_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(?P<it>[1-9]\d{5} ?(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx])"
    r"(?![0-9A-Za-z])"
)
_PHONE = re.compile(
    r"(?<![\d.])(?P<it>(?:\+?86[- ]?)?1[3-9]\d(?:\d{8}|[- ]\d{4}[- ]\d{4})"
    r"|[(（]?0\d{2,3}[)）]?[-－— ]?[1-9]\d{6,7})(?!\d|\.\d)"
    r"|(?:电话|手机|传真|联系方式)(?:号码)?\s*[：:]?\s*(?P<other>\d{3,4}[- ]?\d{4})(?!\d)"
)
_ACCOUNT = re.compile(
    r"(?:[账帐]号|[账帐]户|卡号|开户)[^\d\n]{0,30}(?P<it>\d(?:[ -]?\d){7,24})(?!\d)"
    r"|(?<![\d.])(?P<other>62\d{2}(?: ?\d{4}){3}(?: ?\d{1,3})?)(?![\d.])"
)
_FIGURE = re.compile(r"\s*[≥≤＝=><＞＜±+-]?\s*\d[\d,.]*\s*(?:[%％‰]|[一-\u9fff/㎡]{0,6})\s*$")
"""What indicators are measured by: a sign, a number, a unit."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_UNSEEN = frozenset({"unread", "problems", "failures", "blocks"})
"""Fields that hold what was not understood, or the original's own text."""
_WORDS = frozenset({"text", "name", "why", "title", "source"})
"""Fields of plain text in which a particular may stand."""


def mask_package(package: Package) -> tuple[Package, tuple[Masking, ...]]:
    """Return a package fit to be made public, and every masking in reading order.

    A name that stands behind a role somewhere, as in the filing line, is masked in every text.
    """
    known = pattern_of(names_in(_texts(package)))
    found: list[Masking] = []
    forms = tuple(_masked(form, _Place(index, known), found) for index, form in enumerate(package.forms))
    rest = _masked(replace(package, forms=()), _Place(-1, known), found)
    return replace(rest, forms=forms), tuple(dict.fromkeys(found))


def mask_text(
    text: str, known: re.Pattern[str] | None = None
) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Return a text with its particulars masked, and each as (kind, before, after).

    Args:
        text: The text.
        known: What finds names known from elsewhere, as ``pattern_of`` gives it.
    """
    found: list[tuple[str, str, str]] = []
    elsewhere = (_Kind("姓名", known, is_name, masked_name),) if known else ()
    for kind, pattern, is_one, mask in (*_KINDS, *elsewhere):

        def put(
            match: re.Match[str],
            kind: str = kind,
            is_one: Callable[[str], bool] = is_one,
            mask: Callable[[str], str] = mask,
        ) -> str:
            group = "it" if match["it"] is not None else "other"
            before = match[group]
            if not is_one(before):
                return match[0]
            after = mask(before)
            found.append((kind, before, after))
            start = match.start(group) - match.start()
            return match[0][:start] + after + match[0][start + len(before) :]

        text = pattern.sub(put, text)
    return text, tuple(found)


def is_identity(number: str) -> bool:
    """Whether eighteen characters are an identity number: the last one is the check of the others."""
    bare = number.replace(" ", "")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, bare, strict=False))
    return _CHECKS[total % 11] == bare[-1].upper()


def _stars(text: str, first: int = 0, last: int = 0) -> str:
    """Return a number with stars for its digits but for some at its ends."""
    places = [i for i, character in enumerate(text) if character.isalnum()]
    kept = {*places[:first], *(places[-last:] if last else ())}
    return "".join("*" if i in places and i not in kept else c for i, c in enumerate(text))


class _Kind(NamedTuple):
    """One kind of particular: what finds it, whether a find is one, and how it is masked."""

    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]
    mask: Callable[[str], str]


_KINDS: Final = (
    _Kind("身份证号", _IDENTITY, is_identity, lambda text: _stars(text, first=3)),
    _Kind("银行账号", _ACCOUNT, lambda _text: True, lambda text: _stars(text, last=4)),
    _Kind("电话", _PHONE, lambda _text: True, lambda text: _stars(text, first=3)),
    _Kind("姓名", NAMED, is_name, masked_name),
)
"""What is masked, the most certain first: an identity number is no account."""


class _Place(NamedTuple):
    """Where masking is: the form, what finds names known from elsewhere, and the address."""

    form: int
    known: re.Pattern[str] | None
    at: str = ""


def _masked(value: _Record, place: _Place, found: list[Masking]) -> _Record:
    """Return a record with every text in it masked."""
    if isinstance(value, tuple):
        return cast("_Record", tuple(_masked(one, place, found) for one in value))
    if not is_dataclass(value) or isinstance(value, type) or _is_figure(value):
        return value
    own = place._replace(at=getattr(value, "at", place.at))
    changes = {one.name: _field(one.name, getattr(value, one.name), own, found) for one in fields(value)}
    return cast("_Record", replace(value, **changes))


def _is_figure(value: object) -> bool:
    """Whether a record is an amount, however long, or an indicator's value that begins with a figure."""
    if isinstance(value, Figure):
        return isinstance(value.number, Decimal)
    return isinstance(value, TargetText | AchievedText) and _FIGURE.match(value.text) is not None


def _texts(value: object) -> Iterator[str]:
    """Yield every text that masking looks at."""
    if isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value) and not isinstance(value, type) and not _is_figure(value):
        for one in fields(value):
            held = getattr(value, one.name)
            if isinstance(held, str):
                yield from (held,) if one.name in _WORDS else ()
            elif one.name not in _UNSEEN:
                yield from _texts(held)


def _field(name: str, held: object, place: _Place, found: list[Masking]) -> object:
    if name in _UNSEEN:
        return ()
    if isinstance(held, Mapping):
        return {}
    if isinstance(held, str):
        return _noted(held, place, found) if name in _WORDS else held
    return _masked(held, place, found)


def _noted(text: str, place: _Place, found: list[Masking]) -> str:
    masked, told = mask_text(text, place.known)
    if place.at or place.form < 0:  # a text without a place repeats those of its parts
        found += [Masking(place.form, place.at, *one) for one in told]
    return masked
