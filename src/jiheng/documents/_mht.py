"""Reads a web archive (``.mht``, ``.mhtml``; what web systems export as ``.doc``): its pages, in order.

Takes the file; every part that is a web page is read as one. Pictures and styles are not looked at.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from jiheng.documents._assembly import Assembly
from jiheng.documents._encoding import check_size, decode_page
from jiheng.documents._html import read_html
from jiheng.documents._model import SourceFile
from jiheng.errors import DocumentError

MAX_PARTS = 2000
MAX_DEPTH = 8
"""Parts inside parts; a page with its pictures has one level."""

_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_FOLDED = re.compile(r"\r?\n[ \t]+")
_PARAMETER = re.compile(r""";\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;]+))""")


class _Part(NamedTuple):
    headers: dict[str, str]
    body: bytes

    def kind(self) -> str:
        return self.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()

    def parameter(self, name: str) -> str:
        for key, quoted, bare in _PARAMETER.findall(self.headers.get("content-type", "")):
            if key.lower() == name:
                return str(quoted or bare)
        return ""


def read_mht(source: SourceFile, assembly: Assembly) -> None:
    """Read the pages of an archive into the assembly.

    Raises:
        DocumentError: It is too large, or there is no page in it.
    """
    check_size(source)
    found = False
    for part in _leaves(_part(source.content), MAX_DEPTH):
        if part.kind() in {"text/html", "application/xhtml+xml"}:
            found = True
            read_html(decode_page(_decoded(part), part.parameter("charset")), assembly)
    if not found:
        raise DocumentError(
            source.name, "网页存档（.mht）里没有网页正文。请用浏览器或 Word 打开，另存为 .docx 后再试。"
        )


def _part(content: bytes) -> _Part:
    border = _HEAD_END.search(content)
    head, body = (content[: border.start()], content[border.end() :]) if border else (content, b"")
    headers: dict[str, str] = {}
    for line in _FOLDED.sub(" ", head.decode("utf-8", "replace")).splitlines():
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return _Part(headers, body)


def _leaves(part: _Part, depth: int) -> Iterator[_Part]:
    """Yield the parts that have no parts, in order."""
    boundary = part.parameter("boundary").encode()
    if not part.kind().startswith("multipart/") or not boundary:
        yield part
    elif depth:
        for piece in re.split(rb"(?:^|\r?\n)--" + re.escape(boundary), part.body, maxsplit=MAX_PARTS)[1:]:
            if not piece.startswith(b"--"):
                yield from _leaves(
                    _part(piece.lstrip(b" \t").removeprefix(b"\r").removeprefix(b"\n")), depth - 1
                )


def _decoded(part: _Part) -> bytes:
    encoding = part.headers.get("content-transfer-encoding", "").lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(part.body)
    if encoding == "base64":
        try:
            return base64.b64decode(part.body)
        except binascii.Error:
            return b""
    return part.body
