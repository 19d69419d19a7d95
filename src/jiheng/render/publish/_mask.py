"""What of a package is nobody's business, put out of sight: telephones, identity numbers, accounts, names.

Takes a ``Package``; gives it masked, with a list of what was masked. What is not part of a form (unread
cells, remarks of the reading, the files' own text) is left out, as nobody has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import TypeVar, cast

from jiheng.reports import Package
from jiheng.values import Figure

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


_PEOPLE = r"填表人|填报人|制表人|经办人|联系人|审核人|复核人|负责人|联系人员|法定代表人"
_NAMED = re.compile(
    rf"(?:{_PEOPLE})(?:及电话|姓名|签字|签名|签章)?\s*(?:[（(][^（()）]{{0,6}}[）)])?\s*[：:]\s*"
    r"(?P<it>[一-\u9fff](?:[ \u3000]?[一-\u9fff·]){1,4}?)"
    r"(?=\s*(?:$|[\n，,。；;、/（(0-9+]|\s[^\n]|(?:填报|填表|联系|电话|手机|单位|日期|审核|签字|盖章|年)))"
)
_LABEL = re.compile(r"填报|填表|日期|联系|电话|单位|签字|盖章|审核|负责|时间|部门|意见")
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
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_UNSEEN = frozenset({"unread", "problems", "failures", "blocks"})
"""Fields that hold what was not understood, or the original's own text."""
_WORDS = frozenset({"text", "name", "why", "title", "source"})
"""Fields of plain text in which a particular may stand."""


def mask_package(package: Package) -> tuple[Package, tuple[Masking, ...]]:
    """Return a package fit to be made public, and every masking in reading order."""
    found: list[Masking] = []
    forms = tuple(_masked(form, index, found) for index, form in enumerate(package.forms))
    rest = _masked(replace(package, forms=()), -1, found)
    return replace(rest, forms=forms), tuple(dict.fromkeys(found))


def mask_text(text: str) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Return a text with its particulars masked, and each as (kind, before, after)."""
    found: list[tuple[str, str, str]] = []
    for kind, pattern, is_one, mask in _KINDS:

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


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool], Callable[[str], str]], ...] = (
    ("身份证号", _IDENTITY, is_identity, lambda text: _stars(text, first=3)),
    ("银行账号", _ACCOUNT, lambda _text: True, lambda text: _stars(text, last=4)),
    ("电话", _PHONE, lambda _text: True, lambda text: _stars(text, first=3)),
    (
        "姓名",
        re.compile(_NAMED.pattern + "(?P<other>)"),
        lambda text: _LABEL.search(text) is None,
        lambda text: text[0] + "*" * (len(text.replace(" ", "").replace("\u3000", "")) - 1),
    ),
)
"""What is masked, the most certain first: an identity number is no account."""


def _masked(value: _Record, form: int, found: list[Masking], at: str = "") -> _Record:
    """Return a record with every text in it masked."""
    if isinstance(value, tuple):
        return cast("_Record", tuple(_masked(one, form, found, at) for one in value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Figure) and isinstance(value.number, Decimal):
        return cast("_Record", value)  # an amount, however long it is
    own = getattr(value, "at", at)
    changes = {
        one.name: _field(one.name, getattr(value, one.name), form, found, own) for one in fields(value)
    }
    return cast("_Record", replace(value, **changes))


def _field(name: str, held: object, form: int, found: list[Masking], at: str) -> object:
    if name in _UNSEEN:
        return ()
    if isinstance(held, Mapping):
        return {}
    if isinstance(held, str):
        return _noted(held, form, found, at) if name in _WORDS else held
    return _masked(held, form, found, at)


def _noted(text: str, form: int, found: list[Masking], at: str) -> str:
    masked, told = mask_text(text)
    if at or form < 0:  # a text without a place repeats those of its parts
        found += [Masking(form, at, *one) for one in told]
    return masked
