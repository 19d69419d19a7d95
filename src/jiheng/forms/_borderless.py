"""Document without tables → the forms in its text, where the borders of the tables are lost.

Each line's address stands for the cells in it. Used only where a document has no table that is a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.documents import Document, Paragraph, Problem
from jiheng.forms._catalogue import all_form_cards
from jiheng.forms._evidence import Evidence, has_block, is_title, part_of_a_form, recognize
from jiheng.forms._labels import plain
from jiheng.forms._runon import is_run_on, separate
from jiheng.forms._stream import Stream, read_stream
from jiheng.forms._tokens import Token, tokens_of
from jiheng.forms._types import FilledForm, FormCard
from jiheng.forms._walk import short_key
from jiheng.values import Printed

_HEADING_LINES = 6
"""A title so near below another repeats it."""
_YEAR_LINE = re.compile(r"（?20\d\d年度?）?")
_FILING = re.compile(r"填[表报]日期|填[表报]人")


def find_borderless(document: Document) -> tuple[tuple[FilledForm, ...], tuple[Problem, ...]]:
    """Return the forms of a document whose text holds them without tables, and parts that name no form.

    Raises:
        FormAmbiguous: Two cards fit a piece of the text equally well.
    """
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    cards = [card for card in all_form_cards() if not card.needs_borders]
    labels = frozenset().union(*(card.labels() for card in cards))
    tokens = _tokens(paragraphs, labels, document.name) if paragraphs else ()
    forms: list[FilledForm] = []
    problems: list[Problem] = []
    headless: Sequence[Token] = ()
    for piece in _pieces(tokens):
        title = next((token for token in piece if is_title(token.text)), Token("", "", starts_line=True))
        keys = frozenset(short_key(token.text) for token in piece) - {""}
        place = f"{piece[0].at} 起的文字"
        card = recognize(Evidence(title.text, keys), document.name, place)
        if card is not None and card.needs_borders:
            problems.append(_without_borders(card, piece[0].at))
        elif card is not None:
            stream = read_stream(card, piece)
            if headless and (part := _with_columns_of(stream, headless)):
                forms.append(part)
                problems.pop()
            forms.append(_filled(card, title, stream))
        elif has_block(keys):
            problems.append(part_of_a_form(piece[0].at))
        headless = piece if card is None and has_block(keys) else ()
    return tuple(forms), tuple(problems)


def _with_columns_of(stream: Stream, headless: Sequence[Token]) -> FilledForm | None:
    """Read a form whose head is cut off, where the form behind it has the very same columns."""
    part = read_stream(stream.card, headless)
    if not part.rows or any(stream.headers.get(block) != columns for block, columns in part.headers.items()):
        return None
    text = (
        f"《{stream.card.title}》的开头缺失，没有表名和项目名称；栏目与后一张表相同，按后一张表的种类读取。"
    )
    part.problems.insert(0, Problem("form_headless", text, headless[0].at))
    return _filled(stream.card, Token("", headless[0].at, starts_line=True), part)


def _without_borders(card: FormCard, at: str) -> Problem:
    text = f"{at} 起像是《{card.title}》，但表格线已经丢失，不能确定各格的位置，未读取。请提供带表格的文件。"
    return Problem("borders_lost", text, at)


def _tokens(paragraphs: Sequence[Paragraph], labels: frozenset[str], document: str) -> Sequence[Token]:
    if not any(is_run_on(paragraph) for paragraph in paragraphs):
        return tokens_of(paragraphs, labels)
    return tuple(separate(paragraphs, document))


def _pieces(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut the text at title lines; what stands before the first title may be the end of a form cut off."""
    starts = [0, *(i for i, token in enumerate(tokens) if is_title(token.text))]
    cuts = sorted({start for i, start in enumerate(starts) if not _repeats(tokens, starts, i)})
    for first, last in zip(cuts, [*cuts[1:], len(tokens)], strict=True):
        if first < last:
            yield tokens[first:last]


def _repeats(tokens: Sequence[Token], starts: Sequence[int], index: int) -> bool:
    """Whether a title only repeats the one just above it (a page's heading and the table's own)."""
    return index > 0 and starts[index] - starts[index - 1] <= _HEADING_LINES and bool(tokens)


def _filled(card: FormCard, title: Token, stream: Stream) -> FilledForm:
    """Make a form of what the stream gave; its title, year and filing line are no unread cells."""
    year = next((cell.text for cell in stream.unread if _YEAR_LINE.fullmatch(plain(cell.text))), "")
    filing = tuple(cell for cell in stream.unread if _FILING.search(cell.text))
    aside = {*filing, Printed(title.text, title.at)}
    left = tuple(
        cell
        for cell in stream.unread
        if cell not in aside and not is_title(cell.text) and not _YEAR_LINE.fullmatch(plain(cell.text))
    )
    return FilledForm(
        card=card,
        grids=(),
        title=Printed(f"{title.text}{year}", title.at),
        fields=stream.fields,
        rows=tuple(stream.rows),
        total=stream.total,
        notes=filing,
        unread=left,
        before=(),
        after=(),
        problems=tuple(stream.problems),
        units=stream.units,
        readings=stream.readings,
    )
