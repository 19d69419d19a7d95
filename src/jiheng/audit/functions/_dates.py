"""Rules on deadlines, days of completion, fiscal years and the day of filing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from jiheng.audit._dossier import Dossier, Hit, Params, Scored, evidence
from jiheng.values import DeadlineTarget, Happened

_YEAR = re.compile(r"(20\d\d)年")
_LONG = 60


def deadline_outside_year(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A deadline in another year than the one evaluated."""
    for entry in dossier.scored:
        year, filed = entry.form.fiscal_year, _filed(dossier, entry)
        for row in entry.rows:
            target = row.indicator.target.reading
            if year is None or not isinstance(target, DeadlineTarget) or target.by.year in {None, year}:
                continue
            if filed is None or target.by.latest(year) <= filed:
                yield row.hit({"year": str(year)}, row.indicator.target, row.indicator.name)


def deadline_after_filing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A deadline that had not come when the form was filed."""
    for entry in dossier.scored:
        filed = _filed(dossier, entry)
        for row in entry.rows:
            target = row.indicator.target.reading
            if filed is None or not isinstance(target, DeadlineTarget) or target.by.year is None:
                continue
            if target.by.earliest(target.by.year) > filed:
                words = {"filed": filed.isoformat(), "year": str(entry.form.fiscal_year or "")}
                yield row.hit(words, row.indicator.target, row.indicator.achieved, row.indicator.name)


def done_after_filing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A day of completion later than the day of filing."""
    for entry in dossier.scored:
        filed = _filed(dossier, entry)
        for row in entry.rows:
            done = row.indicator.achieved.reading
            if filed is None or not isinstance(done, Happened) or done.date.year is None:
                continue
            if done.date.earliest(done.date.year) > filed:
                yield row.hit({"filed": filed.isoformat()}, row.indicator.achieved)


def result_of_another_year(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """What was achieved is told of earlier years only."""
    for entry in dossier.scored:
        year = entry.form.fiscal_year
        for objective in entry.form.objectives:
            text = objective.achieved.text
            years = {int(found) for found in _YEAR.findall(text)}
            if year is not None and years and max(years) < year:
                shown = "、".join(str(y) for y in sorted(years))
                words = {"years": shown, "year": str(year), "text": _shortened(text)}
                yield Hit(words, evidence(entry.index, objective.achieved))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def fiscal_years_differ(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Forms of one package that speak of different years."""
    audited = dossier.package.audited()
    years = {form.fiscal_year for _, form in audited} - {None}
    if len(years) > 1:
        forms = [(i, form) for i, form in audited if form.fiscal_year]
        yield Hit(
            {"years": "、".join(str(year) for year in sorted(filter(None, years)))},
            tuple(place for i, form in forms for place in evidence(i, form.title)),
        )


def _filed(dossier: Dossier, entry: Scored) -> dt.date | None:
    """Return the form's own day of filing, else the latest one printed in the package."""
    days = [form.filing_date for _, form in dossier.package.audited() if form.filing_date]
    return entry.form.filing_date or max(days, default=None)
