"""Rules on how a text is written: what programs left in it, words and sentences that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.audit._dossier import Cell, Dossier, Hit, Params, Scored, evidence
from jiheng.audit.functions._readings import listed
from jiheng.audit.prose import plain_text
from jiheng.values import Printed, squeeze

_PROGRAM_MARK = re.compile(
    r"错误[!！](?:未找到引用源|未定义书签|超链接引用无效|文档中没有指定样式的文字)"
    r"|Error!(?:Referencesourcenotfound|Bookmarknotdefined)|(?<![A-Za-z])_(?:GoBack|Toc\d+)"
    r"|(?:HYPERLINK|PAGEREF|MERGEFIELD)(?=[\\\"_])|#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|N/A)"
)
_MARK_SIGN = re.compile(r"[!！#_]|HYPERLINK|PAGEREF|MERGEFIELD")
"""What every text with such a mark holds, white space or not."""
_TWICE = re.compile(r"([\u4e00-\u9fff]{2,8})\1")
_NEAR = re.compile(r"(..).{0,6}\1")
"""What every text with such words holds; it is found, or not, in half the time."""
_ONE_BY_ONE = "一"
_SENTENCE = re.compile(r"[^。；]+[。；]?")
_WHEN = re.compile(r"^(?:(?:20\d\d年度?|全年|本年度?|今年)[，,]?)+")
"""What may stand before the same sentence the one time and not the other."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SHOWN = 40


def program_marks(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A mark that an office program put where it could not resolve a field or formula, or left of one."""
    cells = {entry.index: [*_figures(entry), *_written(entry)] for entry in dossier.scored}
    if dossier.base_data:
        index, base = dossier.base_data
        cells[index] = [cell for row in base.expenditure for cell in (row.label, row.budget, row.actual)]
    for index, own in cells.items():
        if not _MARK_SIGN.search("\n".join([cell.text for cell in own])):
            continue
        for cell in own:
            if found := _PROGRAM_MARK.search(squeeze(cell.text)):
                yield Hit({"mark": found[0]}, evidence(index, cell))


def words_twice(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Words printed twice in a row; 一个一个 says one by one."""
    for entry in dossier.scored:
        for place in _written(entry):
            text = plain_text(place.text)
            if not _NEAR.search(text):
                continue
            found = next((m for m in _TWICE.finditer(text) if m[1][0] != _ONE_BY_ONE), None)
            if found:
                yield Hit({"words": found[0], "word": found[1]}, evidence(entry.index, place))


def _written(entry: Scored) -> tuple[Printed, ...]:
    form = entry.form
    paragraphs = [paragraph for section in form.narrative for paragraph in section.paragraphs]
    goals = [cell for goal in form.objectives for cell in (goal.expected, goal.achieved)]
    rows = [cell for row in entry.rows for cell in (row.indicator.name, row.indicator.deviation_reason)]
    return (*paragraphs, *goals, *rows)


def _figures(entry: Scored) -> list[Cell]:
    rows = [row.indicator for row in entry.rows]
    own: list[Cell] = [cell for row in rows for cell in (row.target, row.achieved, row.score)]
    for line in entry.form.funds:
        own += (line.original_budget, line.final_budget, line.actual_expenditure, line.execution_rate)
    return own


def sentence_twice(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A sentence with figures that stands twice in one report: one result told as two."""
    shortest, fewest = params.number("shortest"), params.number("figures")
    for entry in dossier.scored:
        first: dict[str, Printed] = {}
        twice: dict[str, tuple[Printed, Printed]] = {}
        for section in entry.form.narrative:
            for place in section.paragraphs:
                for printed in _SENTENCE.findall(plain_text(place.text)):
                    sentence = _WHEN.sub("", printed)
                    before = first.setdefault(sentence, place)
                    if before.at == place.at or len(sentence) < shortest:
                        continue
                    if len(_FIGURE.findall(sentence)) >= fewest:
                        twice[sentence] = (before, place)
        if twice:
            places = dict.fromkeys(place for pair in twice.values() for place in pair)
            said = listed([_shortened(sentence) for sentence in twice])
            yield Hit({"count": str(len(twice)), "said": said}, evidence(entry.index, *places))


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= _SHOWN else f"{sentence[:_SHOWN]}…"
