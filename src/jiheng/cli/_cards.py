"""``rules``, ``explain``, ``standards``, ``schema``: what the engine goes by, on the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeVar

from rich.text import Text

from jiheng.audit import Computed, Rule, RuleCase, Severity, all_rules
from jiheng.cards import Citation
from jiheng.cli._indicator_cards import print_pack
from jiheng.cli._prose import Prose
from jiheng.cli._screen import SHAPES, STYLES, WORDS, Screen, figure, grid, severity_text
from jiheng.cli._usage import WrongCall, suggest
from jiheng.errors import StandardUnknown
from jiheng.render import json_schema
from jiheng.standards import (
    AtMostMethod,
    Bands,
    Category,
    Cited,
    Grades,
    Missed,
    Standard,
    VersionDate,
    all_packs,
    all_standards,
    find_pack,
)
from jiheng.terms import chinese

T = TypeVar("T")

SILENT = "silent"
_PARTS = {"total": "合计", "parts": "各项", "column": "列"}
_BLANKS = {"": "空白", "null": "空白"}

APPLIES_NAMES = {
    "package": "整套材料",
    "packages": "一次审核的几套材料",
    "base_data": "基础数据表",
    "department_self_evaluation": "部门整体自评表",
    "project_self_evaluation": "项目自评表",
}
AT_MOST_WORDS = {
    AtMostMethod.TARGET_OVER_ACTUAL: "分值 × 指标值 ÷ 实际值",
    AtMostMethod.LINEAR_TO_ZERO_AT_DOUBLE: "由满分按直线降到 0，达到指标值的两倍为 0",
}
MISSED_WORDS = {Missed.ZERO: "不得分", Missed.UNSETTLED: "标准没有规定，得分不能确定"}
FIX_VALUES = {
    Computed.EXPECTED: "按关系算出的数",
    Computed.RECOMPUTED_SCORE: "重新计算的得分（只有一个结果时），总分随之更正",
    Computed.SUM_OF_SCORES: "各项得分之和",
    Computed.WITH_PERCENT: "原来的数加百分号（补后与得分相符时）",
}
DATE_WORDS = {
    VersionDate.FISCAL_YEAR_END: "按预算年度的最后一天取用版本",
    VersionDate.FILING_DATE: "按填报日期取用版本",
}


def list_rules(screen: Screen, severity: str) -> int:
    """Print every rule, or those of one severity.

    Raises:
        WrongCall: There is no such severity.
    """
    known = [member.value for member in Severity]
    if severity and severity not in known:
        raise WrongCall(f"没有程度 {severity}：可用 {'、'.join(known)}。", suggest(severity, known))
    table = grid("编号", "程度", "规则", "适用")
    chosen = [rule for rule in all_rules() if severity in {"", rule.severity.value}]
    for rule in sorted(chosen, key=lambda rule: (rule.severity.rank, rule.code)):
        table.add_row(rule.code, severity_text(rule.severity), Prose(rule.title), Prose(applies_words(rule)))
    screen.out.print(table)
    screen.note(f"共 {len(chosen)} 条。用 jiheng explain 编号 查看依据、理由和例子。")
    return 0


def applies_words(rule: Rule) -> str:
    """Return what a rule looks at, in words."""
    return "、".join(APPLIES_NAMES[kind] for kind in rule.applies)


def explain_rule(screen: Screen, code: str) -> int:
    """Print a rule's card as a page.

    Raises:
        WrongCall: There is no such rule.
    """
    rules = {rule.code: rule for rule in all_rules()}
    by_name = {rule.name: rule for rule in all_rules()}
    rule = rules.get(code.upper()) or by_name.get(code.lower())
    if rule is None:
        near = suggest(code, [*rules, *by_name])
        raise WrongCall(f"没有规则 {code}。", f"{near}用 jiheng rules 查看全部规则。")
    out = screen.out
    head = Text.assemble(
        (f"{rule.code}  {rule.title}", "bold"), f"  {SHAPES[rule.severity]} {WORDS[rule.severity]}"
    )
    head.stylize(STYLES[rule.severity], len(head) - 4)
    out.print(head)
    out.print(Text(f"适用：{applies_words(rule)}    代号：{rule.name}", style="dim"))
    sections: list[tuple[str, list[str]]] = [
        ("依据", [str(citation) for citation in rule.citations]),
        ("理由", [rule.why]),
        ("处理办法", [rule.remedy]),
        ("可直接改", [fix_card_words(rule)]),
        ("可能误报的情形", list(rule.known_false_alarms)),
        ("例子", [f"{case.name}——{case_words(rule, case)}" for case in rule.cases]),
    ]
    for title, lines in sections:
        if lines:
            out.print(Text(f"\n{title}", style="bold"))
        for line in lines:
            out.print(Prose(line, indent=2))
    return 0


def fix_card_words(rule: Rule) -> str:
    """Return whether a rule offers a safe fix, and what it puts where."""
    if rule.fix is None:
        return "不提供：改成什么要由人核对。"
    cells = "或".join(chinese(field) for field in rule.fix.fields)
    value = FIX_VALUES[rule.fix.value]
    only = f"，且仅在结果是{rule.fix.only}时" if rule.fix.only else ""
    return f"提供：把{cells}改为{value}{only}；据以计算的数也有错误时不提供。逐处确认后再改。"


def case_words(rule: Rule, case: RuleCase) -> str:
    """Return an example's figures, where it is about figures, and what must come of them."""
    expected = "不提示" if case.expect == SILENT else f"提示“{case.expect}”"
    if rule.relation is None or "figures" not in case.card:
        return expected
    paths = {key: fields[0].path.text for key, fields in rule.relation.columns[0].fields}
    terms = {key: chinese(path.rsplit(".", 1)[-1]) for key, path in paths.items()}
    # One field in several lines: the parts they play tell them apart.
    names = terms if len(set(terms.values())) == len(terms) else _PARTS
    figures = case.card.card("figures")
    given = []
    for key in figures.keys():  # noqa: SIM118 - a card is not a dict
        is_list = isinstance(figures.entries[key].value, list)
        texts = figures.texts(key) if is_list else (figures.text(key),)
        name = names.get(key, _PARTS.get(key, key))
        given.append(f"{name} {'、'.join(_BLANKS.get(text, text) for text in texts)}")
    return f"{'，'.join(given)}：{expected}"


def show_standards(screen: Screen, standard: str) -> int:
    """Print every standard, or one with its rules.

    Raises:
        StandardUnknown: There is no such standard.
    """
    known = {entry.id: entry for entry in all_standards()}
    if not standard:
        table = grid("编号", "标准", "权重")
        for entry in known.values():
            table.add_row(entry.id, Prose(entry.title), Prose(weight_words(entry)))
        screen.out.print(table)
        _list_packs(screen)
        screen.note("用 jiheng standards 编号 查看细则；用 --standard 编号 指定。")
        return 0
    pack = find_pack(standard)
    if standard in known:
        _print_standard(screen, known[standard])
    elif pack is None:
        raise StandardUnknown(standard, tuple(sorted({*known, *(other.id for other in all_packs())})))
    if pack is not None:
        print_pack(screen, pack)
    return 0


def _list_packs(screen: Screen) -> None:
    table = grid("编号", "由基础数据计算的指标", "指标")
    for pack in all_packs():
        titles = "、".join(card.title for card in pack.indicators)
        table.add_row(pack.id, Prose(pack.title), Prose(titles))
    screen.out.print()
    screen.out.print(table)


def _print_standard(screen: Screen, chosen: Standard) -> None:
    screen.out.print(Text(f"{chosen.id}  {chosen.title}", style="bold"))
    table = grid("项目", "起用日期", "规定", "依据")
    for row in standard_rows(chosen):
        table.add_row(row[0], row[1], Prose(row[2]), Prose(row[3]))
    screen.out.print(table)
    basis = f"{DATE_WORDS[chosen.version_date]}。依据：{citation_words(chosen.citation)}"
    screen.out.print(Prose(Text(basis, style="dim")))


def citation_words(citations: tuple[Citation, ...]) -> str:
    """Return citations in one line."""
    return "；".join(str(citation) for citation in citations)


def weight_words(standard: Standard) -> str:
    """Return the newest weights (预算执行 10、产出指标 40)."""
    return _weights(standard.weights.value.on(None))


def standard_rows(standard: Standard) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, first day in force, rule, basis) for every rule of a standard and every period."""
    yield from _rows("总分", standard.total, lambda number: f"{figure(number)} 分")
    yield from _rows("权重", standard.weights, _weights)
    yield from _rows("等级", standard.grades, _grades)
    yield from _rows("超过上限型指标值", standard.at_most_exceeded, AT_MOST_WORDS.__getitem__)
    yield from _rows("逾期", standard.missed_deadline, MISSED_WORDS.__getitem__)
    yield from _rows("变动方向相反", standard.missed_direction, MISSED_WORDS.__getitem__)
    yield from _rows("定性指标", standard.bands, _bands)
    yield from _rows(
        "完成率须说明", standard.overshoot_needs_reason_above, lambda share: f"高于 {_percent(share)}"
    )
    if standard.execution_needs_reason_below is not None:
        yield from _rows(
            "执行率须说明", standard.execution_needs_reason_below, lambda share: f"低于 {_percent(share)}"
        )


def _rows(name: str, rule: Cited[T], words: Callable[[T], str]) -> Iterator[tuple[str, str, str, str]]:
    for day, value in rule.value.entries:
        yield name, day.isoformat(), words(value), citation_words(rule.citation)


def _weights(weights: tuple[tuple[Category, Decimal], ...]) -> str:
    return "、".join(f"{category.value} {figure(weight)}" for category, weight in weights)


def _grades(grades: Grades) -> str:
    return "、".join(f"{name} {figure(limit)} 分起" for name, limit in grades.limits)


def _bands(bands: Bands) -> str:
    met, partly = _percent(bands.met_from), _percent(bands.partly_from)
    return f"达成 {met}—100%，部分达成 {partly}—{met}，未达成 0—{partly}"


def _percent(share: Decimal) -> str:
    return f"{figure(share * 100)}%"


def print_schema() -> int:
    """Print the JSON schema of ``--format json``."""
    sys.stdout.write(json_schema())
    return 0
