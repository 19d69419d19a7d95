"""Addresses of a form in words: which field of which row stands there.

Takes a form's record, whatever its kind; gives its fields with their names. The records themselves say what
there is: a row is called by its name or label, a field by the glossary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from jiheng.terms import all_terms
from jiheng.values import AchievedText, Figure, Printed, TargetText, collapse

_OWN_WORDS = {
    "achieved_of_objective": "实际完成情况",
    "actual": "本年决算数",
    "actual_investment": "实际投资",
    "actual_scale": "实际规模",
    "amount": "金额",
    "approved_scale": "批复规模",
    "austerity_measures": "厉行节约保障措施",
    "budget": "本年预算数",
    "budgeted_investment": "预算投资",
    "buildings": "楼堂馆所",
    "category_max_score": "一级指标分值",
    "control_rate": "控制率",
    "expected": "预期目标",
    "filing_line": "填报日期和填报人",
    "heading": "标题",
    "investment_control_rate": "投资概算控制率",
    "label": "名称",
    "name": "名称",
    "narrative_title": "报告标题",
    "notes": "说明",
    "objectives": "年度总体目标",
    "paragraphs": "正文",
    "previous_actual": "上年决算数",
    "scale_control_rate": "规模控制率",
    "staff": "财政供养人员",
    "title": "表名",
    "total": "总分",
}
"""What the glossary does not have, or has under the name of something else."""

_OF_SEVERAL_ROWS = frozenset({"category", "category_max_score", "subcategory"})
_FEW = 3
_NO_FIELDS = frozenset({"unread", "problems"})


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: where it stands, what is printed there, and what it is called."""

    at: str
    text: str
    row: str
    """指标“参会人数”; "" where it is of no row, or of several."""
    name: str
    """实际完成值."""

    @property
    def words(self) -> str:
        """指标“参会人数”的实际完成值."""
        return f"{self.row}的{self.name}" if self.row and self.name else self.row or self.name


def words_of(found: Sequence[Field]) -> str:
    """Return the fields at one address in words: a line that holds most of a row is called by the row."""
    rows = Counter(field.row for field in found if field.row)
    if rows and rows.most_common(1)[0][1] > 1 and len(rows) == 1:
        return next(iter(rows))
    names = [words for words in dict.fromkeys(field.words for field in found) if words]
    return "、".join(names[:_FEW]) + ("等" if len(names) > _FEW else "")


def fields_of(form: object) -> Iterator[Field]:
    """Yield every field of a form that stands somewhere. Linear in its values."""
    yield from _fields(form, "")


def _fields(record: object, owner: str) -> Iterator[Field]:
    if not is_dataclass(record):
        return
    for declared in fields(record):
        if declared.name in _NO_FIELDS:
            continue
        value: object = getattr(record, declared.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Printed | Figure | TargetText | AchievedText):
                if item.at:
                    row = "" if declared.name in _OF_SEVERAL_ROWS else owner
                    yield Field(item.at, item.text, row, field_words(declared.name, owner))
            else:
                yield from _fields(item, _row(item) or field_words(declared.name, owner))


def _row(record: object) -> str:
    """Return what a row is called by its own name; "" where it has none."""
    for attribute, word in (("name", "指标"), ("label", ""), ("heading", "")):
        name: object = getattr(record, attribute, None)
        if isinstance(name, Printed) and name.text:
            return f"{word}“{collapse(name.text)}”"
    return ""


def field_words(field: str, owner: str = "") -> str:
    """Return what a field of a form is called in Chinese, "" where nothing says so.

    Args:
        field: Its name in the records.
        owner: The record it is in, in words, where that makes a difference.
    """
    if owner == _OWN_WORDS["objectives"]:
        field = {"achieved": "achieved_of_objective"}.get(field, field)
    term = all_terms().get(field)
    return _OWN_WORDS.get(field) or (term.chinese if term else "")
