"""Rules that hold the forms of one package against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from jiheng.audit._amounts import plain
from jiheng.audit._dossier import Dossier, Hit, Params, Row, evidence
from jiheng.audit._types import Evidence
from jiheng.audit.functions._readings import PERCENT, is_satisfaction, listed, numbers, same_unit
from jiheng.cards import read_card
from jiheng.reports import BaseData, FormKind, Match, MatchMethod, SelfEvaluation
from jiheng.values import Measured, squeeze

_SUFFIX = re.compile(r"(?:项目)?(?:支出)?(?:绩效)?自评报告$")
_MARKS = re.compile(r"[“”\"'‘’《》（）()·・、，。]")
_YEAR = re.compile(r"(20\d\d)年度")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?万?元?$")
_GROWTH_ENDS = ("增长率", "增幅", "增长速度")
_GROWTH = re.compile(f"(?:{'|'.join(_GROWTH_ENDS)})$")
_FEWEST_TABLES = 2


def matched_by_amount_only(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A table tied to the base data by its amount alone: the names have nothing in common."""
    for match, table, base in _matches(dossier):
        if match.method is MatchMethod.AMOUNT:
            yield _name_hit(match, table, base)


def project_names_differ(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """One project under different names in base data, table and report title."""
    for match, table, base in _matches(dossier):
        if match.method in {MatchMethod.AMOUNT, None}:
            continue
        names = [base.expenditure[i].label.text for i in match.rows]
        title = table.narrative_title.text
        others = names if len(names) == 1 or match.method is not MatchMethod.SUM else []
        if any(_differ(table.name.text, other) for other in (*others, title) if other):
            yield _name_hit(match, table, base)


def matched_by_sum(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A table tied to several rows of the base data that add up to its amount."""
    for match, table, base in _matches(dossier):
        if match.method is MatchMethod.SUM:
            yield _name_hit(match, table, base)


def _matches(dossier: Dossier) -> Iterator[tuple[Match, SelfEvaluation, BaseData]]:
    for match in dossier.package.matches:
        table, base = dossier.package.forms[match.form], dossier.package.forms[match.base_data]
        if match.rows and isinstance(table, SelfEvaluation) and isinstance(base, BaseData):
            yield match, table, base


def _name_hit(match: Match, table: SelfEvaluation, base: BaseData) -> Hit:
    labels = [base.expenditure[i].label for i in match.rows]
    words = {
        "table": table.name.text,
        "rows": listed([label.text for label in labels]),
        "title": table.narrative_title.text or "（无）",
        "why": match.why.rstrip("。"),
    }
    own = evidence(match.form, table.name, table.narrative_title)
    return Hit(words, (*own, *evidence(match.base_data, *labels)))


def _differ(left: str, right: str) -> bool:
    """Whether two names differ beyond 年度, a trailing amount, quotation marks and a title's suffix."""
    return _bare(left) != _bare(right)


def _bare(name: str) -> str:
    bare = _MARKS.sub("", _SUFFIX.sub("", squeeze(name)))
    return _AMOUNT.sub("", _YEAR.sub(r"\1年", bare))


def table_without_row(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A project table that no row of the base data fits."""
    base = dossier.base_data
    if base is None or not base[1].projects():
        return
    tied = {match.form for match in dossier.package.matches if match.rows}
    for entry in dossier.projects:
        if entry.index not in tied:
            line = entry.form.fund("total")
            amount = line.actual_expenditure if line else None
            cells = (entry.form.name, amount) if amount else (entry.form.name,)
            words = {"table": entry.form.name.text, "amount": amount.text if amount else ""}
            yield Hit(words, evidence(entry.index, *cells))


def row_without_table(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Project rows of the base data that no table reports on; silent where most tables are absent."""
    base = dossier.base_data
    if base is None:
        return
    index, form = base
    projects = set(map(id, form.projects()))
    tied = {i for match in dossier.package.matches if match.base_data == index for i in match.rows}
    loose = [row for i, row in enumerate(form.expenditure) if id(row) in projects and i not in tied]
    loose = [row for row in loose if row.actual.value or row.budget.value]
    if loose and len(dossier.projects) >= _FEWEST_TABLES and len(tied) > len(loose):
        names = [f"{row.label.text}：{row.actual.text}" for row in loose]
        words = {"count": str(len(loose)), "names": listed(names)}
        yield Hit(words, tuple(place for row in loose for place in evidence(index, row.label)))


@cache
def group_by_name() -> dict[str, str]:
    """Return the one name of each city-wide figure by every name it goes by."""
    card = read_card(files("jiheng.audit") / "same_indicators.yaml")
    groups = {}
    for name in card.keys():  # noqa: SIM118 - a card is not a dict
        for synonym in (name, *card.texts(name)):
            groups[plain_name(squeeze(synonym))] = name
    return groups


def plain_name(name: str) -> str:
    """Return an indicator's name with one word for growth, whichever is printed."""
    return _GROWTH.sub("增速", name) if name.endswith(_GROWTH_ENDS) else name


def _same_indicators(dossier: Dossier) -> dict[str, list[Row]]:
    """Return the rows of each indicator that stands in several tables.

    Only names of city-wide figures (``same_indicators.yaml``) and names of the department's own table are
    taken to be one indicator: two projects may well both count 参会人数.
    """
    department = {
        plain_name(row.name)
        for entry in dossier.scored
        if entry.form.kind is FormKind.DEPARTMENT
        for row in entry.rows
    }
    found: dict[str, list[Row]] = {}
    for row in dossier.rows:
        name = plain_name(row.name)
        group = group_by_name().get(name, name if name in department else "")
        if group and not is_satisfaction(row) and numbers(row):
            found.setdefault(group, []).append(row)
    return {name: rows for name, rows in found.items() if len({row.form for row in rows}) > 1}


def same_indicator_target(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """One indicator with different targets in different tables."""
    for rows in _same_indicators(dossier).values():
        pairs = [(row, pair[0]) for row in rows if (pair := numbers(row))]
        first = pairs[0][1]
        if any(
            same_unit(target.unit, first.unit) and target.number != first.number for _, target in pairs[1:]
        ):
            yield _across_hit(dossier, rows, [row.indicator.target.text for row in rows], "target")


def same_indicator_achieved(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """One indicator with different achieved values in different tables."""
    for rows in _same_indicators(dossier).values():
        pairs = [(row, pair[1]) for row in rows if (pair := numbers(row)) and pair[1].bound is None]
        if any(
            same_unit(achieved.unit, pairs[0][1].unit) and achieved.number != pairs[0][1].number
            for _, achieved in pairs[1:]
        ):
            yield _across_hit(dossier, rows, [row.indicator.achieved.text for row in rows], "achieved")


def _across_hit(dossier: Dossier, rows: list[Row], texts: list[str], field: str) -> Hit:
    said = [
        f"{_form_name(dossier, row)}的“{row.indicator.name.text}”为{text}"
        for row, text in zip(rows, texts, strict=True)
    ]
    places: list[Evidence] = []
    for row in rows:
        cell = row.indicator.target if field == "target" else row.indicator.achieved
        places += evidence(row.form, cell)
    return Hit({"said": "，".join(said)}, tuple(places))


def _form_name(dossier: Dossier, row: Row) -> str:
    form = dossier.package.forms[row.form]
    if isinstance(form, SelfEvaluation) and form.kind is FormKind.PROJECT:
        return f"项目表《{form.name.text}》"
    return "部门整体自评表"


def satisfaction_reused(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """One satisfaction figure, to its decimals, in several tables. Round figures prove nothing."""
    rows: dict[str, list[Row]] = {}
    for row in dossier.rows:
        achieved = row.indicator.achieved.reading
        if not isinstance(achieved, Measured) or achieved.unit != PERCENT or achieved.bound is not None:
            continue
        if is_satisfaction(row) and achieved.number % 1:
            rows.setdefault(plain(achieved.number), []).append(row)
    for figure, same in rows.items():
        if len({row.form for row in same}) > 1:
            names = [row.indicator.name.text for row in same]
            places = [place for row in same for place in evidence(row.form, row.indicator.achieved)]
            words = {"figure": f"{figure}%", "count": str(len(same)), "names": listed(names)}
            yield Hit(words, tuple(places))
