"""What the overview shows, computed once for picture, table and CSV alike. One query, then plain arithmetic.

Nothing here scores: the columns of filings say what the engine found in the contents they name. What a person
may not read yet (a package still being filled in elsewhere) counts in the progress and nowhere else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.audit import all_rules
from jiheng.values import round_half_up
from jiheng_web import rights
from jiheng_web.accounts.models import BodyKind, Person
from jiheng_web.csv_lines import Cell
from jiheng_web.filings.models import Filing, State, Task

_GRADES = ("优", "良", "中", "差")
_HUNDRED = Decimal(100)
_PLACES = 2
_MOST_RULES = 15
_SPAN = "跨等级"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a picture's table. ``series`` columns are drawn."""

    title: str
    is_series: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, and where a click leads."""

    cells: tuple[Cell, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the table behind it. The first column names the row."""

    key: str
    title: str
    words: str
    kind: str
    """``stacked``, ``bars``, ``ranges`` or ``lines``: how the script draws it."""
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A filing as the overview sees it; scores and findings only where the person may read the contents.

    Scores are in 分, money is in 万元.
    """

    number: int
    body: str
    department: str
    department_number: int
    state: State
    is_read: bool
    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    grade: str
    grade_low: str
    grade_high: str
    budget: Decimal | None
    spent: Decimal | None
    errors: int
    warnings: int
    rules: dict[str, int]


def seen_filings(person: Person, task: Task) -> list[Seen]:
    """Return the filings of a task that a person sees; a constant number of queries."""
    filings = rights.visible_filings(person).filter(task=task).select_related("body__parent")
    return [_seen(filing, is_read=rights.may(person, rights.Act.READ, filing)) for filing in filings]


def _seen(filing: Filing, *, is_read: bool) -> Seen:
    parent = filing.body.parent
    # A department's own package stands under its own name.
    department = parent if parent is not None and parent.kind == BodyKind.DEPARTMENT else filing.body
    is_checked = is_read and bool(filing.checked_hash)
    return Seen(
        number=filing.pk,
        body=filing.body.name,
        department=department.name,
        department_number=department.pk,
        state=State(filing.state),
        is_read=is_checked,
        score=filing.score if is_checked else None,
        low=filing.score_low if is_checked else None,
        high=filing.score_high if is_checked else None,
        grade=filing.grade if is_checked else "",
        grade_low=filing.grade_low if is_checked else "",
        grade_high=filing.grade_high if is_checked else "",
        budget=filing.budget if is_checked else None,
        spent=filing.spent if is_checked else None,
        errors=filing.errors if is_checked else 0,
        warnings=filing.warnings if is_checked else 0,
        rules=filing.rules if is_checked else {},
    )


def _by_department(filings: Iterable[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = defaultdict(list)
    for one in filings:
        found[one.department].append(one)
    return found


def _board(task: Task, group: Sequence[Seen]) -> str:
    return f"/tasks/{task.pk}/?department={group[0].department_number}"


def progress(filings: Sequence[Seen], task: Task) -> Picture:
    """How many packages of each department stand where."""
    lines = []
    for department, group in _by_department(filings).items():
        counts = Counter(one.state for one in group)
        cells: tuple[Cell, ...] = (department, *(counts[state] for state in State), len(group))
        lines.append(Line(cells, _board(task, group)))
    columns = (
        Column("部门"),
        *(Column(str(s.label), is_series=True, unit="份") for s in State),
        Column("合计"),
    )
    return Picture("progress", "填报进度", "各部门的材料现在在哪一步。", "stacked", columns, tuple(lines))


def scores(filings: Sequence[Seen], task: Task) -> Picture:  # noqa: ARG001 - all pictures are asked alike
    """Self scores beside what can be recomputed, furthest apart first."""
    read = [one for one in filings if one.score is not None and one.low is not None and one.high is not None]
    read.sort(key=_apart, reverse=True)
    lines = tuple(
        Line(
            (one.body, one.score, one.low, one.high, one.grade, _apart(one)),
            _page(one),
        )
        for one in read
    )
    columns = (
        Column("单位"),
        Column("自评得分", is_series=True, unit="分"),
        Column("复算最低", is_series=True, unit="分"),
        Column("复算最高", is_series=True, unit="分"),
        Column("自评等级"),
        Column("超出复算"),
    )
    words = "自评得分与按标准复算的区间；相差大的排在前面。"
    return Picture("scores", "得分", words, "ranges", columns, lines)


def _apart(one: Seen) -> Decimal:
    """Return how far the self score lies outside the recomputed interval; 0 within."""
    if one.score is None or one.low is None or one.high is None:
        return Decimal(0)
    return max(one.score - one.high, one.low - one.score, Decimal(0))


def _page(one: Seen) -> str:
    return f"/filings/{one.number}/"


def grades(filings: Sequence[Seen], task: Task) -> Picture:
    """How many packages have each grade, by self score and by what can be recomputed.

    Where the recomputed interval spans two grades, neither is counted: that is a line of its own.
    """
    own = Counter(one.grade for one in filings if one.grade)
    scored = [one for one in filings if one.grade_low]
    anew = Counter(one.grade_low if one.grade_low == one.grade_high else _SPAN for one in scored)
    names = (*_GRADES, _SPAN)
    lines = tuple(Line((name, own[name], anew[name]), f"/tasks/{task.pk}/") for name in names if scored)
    columns = (
        Column("等级"),
        Column("自评", is_series=True, unit="份"),
        Column("复算", is_series=True, unit="份"),
    )
    words = "按评分标准的等级；复算区间跨两个等级的单列。"
    return Picture("grades", "等级", words, "bars", columns, lines)


def execution(filings: Sequence[Seen], task: Task) -> Picture:
    """Budget, spending and rate by department."""
    lines = []
    for department, group in _by_department(filings).items():
        budget = sum((one.budget for one in group if one.budget is not None), Decimal(0))
        spent = sum(
            (one.spent for one in group if one.budget is not None and one.spent is not None), Decimal(0)
        )
        if budget:
            cells = (department, budget, spent, budget - spent, _share(spent, budget))
            lines.append(Line(cells, _board(task, group)))
    columns = (
        Column("部门"),
        Column("全年预算", is_series=True, unit="万元"),
        Column("全年执行", is_series=True, unit="万元"),
        Column("未执行"),
        Column("执行率（%）"),
    )
    return Picture("execution", "预算执行", "部门整体支出，万元。", "bars", columns, tuple(lines))


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return round_half_up(part / whole * _HUNDRED, _PLACES)


def findings_by_rule(filings: Sequence[Seen], task: Task) -> Picture:
    """The rules that found most."""
    titles = {rule.code: rule.title for rule in all_rules()}
    counts: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    for one in filings:
        counts.update(one.rules)
        bodies.update(dict.fromkeys(one.rules, 1))
    lines = tuple(
        Line((f"{rule} {titles.get(rule, '')}", count, bodies[rule]), f"/overview/{task.pk}/rules/{rule}/")
        for rule, count in counts.most_common(_MOST_RULES)
    )
    columns = (
        Column("规则"),
        Column("发现", is_series=True, unit="条"),
        Column("涉及单位"),
    )
    words = f"发现最多的 {_MOST_RULES} 条规则。"
    return Picture("rules", "问题最多的规则", words, "bars", columns, lines)


def findings_by_body(filings: Sequence[Seen], task: Task) -> Picture:  # noqa: ARG001 - as above
    """Errors and warnings by unit, most first."""
    read = [one for one in filings if one.is_read]
    read.sort(key=lambda one: (one.errors, one.warnings), reverse=True)
    lines = tuple(Line((one.body, one.errors, one.warnings), _page(one)) for one in read)
    columns = (
        Column("单位"),
        Column("错误", is_series=True, unit="条"),
        Column("疑点", is_series=True, unit="条"),
    )
    return Picture("units", "各单位的问题", "错误多的排在前面。", "stacked", columns, lines)


def years(person: Person, task: Task) -> Picture:
    """Average self score and execution rate, year after year, over the same tree of bodies."""
    lines = []
    tasks = rights.visible_tasks(person).filter(body=task.body).order_by("fiscal_year", "pk")
    for one in tasks:
        seen = seen_filings(person, one)
        scored = [filing.score for filing in seen if filing.score is not None]
        budget = sum((f.budget for f in seen if f.budget is not None), Decimal(0))
        spent = sum((f.spent for f in seen if f.budget is not None and f.spent is not None), Decimal(0))
        average = round_half_up(sum(scored, Decimal(0)) / len(scored), _PLACES) if scored else None
        rate = _share(spent, budget) if budget else None
        cells = (f"{one.fiscal_year}", average, rate, len(scored), sum(f.errors for f in seen))
        lines.append(Line(cells, f"/overview/{one.pk}/"))
    columns = (
        Column("年度"),
        Column("平均自评得分", is_series=True, unit="分"),
        Column("预算执行率", is_series=True, unit="%"),
        Column("已计份数"),
        Column("错误"),
    )
    return Picture(
        "years", "逐年对照", "同一范围内各年度的平均得分和执行率。", "lines", columns, tuple(lines)
    )


_PICTURES: tuple[Callable[[Sequence[Seen], Task], Picture], ...] = (
    scores,
    grades,
    execution,
    findings_by_rule,
    findings_by_body,
)


def pictures(person: Person, task: Task) -> tuple[Picture, ...]:
    """Return every picture of a task that a person may see, those without rows left out."""
    filings = seen_filings(person, task)
    drawn = [progress(filings, task), years(person, task), *(draw(filings, task) for draw in _PICTURES)]
    return tuple(picture for picture in drawn if picture.lines)
