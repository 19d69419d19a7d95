"""Shows a number as a workbook's number format shows it: ``0.9375`` under ``0.00%`` is ``93.75%``.

Takes a format code and the number as stored; gives the text a Chinese Excel displays. Knows sections with and
without conditions, digits, thousands, percent, scientific notation, literals, currencies and (in
``_xlsx_dates``) dates. Does not know fractions and Chinese numerals (``[DBNum1]``): fractions are shown as
General, numerals as digits. General shows the 15 digits of the formula bar, whatever the column's width, so
that no digit of a figure is lost.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from jiheng.documents._xlsx_dates import is_date_token, show_date

GENERAL = "General"
MAX_CODE = 512
"""Excel allows 255 characters; a longer code is a fault of the file and read as General."""

BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
    **dict.fromkeys((37, 38), "#,##0_);(#,##0)"),
    **dict.fromkeys((39, 40), "#,##0.00_);(#,##0.00)"),
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""The codes a workbook names by number only, as a Chinese Excel shows them."""

_TOKEN = re.compile(
    r'"[^"]*"?|[\\!].|_.|\*.|\[[^\]]*\]?|General|AM/PM|A/P|上午/下午|E[+-]|'
    r"y+|m+|d+|h+|s+|a{3,4}|e+|.",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]{1,20}(?:\.[0-9]{1,20})?)\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$([^\-\]]*)[^\]]*\]?")
_ESCAPED = "\\!_*"
"""``\\x`` and ``!x`` stand for x, ``_x`` for a space of its width, ``*x`` fills the column."""
_KIND_BY_CHARACTER = {
    **dict.fromkeys("0#?", "digit"),
    ".": "point",
    ",": "comma",
    "%": "percent",
    "/": "slash",
    "@": "text",
    ";": "end",
}
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_EVERY_DIGIT = Context(prec=8 * MAX_CODE, rounding=ROUND_HALF_UP)
"""Room for the largest number under the longest code of percent signs or decimals."""
_PLAIN_EXPONENTS = range(-10, 21)


class Token(NamedTuple):
    """A piece of a format code.

    Kinds: literal, digit, point, comma, percent, slash, text (``@``), general, exponent, date, end.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None

    def has(self, kind: str) -> bool:
        return any(token.kind == kind for token in self.tokens)


def show_number(code: str, number: Decimal, *, since_1904: bool = False) -> str:
    """Return a number as the format shows it.

    Args:
        code: The format code, ``0.00%``.
        number: The number as stored.
        since_1904: Whether the workbook counts its days from 1904.
    """
    if code == GENERAL:
        return show_general(number)
    section, is_negative_section = _choose(_sections(code), number)
    if section is None or (section.has("slash") and not section.has("date")):
        return show_general(number)
    if section.has("date"):
        return show_date(section.tokens, number, since_1904=since_1904) or show_general(number)
    sign = "-" if number < 0 and not is_negative_section else ""
    if section.has("exponent"):
        return sign + _scientific(section.tokens, abs(number))
    return sign + _fixed(section.tokens, abs(number))


def show_text(code: str, text: str) -> str:
    """Return a text as the format shows it: ``@"元"`` adds 元."""
    for section in _sections(code)[-1:]:
        if section.has("text"):
            return "".join(
                text if token.kind == "text" else token.text if token.kind == "literal" else ""
                for token in section.tokens
            )
    return text


def show_general(number: Decimal) -> str:
    """Return a number as the General format shows it, to 15 significant digits."""
    rounded = _FIFTEEN_DIGITS.plus(number)
    if not rounded:
        return "0"
    if rounded.adjusted() in _PLAIN_EXPONENTS:
        plain = f"{rounded:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    mantissa = f"{rounded.scaleb(-rounded.adjusted()).normalize():f}"
    return f"{mantissa}E{rounded.adjusted():+03d}"


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[Token] = []
    condition = None
    for piece in [*_TOKEN.findall(code if 0 < len(code) <= MAX_CODE else GENERAL), ";"]:
        token = _token(piece)
        if token.kind == "end":
            sections.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif matched := _CONDITION.fullmatch(piece):
            condition = matched[1], Decimal(matched[2])
        else:
            tokens.append(token)
    return tuple(sections)


def _token(piece: str) -> Token:
    first = piece[0]
    if first == "[":
        return _bracketed(piece)
    if first == '"':
        return Token("literal", piece.strip('"'))
    if first in _ESCAPED and len(piece) > 1:
        return Token("literal", {"_": " ", "*": ""}.get(first, piece[1:]))
    if is_date_token(piece):
        return Token("date", piece)
    kind = {"general": "general", "e+": "exponent", "e-": "exponent"}.get(piece.lower())
    return Token(kind or _KIND_BY_CHARACTER.get(piece, "literal"), piece)


def _bracketed(piece: str) -> Token:
    if elapsed := _ELAPSED.fullmatch(piece):
        return Token("date", f"[{elapsed[1].lower()}]")
    currency = _CURRENCY.fullmatch(piece)
    return Token("literal", currency[1] if currency else "")  # colours, numerals and locales show nothing


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section | None, bool]:
    """Return the section for a number, and whether it is one that writes the minus itself."""
    numeric = sections[:-1] if sections[-1].has("text") else sections[:3]
    if not numeric:
        return None, False
    if any(section.condition for section in numeric):
        for index, section in enumerate(numeric):
            if section.condition is None or _COMPARE[section.condition[0]](number, section.condition[1]):
                return section, index > 0 and number < 0
        return None, False
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    return numeric[2 if number == 0 and len(numeric) > 2 else 0], False  # noqa: PLR2004  # the third is for zero


def _fixed(tokens: tuple[Token, ...], number: Decimal) -> str:
    """Return a number without sign under a section of digits, point, thousands, percent and literals."""
    kinds = [token.kind for token in tokens]
    if "digit" not in kinds:
        return "".join(
            show_general(number) if token.kind in {"general", "text"} else token.text
            for token in tokens
            if token.kind in {"general", "text", "literal", "percent"}
        )
    point = kinds.index("point") if "point" in kinds else len(tokens)
    last = max((index for index in range(point) if kinds[index] == "digit"), default=0)
    very_last = len(kinds) - 1 - kinds[::-1].index("digit")
    scale = kinds[last:point].count("comma") + kinds[max(very_last, point) :].count("comma")
    decimals = [token.text for token in tokens[point:] if token.kind == "digit"]
    scaled = number.scaleb(2 * kinds.count("percent") - 3 * scale)
    whole, _, fraction = _rounded(scaled, len(decimals)).partition(".")
    shown = len(decimals)
    while shown and decimals[shown - 1] != "0" and fraction[shown - 1] == "0":
        shown -= 1
    before = _whole(tokens[:point], whole.lstrip("0"), grouped="comma" in kinds[:last])
    return before + _after_point(tokens[point:], fraction[:shown])


def _rounded(number: Decimal, places: int) -> str:
    return f"{_EVERY_DIGIT.quantize(number, Decimal(1).scaleb(-places)):f}"


def _whole(tokens: tuple[Token, ...], digits: str, *, grouped: bool) -> str:
    """Fill the places before the point from the right; the leftmost place takes all that is left."""
    shown: list[str] = []
    left = [token.kind for token in tokens].count("digit")
    remaining = list(digits)
    count = 0
    if not left:
        return "".join(token.text for token in tokens if token.kind in {"literal", "percent"}) + digits
    for token in reversed(tokens):
        if token.kind == "digit":
            left -= 1
            for _ in range(1 if left else max(len(remaining), 1)):
                digit = remaining.pop() if remaining else "0" if token.text == "0" else ""
                if digit:
                    shown.append("," if grouped and count and count % 3 == 0 else "")
                    shown.append(digit)
                    count += 1
        elif token.kind in {"literal", "percent"}:
            shown.append(token.text)
    return "".join(reversed(shown))


def _after_point(tokens: tuple[Token, ...], fraction: str) -> str:
    """Return point, decimals and what follows; a point without decimals is left out: ``5.`` is no figure."""
    shown = ["." if fraction else ""]
    digits = iter(fraction)
    for token in tokens:
        if token.kind == "digit":
            shown.append(next(digits, ""))
        elif token.kind in {"literal", "percent"}:
            shown.append(token.text)
    return "".join(shown)


def _scientific(tokens: tuple[Token, ...], number: Decimal) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    mantissa, tail = tokens[:at], tokens[at + 1 :]
    kinds = [token.kind for token in mantissa]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    step = max(kinds[:point].count("digit"), 1)
    places = kinds[point:].count("digit")
    exponent = 0
    if number:
        exponent = number.adjusted() // step * step
        digits_before = len(_rounded(number.scaleb(-exponent), places).partition(".")[0])
        exponent += step if digits_before > step else 0
    width = sum(token.text == "0" for token in tail if token.kind == "digit")
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    after = "".join(token.text for token in tail if token.kind == "literal")
    return f"{_fixed(mantissa, number.scaleb(-exponent))}E{sign}{abs(exponent):0{max(width, 1)}d}{after}"
