"""Cases of rule cards → records, so that every card is its own test.

A relation's case gives ``figures``: the text of each field. A function's case gives a small package:
``forms``, each with the few things the rule looks at, or the keys of one project table directly. An indicator
may say what scoring found (``line``: low, high, met, completion, kind). ``previous`` is last year's package
in the same keys. A rule on several packages is given ``packages``, or one share of each (``full_marks``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from jiheng.audit._comparison import findings_among
from jiheng.audit._dossier import Dossier
from jiheng.audit._engine import findings_of
from jiheng.audit._paths import Leaf
from jiheng.audit._relations import RELATIONS, words_of
from jiheng.audit._rules import SILENT, Rule, RuleCase, is_list
from jiheng.audit._traces import METRICS, Trace, trace_of
from jiheng.cards import Card
from jiheng.reports import (
    BaseData,
    Buildings,
    ExpenditureRow,
    Form,
    FormKind,
    FundLine,
    Indicator,
    Match,
    MatchMethod,
    Objective,
    Package,
    Section,
    SelfEvaluation,
    Staff,
    Total,
)
from jiheng.scoring import LineKind, ScoreLine, ScoreSheet
from jiheng.values import (
    AchievedText,
    Figure,
    Printed,
    TargetText,
    read_achieved,
    read_figure,
    read_target,
)

NULL = "null"
_YES = "yes"


def run_case(rule: Rule, case: RuleCase) -> str:
    """Return what a rule says to one of its cases: its messages joined by a line break, or ``silent``.

    Raises:
        StandardError: The case has keys that nothing reads.
    """
    card = case.card
    for key in ("name", "expect"):
        card.text(key)
    messages = _relation_messages(rule, card) if rule.relation else _function_messages(rule, card)
    card.close()
    return "\n".join(messages) or SILENT


def _relation_messages(rule: Rule, card: Card) -> list[str]:
    figures, relation = card.card("figures"), rule.relation
    cells: dict[str, list[Leaf]] = {}
    extra: dict[str, str] = {}
    names = RELATIONS[rule.check].fields
    for name in figures.keys():  # noqa: SIM118 - a card is not a dict
        texts = figures.texts(name) if is_list(figures, name) else (figures.text(name),)
        if name in names:
            cells[name] = [_figure(text, f"T1R1C{i}") for i, text in enumerate(texts, 1)]
        else:
            extra[name] = texts[0]
    words = RELATIONS[rule.check].relation(cells, relation.terms) if relation else None
    return [rule.message.format_map({**words_of(cells), **words, **extra})] if words is not None else []


def _function_messages(rule: Rule, card: Card) -> list[str]:
    if rule.among is not None:
        return [finding.message for finding in findings_among(rule, _traces(card))]
    return [finding.message for finding in findings_of(rule, _dossier(card))]


_ROWS = 10
"""The indicators of a package of which a case gives only a share."""


def _traces(card: Card) -> tuple[Trace, ...]:
    if "packages" in card:
        return tuple(_trace(entry) for entry in card.cards("packages"))
    found = []
    for metric in METRICS:
        for name, share in card.pairs(metric):
            value = Decimal(share.removesuffix("%")) / 100
            full, mean, over, measurable = (value if metric == known else None for known in METRICS)
            found.append(Trace(name, name, None, _ROWS, full, mean, over, measurable))
    return tuple(found)


def _trace(card: Card) -> Trace:
    dossier = _dossier(card, card.text("package"))
    trace = trace_of(dossier.package, dossier.sheets)
    card.close()
    return trace


def _text(card: Card, key: str) -> str:
    text = card.text(key, "")
    return "" if text == NULL else text


def _figure(text: str, at: str, unit: str = "") -> Figure:
    return read_figure("" if text == NULL else text, at, unit)


class _Places:
    """Gives every cell of a form an address of its own, row by row."""

    def __init__(self, table: int) -> None:
        self.table, self.row, self.column = table, 0, 0

    def next_row(self) -> str:
        self.row, self.column = self.row + 1, 0
        return f"T{self.table}R{self.row}"

    def at(self) -> str:
        self.column += 1
        return f"T{self.table}R{self.row}C{self.column}"

    def printed(self, card: Card, key: str) -> Printed:
        return Printed(_text(card, key), self.at())

    def figure(self, card: Card, key: str, unit: str = "") -> Figure:
        return _figure(_text(card, key), self.at(), unit)


def _dossier(card: Card, name: str = "") -> Dossier:
    cards = card.cards("forms") or (card,)
    forms: list[Form] = []
    sheets: list[ScoreSheet] = []
    for index, entry in enumerate(cards):
        kind = entry.choice("kind", FormKind, FormKind.PROJECT)
        if kind is FormKind.BASE_DATA:
            forms.append(_base_data(entry, _Places(index + 1)))
        else:
            form, lines = _evaluation(entry, kind, _Places(index + 1))
            forms.append(form)
            sheets.append(_sheet(index, lines))
        if entry is not card:
            entry.close()
    matches = tuple(_match(entry) for entry in card.cards("matches"))
    return Dossier(Package(name, (), tuple(forms), matches), tuple(sheets), _previous(card))


def _previous(card: Card) -> Dossier | None:
    if "previous" not in card:
        return None
    nested = card.card("previous")
    previous = _dossier(nested)
    nested.close()
    return previous


def _match(card: Card) -> Match:
    rows = tuple(int(text) for text in card.texts("rows"))
    form, base = int(card.text("form")), int(card.text("base_data", "0"))
    method = card.choice("method", MatchMethod) if rows else None
    match = Match(form, base, rows, method, _text(card, "why"))
    card.close()
    return match


def _date(card: Card) -> dt.date | None:
    return card.date("filing_date") if "filing_date" in card else None


def _year(card: Card) -> int:
    return int(card.text("fiscal_year", "2024"))


_NOWHERE = Printed("", "")


def _evaluation(card: Card, kind: FormKind, places: _Places) -> tuple[SelfEvaluation, tuple[ScoreLine, ...]]:
    places.next_row()
    title = Printed("自评表", places.at())
    name, narrative_title = places.printed(card, "project"), places.printed(card, "narrative_title")
    funds = tuple(_fund_line(entry, places) for entry in card.cards("funds"))
    rows = [_indicator(entry, places) for entry in card.cards("indicators")]
    lines = [line for _, line in rows if line]
    lines += [_execution(entry) for entry in card.cards("execution")]
    places.next_row()
    form = SelfEvaluation(
        kind=kind,
        document=0,
        tables=(places.table,),
        fiscal_year=_year(card),
        title=title,
        name=name,
        supervising_department=_NOWHERE,
        implementing_unit=_NOWHERE,
        funds=funds,
        objectives=_objectives(card, places),
        indicators=tuple(row for row, _ in rows),
        total=Total(places.figure(card, "total_weight", "分"), places.figure(card, "total_score", "分")),
        narrative_title=narrative_title,
        narrative=_narrative(card),
        filing_date=_date(card),
        filing_line=Printed(_text(card, "filing_line"), "P900"),
        unread=(),
        problems=(),
    )
    return form, tuple(lines)


def _narrative(card: Card) -> tuple[Section, ...]:
    paragraphs = tuple(Printed(text, f"P{i}") for i, text in enumerate(card.texts("narrative"), 1))
    return (Section(_NOWHERE, "\n".join(p.text for p in paragraphs), paragraphs),) if paragraphs else ()


def _objectives(card: Card, places: _Places) -> tuple[Objective, ...]:
    if "expected" not in card:
        return ()
    return (Objective(places.printed(card, "expected"), places.printed(card, "achieved")),)


def _fund_line(card: Card, places: _Places) -> FundLine:
    places.next_row()
    line = FundLine(
        source=card.text("source", "total"),
        label=places.printed(card, "label"),
        original_budget=places.figure(card, "original", "万元"),
        final_budget=places.figure(card, "final", "万元"),
        actual_expenditure=places.figure(card, "actual", "万元"),
        max_score=places.figure(card, "max_score", "分"),
        execution_rate=places.figure(card, "rate"),
        score=places.figure(card, "score", "分"),
        amount=places.figure(card, "amount", "万元"),
    )
    card.close()
    return line


def _indicator(card: Card, places: _Places) -> tuple[Indicator, ScoreLine | None]:
    at = places.next_row()
    category, subcategory = places.printed(card, "category"), places.printed(card, "subcategory")
    name = places.printed(card, "name")
    target, achieved = _text(card, "target"), _text(card, "achieved")
    indicator = Indicator(
        category=category,
        category_max_score=places.figure(card, "category_max_score", "分"),
        subcategory=subcategory,
        name=name,
        target=TargetText(target, places.at(), read_target(target)),
        achieved=AchievedText(achieved, places.at(), read_achieved(achieved)),
        max_score=places.figure(card, "max_score", "分"),
        score=places.figure(card, "score", "分"),
        deviation_reason=places.printed(card, "reason"),
        at=at,
    )
    line = _line(card.card("line"), indicator) if "line" in card else None
    card.close()
    return indicator, line


def _line(card: Card, indicator: Indicator) -> ScoreLine:
    met = _text(card, "met")
    line = ScoreLine(
        name=indicator.name.text,
        at=indicator.at,
        kind=card.choice("kind", LineKind, LineKind.QUANTITATIVE),
        max_score=indicator.max_score.value,
        reported=indicator.score.value,
        low=card.decimal("low"),
        high=card.decimal("high"),
        why=_text(card, "why"),
        steps=(),
        completion=card.decimal("completion") if "completion" in card else None,
        met=met == _YES if met else None,
    )
    card.close()
    return line


def _execution(card: Card) -> ScoreLine:
    line = ScoreLine(
        name="预算执行",
        at="",
        kind=LineKind.EXECUTION,
        max_score=card.decimal("max_score"),
        reported=card.decimal("reported"),
        low=card.decimal("low"),
        high=card.decimal("low"),
        why=_text(card, "why"),
        steps=(),
    )
    card.close()
    return line


def _sheet(form: int, lines: tuple[ScoreLine, ...]) -> ScoreSheet:
    low, high = (sum((getattr(line, end) for line in lines), start=0) for end in ("low", "high"))
    return ScoreSheet(
        form=form,
        standard="cn/national",
        standard_title="",
        chosen_because="",
        reported_total=None,
        low=low,
        high=high,
        lines=lines,
        judged_weight=high,
        total_weight=high,
        reported_grade="",
        low_grade="",
        high_grade="",
        difference=(),
    )


def _base_data(card: Card, places: _Places) -> BaseData:
    places.next_row()
    title = Printed("基础数据表", places.at())
    nothing = read_figure("", "")
    return BaseData(
        document=0,
        tables=(places.table,),
        fiscal_year=_year(card),
        title=title,
        staff=_staff(card.card("staff"), places) if "staff" in card else Staff(nothing, nothing, nothing),
        expenditure=tuple(_expenditure(card, places)),
        buildings=Buildings(nothing, nothing, nothing, nothing, nothing, nothing),
        austerity_measures=_NOWHERE,
        notes=(),
        filing_date=_date(card),
        filing_line=Printed(_text(card, "filing_line"), "P900"),
        unread=(),
        problems=(),
    )


def _staff(card: Card, places: _Places) -> Staff:
    places.next_row()
    staff = Staff(
        authorized_headcount=places.figure(card, "authorized", "人"),
        serving_staff=places.figure(card, "serving", "人"),
        control_rate=places.figure(card, "rate"),
    )
    card.close()
    return staff


def _expenditure(card: Card, places: _Places) -> Iterator[ExpenditureRow]:
    above: dict[int, int] = {}
    for index, entry in enumerate(card.cards("expenditure")):
        places.next_row()
        level = int(entry.text("level", "1"))
        above[level] = index
        yield ExpenditureRow(
            label=places.printed(entry, "label"),
            level=level,
            parent=above.get(level - 1) if level > 1 else None,
            term=_text(entry, "term"),
            previous_actual=places.figure(entry, "previous", "万元"),
            budget=places.figure(entry, "budget", "万元"),
            actual=places.figure(entry, "actual", "万元"),
        )
        entry.close()
