"""Where text goes: results to standard output, everything else to standard error."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Literal, TextIO, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from jiheng.audit import Severity
from jiheng.values import round_half_up

PIPED_WIDTH = 100
"""Width where output goes to a file or another program and nobody says otherwise (COLUMNS)."""

_IDLE_SPACES = re.compile(r" +(?=\n)")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What steers a terminal or turns the direction of text; none of it is to be seen."""

SHAPES = {Severity.ERROR: "✗", Severity.WARNING: "▲", Severity.INFO: "●"}
WORDS = {Severity.ERROR: "错误", Severity.WARNING: "存疑", Severity.INFO: "提示"}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


_ColourSystem = Literal["auto", "standard", "256", "truecolor", "windows"]


@dataclass(frozen=True, slots=True)
class Screen:
    """The two streams of a call."""

    out: Console
    err: Console
    quiet: bool = False

    def note(self, text: str) -> None:
        """Write a remark that a person may want to know; silent under ``--quiet``."""
        if text and not self.quiet:
            self.err.print(Text(text, style="dim"), soft_wrap=True)

    def problem(self, text: str) -> None:
        """Write what went wrong, always, on one line."""
        line = " ".join(text.split())
        self.err.print(Text.assemble(("✗ ", "bold red"), line), soft_wrap=True)

    def paper(self, *, to_file: bool) -> Paper:
        """Return what a text for standard output, or for a file, is to be set on."""
        if to_file or not self.out.is_terminal:
            return Paper()
        return Paper(self.out.width, self.out.color_system)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a text is set on, as far as it decides how the text looks; another process can set it as well."""

    width: int = 0
    """Of the terminal; 0 where the text goes to a file or another program."""
    colours: str | None = None

    def console(self) -> tuple[Console, io.StringIO]:
        """Return a console that sets text, and where the text is put."""
        text = io.StringIO()
        if not self.width:
            return plain_console(text), text
        colours = cast("_ColourSystem | None", self.colours)
        console = _SafeConsole(
            file=text,
            force_terminal=True,
            width=self.width,
            color_system=colours,
            highlight=False,
            markup=False,
            emoji=False,
        )
        return console, text


class _SafeConsole(Console):
    """A console on which nothing that a file or its name contains can steer the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of what is printed; rich's own control codes pass, those in text do not."""
        for segment in super().render(renderable, options):
            unsafe = not segment.control and _UNSAFE.search(segment.text)
            yield Segment(_UNSAFE.sub("", segment.text), segment.style) if unsafe else segment


def open_screen(*, quiet: bool = False) -> Screen:
    """Return the streams of this process; colour and width follow the terminal, NO_COLOR and COLUMNS."""
    return Screen(_console(stderr=False), _console(stderr=True), quiet)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    if stream.isatty():
        return _SafeConsole(stderr=stderr, highlight=False, markup=False, emoji=False)
    return plain_console(stream)


def plain_console(stream: TextIO) -> Console:
    """Return a console for a file or another program: no colour, no spaces at the end of a line."""
    fixed = None if os.environ.get("COLUMNS") else PIPED_WIDTH
    return _SafeConsole(
        file=cast("IO[str]", _Trimmed(stream)), width=fixed, highlight=False, markup=False, emoji=False
    )


class _Trimmed(io.TextIOBase):
    """A stream that drops the spaces with which tables fill their lines."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text; a console writes whole lines at a time."""
        return self._stream.write(_IDLE_SPACES.sub("", text))

    def flush(self) -> None:
        """Pass on."""
        self._stream.flush()


def grid(*columns: str, numbers: int = 0) -> Table:
    """Return a plain table: a header and aligned columns, the last ``numbers`` of them to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    first = len(columns) - numbers
    for index, name in enumerate(columns):
        right = index >= first
        table.add_column(name, justify="right" if right else "left", no_wrap=right, overflow="fold")
    return table


def figure(number: Decimal | None, missing: str = "—") -> str:
    """Return a number for people: at most two decimals, no idle zeros."""
    if number is None:
        return missing
    return format(round_half_up(number, 2), "f")


def interval(low: Decimal, high: Decimal) -> str:
    """Return an interval for people: one number where both ends are the same."""
    ends = figure(low), figure(high)
    return ends[0] if ends[0] == ends[1] else "～".join(ends)


def severity_text(severity: Severity, count: int | None = None) -> Text:
    """Return shape, word and, where given, how many: told apart without colour."""
    words = f"{SHAPES[severity]} {WORDS[severity]}" + ("" if count is None else f" {count}")
    return Text(words, style=STYLES[severity] if count != 0 else "dim")
