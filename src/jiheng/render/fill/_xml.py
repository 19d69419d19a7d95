"""The elements of an XML part with the places of their tags among the part's bytes, and edits of those bytes.

Takes a part's bytes (UTF-8); gives a light tree in which every element knows where it begins and ends, so
that a piece can be replaced and all the rest stays byte for byte. Does not know what the elements mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

_START_TAG = re.compile(rb"""<(?:[^"'<>]|"[^"]*"|'[^']*')*>""")
_UTF_8 = (b"\xef\xbb\xbf", b"<")
_ENCODINGS = frozenset({b"UTF-8", b"US-ASCII", b"ASCII"})
_MAX_DEPTH = 256
"""As deep as the reader goes."""
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_SLASH = ord("/")


class XmlUnusual(Exception):
    """The part is of a kind whose bytes cannot be edited in place (another encoding, a document type)."""


@dataclass(slots=True, eq=False)
class Element:
    """An element: its name with its namespace, attributes, and place among the bytes."""

    name: str
    """``{namespace}local``."""
    attributes: dict[str, str]
    start: int
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    closing: int = -1
    """Where the end tag begins; of an element without one the same as ``start``."""

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("}")[2]

    def find(self, local: str) -> Element | None:
        """Return the first child of this local name."""
        return next((child for child in self.children if child.local == local), None)

    def iter(self) -> Iterator[Element]:
        """Yield this element and all below it in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))

    def get(self, local: str, default: str = "") -> str:
        """Return an attribute by its local name."""
        found = self.attributes.get(local)
        if found is not None:
            return found
        ending = f"}}{local}"
        return next((v for name, v in self.attributes.items() if name.endswith(ending)), default)


def parse(xml: bytes) -> Element:
    """Return the root of a part.

    Raises:
        XmlUnusual: The part is not UTF-8, has a document type, or is damaged.
    """
    declared = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    if not xml.startswith(_UTF_8) or (
        declared and declared[1].upper() not in {b"UTF-8", b"US-ASCII", b"ASCII"}
    ):
        raise XmlUnusual
    builder = _Builder()
    parser = expat.ParserCreate(encoding="UTF-8", namespace_separator="}")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.buffer_text = True
    builder.parser = parser
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - the last piece; the parser takes no name for it
    except expat.ExpatError as error:
        raise XmlUnusual from error
    if builder.root is None:
        raise XmlUnusual
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.parser: expat.XMLParserType | None = None
        self._open: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else None
        element = Element(_clark(name), {_clark(k): v for k, v in attributes.items()}, self._here(), parent)
        if parent is None:
            self.root = element
        else:
            parent.children.append(element)
        self._open.append(element)
        if len(self._open) > _MAX_DEPTH:
            raise XmlUnusual

    def end(self, _name: str) -> None:
        self._open.pop().closing = self._here()

    def refuse(self, *_: object) -> None:
        raise XmlUnusual

    def _here(self) -> int:
        return self.parser.CurrentByteIndex if self.parser else 0


def _clark(name: str) -> str:
    return f"{{{name}" if "}" in name else name


class Source:
    """A part's bytes, its tree, and the edits that are to be made."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.root = parse(xml)
        self._edits: dict[tuple[int, int], bytes] = {}
        self._inserted: dict[int, list[bytes]] = {}

    def open_end(self, element: Element) -> int:
        """Return where an element's start tag ends."""
        found = _START_TAG.match(self.xml, element.start)
        if found is None:
            raise XmlUnusual
        return found.end()

    def is_empty_tag(self, element: Element) -> bool:
        """Whether an element is written as one tag (``<w:p/>``)."""
        return self.xml[self.open_end(element) - 2] == _SLASH

    def end(self, element: Element) -> int:
        """Return where an element ends."""
        if self.is_empty_tag(element):
            return self.open_end(element)
        return self.xml.index(b">", element.closing) + 1

    def outer(self, element: Element) -> bytes:
        """Return an element's bytes."""
        return self.xml[element.start : self.end(element)]

    def start_tag(self, element: Element) -> bytes:
        """Return an element's start tag."""
        return self.xml[element.start : self.open_end(element)]

    def prefix(self, element: Element) -> bytes:
        """Return the prefix an element is written with (``w:``), or nothing."""
        name = re.match(rb"<([^\s/>]+)", self.xml[element.start : element.start + 256])
        before, colon, _ = name[1].partition(b":") if name else (b"", b"", b"")
        return before + colon if colon else b""

    def replace(self, element: Element, content: bytes) -> None:
        """Put other bytes in the place of an element."""
        self._edits[element.start, self.end(element)] = content

    def is_replaced(self, element: Element) -> bool:
        """Whether other bytes are to stand in the place of a whole element."""
        return (element.start, self.end(element)) in self._edits

    def replace_range(self, start: int, end: int, content: bytes) -> None:
        """Put other bytes in the place of some."""
        self._edits[start, end] = content

    def insert(self, at: int, content: bytes) -> None:
        """Put bytes in front of a place, behind what was put there before."""
        self._inserted.setdefault(at, []).append(content)

    def append(self, element: Element, content: bytes) -> None:
        """Put bytes at the end of an element's content."""
        if not self.is_empty_tag(element):
            self.insert(element.closing, content)
            return
        tag = self.start_tag(element)
        name = re.match(rb"<([^\s/>]+)", tag)
        if name is None:
            raise XmlUnusual
        self.replace(element, tag[:-2].rstrip() + b">" + content + b"</" + name[1] + b">")

    @property
    def changed(self) -> bool:
        """Whether anything is to be changed."""
        return bool(self._edits or self._inserted)

    def result(self) -> bytes:
        """Return the bytes with every edit made; an edit inside a larger one is dropped with it."""
        pieces: list[bytes] = []
        at = 0
        places = sorted({*((start, -end) for start, end in self._edits), *((p, 0) for p in self._inserted)})
        for start, minus_end in places:
            if start < at:
                continue
            if minus_end == 0:
                pieces += [self.xml[at:start], *self._inserted[start]]
                at = start
                continue
            pieces += [self.xml[at:start], *self._inserted.get(start, ()), self._edits[start, -minus_end]]
            at = -minus_end
        return b"".join((*pieces, self.xml[at:]))
