"""What a reference can name: fields of a form's records and elements, and of the package's other forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from jiheng.render._where import form_name
from jiheng.render.text._grammar import ReferenceWrong, Step
from jiheng.reports import BaseData, ExpenditureRow, FormKind, FundLine, Indicator, Package, SelfEvaluation
from jiheng.terms import all_terms
from jiheng.values import AchievedText, Figure, Printed, TargetText, halve

Evaluated = SelfEvaluation | BaseData
Leaf = Printed | Figure | TargetText | AchievedText
LEAVES = (Printed, Figure, TargetText, AchievedText)

_HIDDEN = frozenset(
    {"kind", "document", "tables", "narrative", "narrative_title", "unread", "problems", "notes"}
)
_HIDDEN_TOO = frozenset({"at", "level", "parent", "term", "source", "filing_line", "title"})
_ROOTS = {
    "base_data": FormKind.BASE_DATA,
    "基础数据": FormKind.BASE_DATA,
    "department": FormKind.DEPARTMENT,
    "department_self_evaluation": FormKind.DEPARTMENT,
    "部门": FormKind.DEPARTMENT,
    "project": FormKind.PROJECT,
    "project_self_evaluation": FormKind.PROJECT,
    "项目": FormKind.PROJECT,
}
_OWN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "资金": "funds",
        "指标": "indicators",
        "目标": "objectives",
        "经费": "expenditure",
        "人员": "staff",
        "楼堂馆所": "buildings",
        "总分": "total",
        "年度": "fiscal_year",
        "填报日期": "filing_date",
        "名称": "name",
        "预期目标": "expected",
        "实际完成情况": "achieved",
        "执行率": "execution_rate",
        "分值": "max_score",
        "得分": "score",
        "上年决算数": "previous_actual",
        "本年预算数": "budget",
        "本年决算数": "actual",
        "主管部门": "supervising_department",
        "实施单位": "implementing_unit",
        "偏差原因": "deviation_reason",
        "金额": "amount",
    }
)
_NUMBERING = re.compile(r"^(?:其中[:：])?(?:\d+[、.．]|[（(]\d+[）)])?(?:其中[:：])?")
_QUOTES = str.maketrans("", "", "“”\"‘’'《》：:")
_NEAR = 0.3
_MOST = 3


def find_form(step: Step, package: Package) -> Evaluated | None:
    """Return the other form of the package that a first step names, or None where it names none.

    Raises:
        ReferenceWrong: There is no such form, or it is not told which of several.
    """
    kind = _ROOTS.get(step.name)
    if kind is None:
        return None
    forms: list[Evaluated] = [form for _, form in package.audited() if form.kind is kind]
    if not forms:
        raise ReferenceWrong(f"材料里没有{step.name}这种表")
    names = [form.name.text if isinstance(form, SelfEvaluation) else form.title.text for form in forms]
    return forms[_pick(step, names, f"{step.name}表")]


def fields_of(record: object) -> tuple[str, ...]:
    """Return the fields of a record that a reference can name."""
    if not is_dataclass(record):
        return ()
    return tuple(f.name for f in fields(record) if f.name not in _HIDDEN and f.name not in _HIDDEN_TOO)


def field_named(record: object, name: str) -> str:
    """Return the identifier of a field that is named by it, or by its Chinese.

    Raises:
        ReferenceWrong: The record has none of this name.
    """
    known = fields_of(record)
    wanted = name if name in known else _OWN_WORDS.get(name) or _identifiers().get(name, name)
    if wanted in known:
        return wanted
    is_part = not isinstance(record, SelfEvaluation)
    raise ReferenceWrong(f"没有栏目 {name}{_nearest(name, known if is_part else (*known, *_ROOTS))}")


def element(step: Step, many: tuple[object, ...]) -> object:
    """Return the element of a list that a step's key names: its number from 1, or its printed name.

    Raises:
        ReferenceWrong: There is no such element, or several of that name.
    """
    if not many:
        raise ReferenceWrong(f"{_called(step.name)}在这张表里是空的")
    own = [_own_key(part) for part in many]
    if step.key and own.count(step.key) == 1:
        return many[own.index(step.key)]
    return many[_pick(step, [label_of(part) for part in many], _called(step.name), own)]


def _own_key(part: object) -> str:
    """Return the identifier of a line of funds or expenditure; "" where it has none."""
    if isinstance(part, FundLine):
        return part.source
    return part.term if isinstance(part, ExpenditureRow) else ""


def _called(name: str) -> str:
    return f"{name}（{chinese_of()[name]}）" if name in chinese_of() else name


def label_of(part: object) -> str:
    """Return the printed name of an element; "" where it has none."""
    if isinstance(part, Indicator):
        return part.name.text
    return part.label.text if isinstance(part, FundLine | ExpenditureRow) else ""


def _pick(step: Step, names: list[str], what: str, own: Iterable[str] = ()) -> int:
    key = step.key
    if key is None:
        if len(names) == 1:
            return 0
        raise ReferenceWrong(
            f"{what}有 {len(names)} 个，要写明哪一个，例如 {step.name}[1] 或 {step.name}[名称]"
        )
    if key.isdecimal():
        number = int(key)
        if not 1 <= number <= len(names):
            raise ReferenceWrong(f"{what}只有 {len(names)} 个，从 1 数起，没有第 {key} 个")
        return number - 1
    for plain in (halve, _key, _bare):
        found = [index for index, name in enumerate(names) if plain(name) == plain(key)]
        if len(found) == 1:
            return found[0]
        if found:
            which = "、".join(f"{step.name}[{index + 1}]" for index in found)
            raise ReferenceWrong(f"{what}里有 {len(found)} 个叫“{key}”，请写 {which} 中的一个")
    raise ReferenceWrong(
        f"{what}里没有“{key}”{_nearest(key, [name for name in (*own, *names) if name], in_chinese=False)}"
    )


def is_unique(name: str, names: Iterable[str]) -> bool:
    """Whether a printed name picks exactly one of the names."""
    wanted = halve(name)
    return sum(halve(other) == wanted for other in names) == 1


def _key(text: str) -> str:
    return halve(text).translate(_QUOTES)


def _bare(text: str) -> str:
    return _NUMBERING.sub("", halve(text)).translate(_QUOTES)


@cache
def _identifiers() -> dict[str, str]:
    return {term.chinese: code for code, term in all_terms().items()}


@cache
def chinese_of() -> Mapping[str, str]:
    """Return the Chinese of every field, for telling what a name means."""
    return MappingProxyType(
        {code: term.chinese for code, term in all_terms().items()} | {v: k for k, v in _OWN_WORDS.items()}
    )


def _nearest(word: str, known: Iterable[str], *, in_chinese: bool = True) -> str:
    names = list(dict.fromkeys(known))
    if not names:
        return ""
    near = get_close_matches(word, names, _MOST, _NEAR)
    told = "、".join(map(_called if in_chinese else str, near or names[: _MOST * 4]))
    return f"；相近的有：{told}" if near else f"；现有：{told}"


def form_words(form: Evaluated) -> str:
    """Return what a form is called, for telling where a value is missing."""
    return form_name(form)
