"""Three pictures, each a table whose rows carry a small drawing beside the figures it shows.

The table is the text alternative; the drawing is hidden from screen readers. Positions are percentages, so a
drawing follows its column's width on a phone and on paper without a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from jiheng.render._html_figures import aligned, aligned_span, gap, percent, places, plain, total_line
from jiheng.render._html_index import Index
from jiheng.render._html_markup import NOTHING, Markup, element, join, link, table
from jiheng.reports import FormKind, FundLine
from jiheng.scoring import LineKind, ScoreSheet

_HUNDRED = Decimal(100)
_TICK = 10
_CATEGORIES = ("产出", "效益", "满意度", "成本")
EXECUTION = "预算执行"
_OTHER = "其他"
_MARK_COLUMNS = ("分值", "自评", "能证明", "存疑", "应扣")
_NO_HEAD = element("td", {"class": "drawing"})


def pictures(index: Index) -> Markup:
    """Return the section of pictures; one that has nothing to show is left out."""
    drawn = [picture for picture in (_scores(index), _budgets(index), _categories(index)) if picture.text]
    if not drawn:
        drawn = [element("p", {"class": "empty"}, "没有评分和预算数据，无图可画。")]
    return element(
        "section",
        {"class": "pictures", "aria-labelledby": "pictures"},
        element("h2", {"id": "pictures"}, "图示"),
        _hatching(),
        *drawn,
    )


def _figure(title: str, note: Markup | str, content: Markup) -> Markup:
    return element(
        "figure",
        {},
        element("h3", {}, title),
        element("p", {"class": "key-line"}, note),
        content,
    )


def _hatching() -> Markup:
    """Return the one pattern that drawings fill doubtful parts with."""
    stripe = element("path", {"d": "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", "class": "stripe"})
    box = {"id": "hatch", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
    return element(
        "svg",
        {"width": "0", "height": "0", "aria-hidden": "true", "class": "definitions"},
        element("defs", {}, element("pattern", box, stripe)),
    )


def _drawing(*shapes: Markup) -> Markup:
    return element(
        "td",
        {"class": "drawing", "aria-hidden": "true"},
        element("svg", {"width": "100%", "height": "22", "focusable": "false"}, *shapes),
    )


def _at(share: Decimal) -> str:
    return f"{max(Decimal(0), min(_HUNDRED, share)):.2f}%"


def _box(left: Decimal, width: Decimal, kind: str) -> Markup:
    return element("rect", {"x": _at(left), "width": _at(width), "y": "5", "height": "12", "class": kind})


def _upright(share: Decimal, kind: str) -> Markup:
    return element("line", {"x1": _at(share), "x2": _at(share), "y1": "0", "y2": "22", "class": kind})


def _key(*entries: tuple[str, str]) -> Markup:
    """Return the key of a drawing: a sample of each mark with its meaning."""
    samples = {
        "dot": element("circle", {"cx": "50%", "cy": "8", "r": "4.5", "class": "dot"}),
        "final": element("line", {"x1": "50%", "x2": "50%", "y1": "0", "y2": "16", "class": "final"}),
    }
    return join(
        element(
            "span",
            {"class": "sample"},
            element(
                "svg",
                {"width": "22", "height": "16", "aria-hidden": "true"},
                samples.get(kind)
                or element("rect", {"x": "0", "y": "3", "width": "22", "height": "10", "class": kind}),
            ),
            text,
        )
        for kind, text in entries
    )


# (a) reported against recomputed --------------------------------------------------------------------


def _scores(index: Index) -> Markup:
    sheets = sorted(
        index.audit.score_sheets,
        key=lambda s: (-abs(gap(s)), -(_reported(s) - s.low), index.label(s.form)),
    )
    if not sheets:
        return NOTHING
    ends = [end for s in sheets for end in (s.low, _reported(s))]
    # Below the full marks even where every sheet has them: a scale needs a length.
    floor = Decimal(min(int(max(min(ends), Decimal(0))) // _TICK * _TICK, int(_HUNDRED) - _TICK))
    ceiling = max(_HUNDRED, *(s.high for s in sheets), *(_reported(s) for s in sheets))
    scale = _Scale(floor, min(ceiling, 2 * _HUNDRED))
    decimals = (places(s.reported_total for s in sheets), places(s.high for s in sheets))
    rows = [_score_row(index, sheet, scale, decimals) for sheet in sheets]
    head = ("评分表", scale.head(), "自评", "重算", "差", "可判断")
    note = join(
        (
            _key(("dot", "自评总分"), ("range", "按所填数字重算的区间")),
            "按两者之差排序；点在横条之外即为不符。",
        )
    )
    return _figure(_scores_title(index, sheets), note, table("", head, rows, "chart"))


def _reported(sheet: ScoreSheet) -> Decimal:
    return sheet.low if sheet.reported_total is None else sheet.reported_total


def _scores_title(index: Index, sheets: list[ScoreSheet]) -> str:
    outside = [sheet for sheet in sheets if gap(sheet)]
    if not outside:
        return f"{len(sheets)} 张评分表的自评总分都在重算区间之内"
    worst = outside[0]
    way = "高出" if gap(worst) > 0 else "低于"
    return (
        f"{len(sheets)} 张评分表中 {len(outside)} 张的自评总分落在重算区间之外，"
        f"差得最多的是“{index.label(worst.form)}”，{way}区间 {plain(abs(gap(worst)))} 分"
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Scores to positions, 0 … 100 % of the column with a margin for the dots."""

    low: Decimal
    high: Decimal

    def at(self, score: Decimal) -> Decimal:
        return Decimal(2) + (score - self.low) * 96 / (self.high - self.low)

    def ticks(self) -> Iterator[Decimal]:
        step = _TICK if self.high - self.low <= 5 * _TICK else 2 * _TICK
        yield from (Decimal(tick) for tick in range(int(self.low), int(self.high) + 1, step))

    def lines(self) -> Iterator[Markup]:
        yield from (_upright(self.at(tick), "tick") for tick in self.ticks())

    def head(self) -> Markup:
        labels = (
            element("text", {"x": _at(self.at(tick)), "y": "15", "text-anchor": "middle"}, plain(tick))
            for tick in self.ticks()
        )
        return element(
            "td",
            {"class": "drawing", "aria-hidden": "true"},
            element("svg", {"width": "100%", "height": "20"}, *labels),
        )


def _score_row(index: Index, sheet: ScoreSheet, scale: _Scale, decimals: tuple[int, int]) -> Markup:
    left, right = scale.at(sheet.low), scale.at(sheet.high)
    shapes = [*scale.lines(), _box(left - Decimal("0.25"), right - left + Decimal("0.5"), "range")]
    if sheet.reported_total is not None:
        place = _at(scale.at(sheet.reported_total))
        kind = "dot outside" if gap(sheet) else "dot"
        shapes.append(element("circle", {"cx": place, "cy": "11", "r": "5", "class": kind}))
    outside = gap(sheet)
    difference = f"{'高' if outside > 0 else '低'} {plain(abs(outside))}" if outside else "在区间内"
    return element(
        "tr",
        {"class": "outside"} if outside else {},
        element("th", {"scope": "row"}, link(f"score-{sheet.form}", index.label(sheet.form))),
        _drawing(*shapes),
        element("td", {"class": "n", "data-name": "自评"}, aligned(sheet.reported_total, decimals[0])),
        element("td", {"class": "n", "data-name": "重算"}, aligned_span(sheet.low, sheet.high, decimals[1])),
        element("td", {"class": "n", "data-name": "差"}, difference),
        element("td", {"class": "n", "data-name": "可判断"}, percent(sheet.judged_share)),
    )


# (b) original budget → final budget → actual ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Money:
    form: int
    original: Decimal
    final: Decimal
    actual: Decimal

    @property
    def cut(self) -> Decimal:
        """Share of the original budget that was cut; negative where it grew."""
        return (self.original - self.final) / self.original if self.original else Decimal(0)


def _budgets(index: Index) -> Markup:
    projects = index.audit.package.evaluations(FormKind.PROJECT)
    money = [found for number, form in projects if (found := _money(number, total_line(form)))]
    if not money:
        return NOTHING
    money.sort(key=lambda m: (-m.cut, -m.original))
    decimals = tuple(
        places(amounts) for amounts in zip(*((m.original, m.final, m.actual) for m in money), strict=True)
    )
    rows = [_budget_row(index, found, decimals) for found in money]
    note = join(
        (
            _key(("original", "年初预算数"), ("final", "全年预算数"), ("actual", "全年执行数")),
            f"万元；每行各自以最大的一个数为满格，便于看出调减。{_left_out(len(projects) - len(money))}",
        )
    )
    head = ("项目", _NO_HEAD, "年初预算", "全年预算", "全年执行", "预算调整")
    return _figure(_budgets_title(index, money), note, table("", head, rows, "chart"))


def _left_out(count: int) -> str:
    return f"另有 {count} 个项目三个数不全，未画。" if count else ""


def _money(form: int, line: FundLine | None) -> _Money | None:
    if line is None:
        return None
    original, final, actual = (
        line.original_budget.value,
        line.final_budget.value,
        line.actual_expenditure.value,
    )
    if original is None or final is None or actual is None:
        return None
    return _Money(form, original, final, actual)


def _budgets_title(index: Index, money: list[_Money]) -> str:
    cut = [found for found in money if found.cut > 0]
    spent = sum(found.final == found.actual for found in money)
    share = f"全部 {spent} 个项目" if spent == len(money) else f"{len(money)} 个项目中 {spent} 个"
    same = f"{share}的全年执行数恰等于全年预算数"
    if not cut:
        return f"没有项目调减预算；{same}"
    worst = cut[0]
    return (
        f"{len(cut)} 个项目的全年预算比年初预算调减，最多的“{index.label(worst.form)}”"
        f"由 {plain(worst.original)} 万元减到 {plain(worst.final)} 万元；{same}"
    )


def _budget_row(index: Index, found: _Money, decimals: tuple[int, ...]) -> Markup:
    most = max(found.original, found.final, found.actual) or Decimal(1)
    scale = _HUNDRED / most
    shapes = (
        element(
            "rect",
            {"x": "0", "width": _at(found.original * scale), "y": "3", "height": "16", "class": "original"},
        ),
        element(
            "rect", {"x": "0", "width": _at(found.actual * scale), "y": "7", "height": "8", "class": "actual"}
        ),
        _upright(min(found.final * scale, Decimal("99.7")), "final"),
    )
    change = (
        f"−{percent(found.cut)}"
        if found.cut > 0
        else f"+{percent(-found.cut)}"
        if found.cut < 0
        else "未调整"
    )
    return element(
        "tr",
        {},
        element("th", {"scope": "row"}, link(f"form-{found.form}", index.label(found.form))),
        _drawing(*shapes),
        element("td", {"class": "n", "data-name": "年初"}, aligned(found.original, decimals[0])),
        element("td", {"class": "n", "data-name": "全年"}, aligned(found.final, decimals[1])),
        element("td", {"class": "n", "data-name": "执行"}, aligned(found.actual, decimals[2])),
        element("td", {"class": "n", "data-name": "调整"}, change),
    )


# (c) where marks are lost or in doubt ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marks:
    name: str
    weight: Decimal
    low: Decimal
    high: Decimal
    reported: Decimal

    @property
    def doubtful(self) -> Decimal:
        return self.high - self.low

    @property
    def lost(self) -> Decimal:
        return self.weight - self.high

    def figures(self) -> tuple[Decimal, ...]:
        """Return the figures in the order of the columns."""
        return self.weight, self.reported, self.low, self.doubtful, self.lost


def _categories(index: Index) -> Markup:
    marks = sorted(_marks(index), key=lambda m: (-m.doubtful, -m.lost))
    if not marks:
        return NOTHING
    decimals = [places(column) for column in zip(*(m.figures() for m in marks), strict=True)]
    rows = [_marks_row(found, decimals) for found in marks]
    note = join(
        (
            _key(("sure", "数字能证明的分"), ("doubtful", "存疑：取决于读法或定性判断"), ("lost", "应扣")),
            "全部评分表合计，占该类分值的比重。",
        )
    )
    head = ("指标类别", _NO_HEAD, *_MARK_COLUMNS)
    return _figure(_marks_title(marks), note, table("", head, rows, "chart"))


def _marks(index: Index) -> Iterator[_Marks]:
    categories = _category_by_row(index)
    sums: dict[str, list[tuple[Decimal, Decimal, Decimal, Decimal]]] = {}
    for sheet in index.audit.score_sheets:
        for line in sheet.lines:
            if line.max_score is None or line.kind is LineKind.NOT_SCORED:
                continue
            execution = line.kind is LineKind.EXECUTION
            name = EXECUTION if execution else categories.get((sheet.form, line.at), _OTHER)
            reported = line.reported if line.reported is not None else Decimal(0)
            sums.setdefault(name, []).append((line.max_score, line.low, line.high, reported))
    for name, parts in sums.items():
        weight, low, high, reported = (sum(column, Decimal(0)) for column in zip(*parts, strict=True))
        yield _Marks(name, weight, low, high, reported)


def _category_by_row(index: Index) -> dict[tuple[int, str], str]:
    return {
        (number, indicator.at): plain_category(indicator.category.text)
        for number, form in index.audit.package.evaluations()
        for indicator in form.indicators
    }


def plain_category(text: str) -> str:
    """Return the group a first-level indicator belongs to: 产出, 效益, 满意度, 成本 or its own name."""
    return next((name for name in _CATEGORIES if name in text), text or _OTHER)


def _marks_title(marks: Iterable[_Marks]) -> str:
    most = max(marks, key=lambda m: m.doubtful)
    lost = max(marks, key=lambda m: m.lost)
    doubt = f"存疑的分最多在“{most.name}”（{plain(most.doubtful)} 分）" if most.doubtful else "没有存疑的分"
    loss = f"应扣的分最多在“{lost.name}”（{plain(lost.lost)} 分）" if lost.lost else "没有必扣的分"
    return f"{doubt}；{loss}"


def _marks_row(found: _Marks, decimals: list[int]) -> Markup:
    scale = _HUNDRED / found.weight if found.weight else Decimal(0)
    shapes = (
        _box(Decimal(0), found.low * scale, "sure"),
        _box(found.low * scale, found.doubtful * scale, "doubtful"),
        _box(found.high * scale, found.lost * scale, "lost"),
    )
    figures = zip(_MARK_COLUMNS, found.figures(), decimals, strict=True)
    return element(
        "tr",
        {},
        element("th", {"scope": "row"}, found.name),
        _drawing(*shapes),
        *(
            element("td", {"class": "n", "data-name": name}, aligned(value, needed))
            for name, value, needed in figures
        ),
    )
