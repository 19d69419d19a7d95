"""Report text (绩效自评报告): its title, its sections, and the filing line behind a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiheng.documents import Paragraph
from jiheng.forms import FilledForm
from jiheng.reports._types import Section
from jiheng.values import Printed, collapse, halve, read_year, squeeze

_REPORT = "自评报告"
_TITLE_LENGTH = 60
_TITLE_LINES = 3
_SENTENCE_END = tuple("。；！？：")
_ANNEX = re.compile(r"附(?:件|表)\d*[:：]?")
_FILING = re.compile(r"填[表报]人|填报日期|填表日期|填报时间|单位负责人")
_NOTE = re.compile(r"(?:说明|备注|注|填表说明)[:：]")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SUBCHAPTER = re.compile(r"[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]")
_YEAR_LINE = re.compile(r"[（(]?20\d\d年度?[）)]?")
_ROW = re.compile(r"(T\d+)R(\d+)(?:C\d+)?")
_CHAPTER_LENGTH = 40
_SUBCHAPTER_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Between:
    """The paragraphs between two tables, told apart."""

    tail: tuple[Printed, ...]
    """What still belongs to the table before: notes, the filing line."""
    title: Printed
    """The report's title, its lines joined; "" where there is no report text."""
    body: tuple[Printed, ...]


def as_printed(paragraphs: Sequence[Paragraph]) -> tuple[Printed, ...]:
    """Return paragraphs with their addresses, as the lines of a worksheet are."""
    return tuple(Printed(paragraph.text, paragraph.address) for paragraph in paragraphs)


def above_title(form: FilledForm) -> tuple[Printed, ...]:
    """Return what stands above a form: paragraphs, and a worksheet's own lines above the form's title."""
    found = _ROW.fullmatch(form.title.at)
    if found is None:
        return as_printed(form.before)
    table, row = found[1], int(found[2])
    lines = [(_ROW.fullmatch(line.at), line) for line in form.notes]
    above = [line for place, line in lines if place and place[1] == table and int(place[2]) < row]
    return (*as_printed(form.before), *above)


def fiscal_year(form: FilledForm) -> int | None:
    """Return the year of the title, or of the line that holds nothing but the year."""
    lines = [form.title.text, *(note.text for note in form.notes)]
    below = next((i for i, p in enumerate(form.before) if p.address == form.title.at), len(form.before))
    lines += [paragraph.text for paragraph in form.before[below:]]
    found = [read_year(lines[0])]
    found += [read_year(halve(text)) for text in lines[1:] if _YEAR_LINE.fullmatch(halve(text))]
    return next((year for year in found if year), None)


def split_between(paragraphs: Sequence[Printed], table_title: Printed) -> Between:
    """Tell the tail of the table before from the report text in front of the next table.

    Args:
        paragraphs: Those between two tables, in reading order.
        table_title: The title line of the next table; it ends the report text.
    """
    end = next((i for i, p in enumerate(paragraphs) if p.at == table_title.at), len(paragraphs))
    last = next((i for i, p in enumerate(paragraphs[:end]) if _ends_title(p)), None)
    if last is None:
        return Between(tuple(paragraphs[:end]), Printed("", ""), ())
    first = last
    while first > 0 and last - first < _TITLE_LINES - 1 and _may_be_title(paragraphs[first - 1]):
        first -= 1
    lines = paragraphs[first : last + 1]
    title = Printed("".join(collapse(p.text) for p in lines), lines[0].at)
    return Between(tuple(paragraphs[:first]), title, tuple(paragraphs[last + 1 : end]))


def _ends_title(paragraph: Printed) -> bool:
    text = squeeze(paragraph.text)
    return len(text) <= _TITLE_LENGTH and text.endswith(_REPORT)


def _may_be_title(paragraph: Printed) -> bool:
    text = squeeze(paragraph.text)
    if len(text) > _TITLE_LENGTH or text.endswith(_SENTENCE_END) or _CHAPTER.match(text):
        return False
    return not (_ANNEX.fullmatch(text) or _FILING.search(text) or _NOTE.match(text))


def report_name(title: str) -> str:
    """Return the project a report's title names (…经费绩效自评报告 → …经费)."""
    return re.sub(r"(?:项目)?(?:支出)?(?:绩效)?自评报告$", "", title)


def filing_line(paragraphs: Sequence[Printed], loose: Sequence[Printed]) -> Printed:
    """Return the line with 填表人 and 填报日期, wherever it stands; "" where there is none."""
    lines = [*loose, *paragraphs]
    return next((Printed(collapse(p.text), p.at) for p in lines if _FILING.search(p.text)), Printed("", ""))


def notes(paragraphs: Sequence[Printed], loose: Sequence[Printed]) -> tuple[Printed, ...]:
    """Return the printed notes (说明：…) of a table."""
    lines = [*loose, *paragraphs]
    return tuple(Printed(collapse(p.text), p.at) for p in lines if _NOTE.match(squeeze(p.text)))


def sections(body: Sequence[Printed]) -> tuple[Section, ...]:
    """Cut a report text at its headings; text before the first heading has the heading ""."""
    cut: list[tuple[Printed, list[Printed]]] = []
    for paragraph in body:
        text = Printed(collapse(paragraph.text), paragraph.at)
        if is_heading(text.text):
            cut.append((text, []))
        elif cut:
            cut[-1][1].append(text)
        else:
            cut.append((Printed("", text.at), [text]))
    return tuple(Section(head, "\n".join(p.text for p in texts), tuple(texts)) for head, texts in cut)


def is_heading(text: str) -> bool:
    """Return whether a paragraph is a heading of its own (一、…; （一）… without a sentence behind it)."""
    if text.endswith(_SENTENCE_END) or "。" in text:
        return False
    if _CHAPTER.match(text):
        return len(text) <= _CHAPTER_LENGTH
    return bool(_SUBCHAPTER.match(text)) and len(text) <= _SUBCHAPTER_LENGTH
