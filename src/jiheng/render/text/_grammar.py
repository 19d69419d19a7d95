"""What stands in braces → a tree of paths and computations, with the words on how to print it.

Nothing here is run: a name is a field of a record, a computation one of four, and there is nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMPUTATIONS = {
    "rate": "rate",
    "比率": "rate",
    "growth": "growth",
    "增长": "growth",
    "sum": "sum",
    "合计": "sum",
    "difference": "difference",
    "相差": "difference",
}
"""Every computation by its names."""
_OPERANDS = {"rate": 2, "growth": 2, "difference": 2}
_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*")
_KEY = re.compile(r"\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]")
_SPACE = re.compile(r"\s*")
_FORMAT_GAP = re.compile(r"[\s，,、]+")
_OPENS, _CLOSES, _COMMAS, _COLONS, _DOT = "(（", ")）", ",，", ":：", "."
_DEEPEST = 5
_HARD_TO_KEY = re.compile(r"[\[\]{}\n]|^\s|\s$|^\d+$|^$")


class ReferenceWrong(Exception):
    """A reference that cannot be printed; what is said of it goes into the list of all that is wrong."""


@dataclass(frozen=True, slots=True)
class Step:
    """A field, with the element of it that is meant where it is a list."""

    name: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Fields from a form, or from another one of the package, to a value."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Computation:
    """A rate, a growth, a sum or a difference of values."""

    name: str
    operands: tuple[Node, ...]


Node = Route | Computation


def parse_reference(text: str) -> tuple[Node, tuple[str, ...]]:
    """Return what a reference names, and the words on how to print it.

    Raises:
        ReferenceWrong: It is not written as a reference is.
    """
    reader = _Reader(text)
    node = reader.node(1)
    formats: tuple[str, ...] = ()
    if reader.skips(_COLONS):
        formats = tuple(word for word in _FORMAT_GAP.split(text[reader.at :].strip()) if word)
        if not formats:
            raise ReferenceWrong("冒号后面要写怎样显示，例如“亿元”“1位小数”")
    elif reader.at < len(text):
        raise ReferenceWrong(f"“{text[reader.at :]}”多余，或前面少了 . 或 :")
    return node, formats


def can_be_key(name: str) -> bool:
    """Whether a printed name can stand in square brackets as it is."""
    return not _HARD_TO_KEY.search(name)


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0

    def skips(self, signs: str) -> bool:
        """Step over one of the signs, and the space around it, where it comes next."""
        self._space()
        if self.text[self.at : self.at + 1] not in tuple(signs):
            return False
        self.at += 1
        self._space()
        return True

    def node(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise ReferenceWrong("算式套得太深")
        name = self._name()
        if not self.skips(_OPENS):
            return self._route(name)
        computation = COMPUTATIONS.get(name)
        if computation is None:
            raise ReferenceWrong(
                f"没有算法 {name}；可用：rate（比率）、growth（增长）、sum（合计）、difference（相差）"
            )
        operands = [self.node(depth + 1)]
        while self.skips(_COMMAS):
            operands.append(self.node(depth + 1))
        if not self.skips(_CLOSES):
            raise ReferenceWrong(f"{name}(… 缺少右括号")
        wanted = _OPERANDS.get(computation)
        if wanted is not None and len(operands) != wanted:
            raise ReferenceWrong(f"{name} 要 {wanted} 个数，写了 {len(operands)} 个")
        return Computation(computation, tuple(operands))

    def _route(self, first: str) -> Route:
        steps = [Step(first, self._key())]
        while self.skips(_DOT):
            steps.append(Step(self._name(), self._key()))
        return Route(tuple(steps))

    def _key(self) -> str | None:
        self._space()
        found = _KEY.match(self.text, self.at)
        if found is None:
            if self.text.startswith("[", self.at):
                raise ReferenceWrong("方括号没有闭合")
            return None
        self.at = found.end()
        return found[1].strip()

    def _name(self) -> str:
        self._space()
        found = _NAME.match(self.text, self.at)
        if found is None:
            rest = self.text[self.at :]
            raise ReferenceWrong(f"“{rest}”不是栏目名" if rest else "缺少栏目名")
        self.at = found.end()
        return found[0]

    def _space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
