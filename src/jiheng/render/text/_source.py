"""The source of a report's text → headings and paragraphs, each made of literal text and references.

Takes what a person wrote; gives blocks with the line and column of every reference. Looks no reference up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"(#+)[ \t]*")
_BULLET = re.compile(r"[-*][ \t]+")
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_CHAPTER = re.compile(r"([一二三四五六七八九十]{1,3})、")
_SUBCHAPTER = re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)]")
_DIGITS = "零一二三四五六七八九"
_DEEPEST = 2
_TEN = 10
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something in a source that cannot be as it is, with its place (from 1)."""

    line: int
    column: int
    what: str
    """What is written there: ``{funds.totl}``."""
    reason: str

    def __str__(self) -> str:
        return f"第 {self.line} 行第 {self.column} 列 {self.what}：{self.reason}"


@dataclass(frozen=True, slots=True)
class Reference:
    """What stands in braces, and where its brace opens."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 or 2) or a paragraph (level 0)."""

    level: int
    pieces: tuple[str | Reference, ...]


@dataclass(slots=True)
class _Numbers:
    """The numbers of headings and list items, counted on from those that are written out."""

    chapter: int = 0
    subchapter: int = 0
    item: int = 0

    def heading(self, level: int, text: str) -> str:
        """Return the number to put before a heading; "" where it has one."""
        self.item = 0
        if level == 1:
            self.subchapter = 0
            written = _CHAPTER.match(text)
            self.chapter = _number(written[1]) if written else self.chapter + 1
            return "" if written else f"{_hanzi(self.chapter)}、"
        written = _SUBCHAPTER.match(text)
        self.subchapter = _number(written[1]) if written else self.subchapter + 1
        return "" if written else f"（{_hanzi(self.subchapter)}）"


def parse_source(source: str) -> tuple[tuple[Block, ...], tuple[Wrong, ...]]:
    """Return a source's blocks, and what is wrong with how it is written.

    A line is a paragraph. ``#`` begins a heading 一、 and ``##`` one below it, （一）; a heading that has
    its number already keeps it. ``-`` begins an item of a list, numbered 1. 2. …; a backslash in front takes
    a line (or a heading's text) as it is.
    """
    numbers = _Numbers()
    wrong: list[Wrong] = []
    blocks: list[Block] = []
    for number, line in enumerate(source.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip():
            numbers.item = 0
            continue
        blocks.append(_block(line, number, numbers, wrong))
    return tuple(blocks), tuple(wrong)


def _block(line: str, number: int, numbers: _Numbers, wrong: list[Wrong]) -> Block:
    text = line.strip()
    start = line.index(text[0])
    level, before = 0, ""
    if found := _HEADING.match(text):
        level = len(found[1])
        if level > _DEEPEST:
            wrong.append(Wrong(number, start + 1, found[1], "只有 # 和 ## 两级标题"))
            level = _DEEPEST
        text = text[found.end() :]
        start += found.end()
        if not text:
            wrong.append(Wrong(number, start, "#", "标题是空的"))
        elif not text.startswith("\\"):
            before = numbers.heading(level, text)
    elif found := _BULLET.match(text):
        numbers.item += 1
        before = f"{numbers.item}."
        text = text[found.end() :]
        start += found.end()
    else:
        numbers.item = 0
    if not before and text.startswith("\\"):
        text = text[1:]
        start += 1
    pieces = tuple(_pieces(text, number, start, wrong))
    return Block(level, (before, *pieces) if before else pieces)


def _pieces(text: str, line: int, start: int, wrong: list[Wrong]) -> Iterator[str | Reference]:
    end = 0
    for found in _PIECE.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        end = found.end()
        column = start + found.start() + 1
        if found[1] is not None:
            yield Reference(found[1].strip(), line, column)
        elif len(found[0]) > 1:
            yield found[0][0]
        elif found[0] == "{":
            wrong.append(Wrong(line, column, "{", "没有对应的 }；要写花括号本身，请写 {{"))
        else:
            wrong.append(Wrong(line, column, "}", "没有对应的 {；要写花括号本身，请写 }}"))
    if end < len(text):
        yield text[end:]


def escape(text: str) -> str:
    """Return text as a source writes it within a line: braces doubled."""
    return text.replace("{", "{{").replace("}", "}}")


def escape_start(line: str) -> str:
    """Return a paragraph's line with a backslash in front where it would be read as something else."""
    return f"\\{line}" if line.startswith(("#", "\\")) or _BULLET.match(line) else line


def heading_line(heading: str) -> str:
    """Return a finished heading as a source writes it, so that it comes back the same."""
    if _CHAPTER.match(heading):
        return f"# {escape(heading)}"
    if _SUBCHAPTER.match(heading):
        return f"## {escape(heading)}"
    return f"# \\{escape(heading)}"


def _hanzi(number: int) -> str:
    """Return a number from 1 to 99 as headings print it."""
    if number >= _HUNDRED:
        return str(number)
    tens, ones = divmod(number, _TEN)
    if not tens:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def _number(printed: str) -> int:
    tens, mark, ones = printed.rpartition("十")
    if not mark:
        return _DIGITS.find(printed) if len(printed) == 1 else 0
    return (_DIGITS.find(tens) if tens else 1) * _TEN + (_DIGITS.find(ones) if ones else 0)
