"""Rules on what indicators are called and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jiheng.audit._dossier import Cell, Dossier, Hit, Params, Row, evidence
from jiheng.audit.functions._readings import listed, name_of, per_form
from jiheng.values import squeeze

_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?(?:前|底|底前)?|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]|“[^”]*”")
_SENTENCE = re.compile(r"[，。；！]")
_LIST_WORD = "*"
_FEWEST = 4
_SHARE = 3


def name_is_date(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A date where the indicator's name should stand."""
    for row in dossier.rows:
        if _DATE.fullmatch(row.name):
            yield row.hit({}, row.indicator.name, row.indicator.target)


def name_is_sentence(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A sentence or slogan where the indicator's name should stand."""

    def pick(row: Row) -> Cell | None:
        plain = _BRACKETS.sub("", row.indicator.name.text)
        return row.indicator.name if _SENTENCE.search(plain) else None

    return per_form(dossier, pick, name_of)


def name_repeats(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A name that is only its second level's, or its own target."""

    def pick(row: Row) -> Cell | None:
        same = row.name in {row.second, squeeze(row.indicator.target.text)}
        return row.indicator.name if same else None

    return per_form(dossier, pick, name_of)


def wrong_subcategory(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A name that by its own words belongs under another second level."""

    def pick(row: Row) -> Cell | None:
        words = params.values.get(row.second)
        if words is None:
            return None
        ends = tuple(word for word in words if not word.startswith(_LIST_WORD))
        holds = [word[1:] for word in words if word.startswith(_LIST_WORD)]
        wrong = row.name.endswith(ends) or any(word in row.name for word in holds)
        return row.indicator.name if wrong else None

    return per_form(dossier, pick, lambda row: f"{row.indicator.subcategory.text}：{name_of(row)}")


def missing_subcategory(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A second level that nearly all other project tables of the package print, and this one does not."""
    projects = dossier.projects
    if len(projects) < _FEWEST:
        return
    group_by_name = {
        squeeze(row.subcategory.text): row.category.text
        for entry in projects
        for row in entry.form.indicators
    }
    printed = [{squeeze(row.subcategory.text) for row in entry.form.indicators} - {""} for entry in projects]
    often = Counter(name for names in printed for name in names)
    usual = {name for name, times in often.items() if (len(projects) - times) * _SHARE <= times}
    for entry, names in zip(projects, printed, strict=True):
        absent = sorted(usual - names)
        if names and absent:
            groups = {group_by_name[name] for name in absent}
            cells = [row.category for row in entry.form.indicators if row.category.text in groups]
            places = dict.fromkeys(evidence(entry.index, entry.form.name, *cells))
            yield Hit({"names": listed(absent)}, tuple(places))
