"""Hostile texts and pages: scripts and references, nesting, encodings mixed and misnamed, formulas."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Iterator
from functools import partial

from tests.documents.office import document_xml, docx, paragraph, xlsx
from tests.hostile.attack import Attack, either, harmless, refused
from tests.hostile.office import ADDRESS, DOCTYPES, LAUGHS, ROWS, SECRET
from tests.hostile.small import LINES, MARKDOWN, PAGE, TABLE_TEXT, content_xml, odf, typed

TEXTS = {"txt": LINES, "csv": TABLE_TEXT, "md": MARKDOWN, "html": PAGE}
MARKS = {
    "utf-8-sig": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-8": b"",
    "gbk": b"",
    "gb18030": b"",
}
SPANS = "<tr><td rowspan=65534 colspan=1000>甲</td></tr>"
RARE = "𠮷㐀䶵"
"""Characters that GB18030 writes in four bytes, one of them beyond the first plane."""


def attacks() -> Iterator[Attack]:
    """Yield every hostile text and page."""
    yield from _encodings()
    yield from _pages()
    for kind in TEXTS:
        yield either(f"{kind}-of-zeros.{kind}", lambda: bytes(100_000))
        yield refused(f"{kind}-too-large.{kind}", lambda: b"a" * (65 * 1024 * 1024), "64 MB")
    yield harmless("csv-formulas.csv", _formulas, "甲")
    yield harmless("csv-rows-with-nothing.csv", lambda: b",,\n" * 600_000 + "甲,乙,丙\n".encode())
    yield refused("csv-all-rows-with-nothing.csv", lambda: b",,\n" * ROWS, "2000000")
    yield either("csv-quote-never-closed.csv", lambda: b'"' + b"a,\n" * 1_000_000)
    yield refused("csv-cells-beyond-counting.csv", lambda: b"," * 3_000_000, "2000000")
    yield harmless(
        "md-links-and-pictures.md",
        partial(_encoded, f"# 表\n![甲]({ADDRESS}) [乙](file:///etc/passwd)\n丙", "utf-8"),
        "丙",
        SECRET,
    )
    yield harmless("md-brackets.md", lambda: b"[" * 500_000 + "\n丙".encode(), "丙")
    yield either("md-table-of-one-row.md", lambda: b"|" * 200_000)
    yield either("txt-of-line-ends.txt", lambda: b"\r\n" * 900_000)
    yield refused("txt-of-too-many-lines.txt", lambda: b"\n" * 1_000_001, "行")
    yield refused("xml-of-word-2003.doc", lambda: b"<?xml version='1.0'?><w:wordDocument/>", "XML")
    yield refused(
        "xml-entities.txt", partial(_encoded, f"<?xml version='1.0'?>{LAUGHS}<x>&m;</x>", "utf-8"), "XML"
    )
    yield refused(
        "svg.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", "XML"
    )


def _encoded(text: str, encoding: str) -> bytes:
    return MARKS.get(encoding, b"") + text.encode(encoding, "replace")


def _encodings() -> Iterator[Attack]:
    for kind, text in TEXTS.items():
        for encoding in MARKS:
            rare = RARE if encoding != "gbk" else ""
            shown = text.replace('<meta charset="utf-8">', "").replace("项目", f"项目{rare}", 1)
            yield harmless(f"{kind}-in-{encoding}.{kind}", partial(_encoded, shown, encoding), f"项目{rare}")
        yield either(f"{kind}-in-utf-32.{kind}", partial(_encoded, text, "utf-32"))
        yield either(f"{kind}-in-utf-16-unmarked.{kind}", partial(text.encode, "utf-16-le"))
        yield either(f"{kind}-in-big5.{kind}", partial(_encoded, text, "big5"))
        yield either(f"{kind}-half-gbk.{kind}", partial(_two, text, "utf-8", "gbk"))
        yield either(f"{kind}-half-utf-8.{kind}", partial(_two, text, "gbk", "utf-8"))
        yield either(f"{kind}-half-utf-16.{kind}", partial(_two, text, "utf-8", "utf-16"))
        yield either(
            f"{kind}-mark-and-gbk.{kind}", partial(_marked, codecs.BOM_UTF8, text.encode("gbk", "replace"))
        )
        yield either(f"{kind}-mark-alone.{kind}", lambda: codecs.BOM_UTF16_LE)
        yield either(
            f"{kind}-odd-utf-16.{kind}", partial(_marked, codecs.BOM_UTF16_LE, text.encode("utf-16-le")[:-1])
        )
        yield either(f"{kind}-halves-of-characters.{kind}", lambda: codecs.BOM_UTF16_LE + b"\x00\xd8" * 500)
    for encoding in ("utf-16", "gb18030", "utf-32", "utf-7", "no-such"):
        yield either(f"docx-part-in-{encoding}.docx", partial(_part_in, "docx", encoding))
        yield either(f"xlsx-part-in-{encoding}.xlsx", partial(_part_in, "xlsx", encoding))
        yield either(f"odt-part-in-{encoding}.odt", partial(_part_in, "odt", encoding))


def _marked(mark: bytes, content: bytes) -> bytes:
    return mark + content


def _two(text: str, first: str, second: str) -> bytes:
    return text.encode(first, "replace") + text.encode(second, "replace")


def _part_in(kind: str, encoding: str) -> bytes:
    if kind == "docx":
        xml = document_xml(paragraph("甲"))
    elif kind == "xlsx":
        return typed(xlsx({"表": "<sheetData/>"}, strings="<si><t>甲</t></si>"))
    else:
        xml = content_xml("text", "<text:p>甲</text:p>")
    coded = xml.replace("UTF-8", encoding).encode("utf-8" if encoding == "no-such" else encoding)
    return docx(coded) if kind == "docx" else odf("text", coded.decode("latin-1"))


def _formulas() -> bytes:
    return "=cmd|'/c calc'!A0,甲\n@SUM(1),+1+cmd\n=WEBSERVICE(\"http://127.0.0.1:9/x\"),-1\n".encode()


def _pages() -> Iterator[Attack]:
    active = (
        f"<html><head><base href='{ADDRESS}'><meta http-equiv=refresh content='0;url={ADDRESS}'>"
        f"<link rel=stylesheet "
        f"href='{ADDRESS}'><script src='{ADDRESS}'></script></head><body "
        f"onload='fetch(\"{ADDRESS}\")'><p>甲</p>"
        f"<iframe src='file:///etc/passwd'></iframe><img src='{ADDRESS}' onerror='x()'><object "
        f"data='{ADDRESS}'>"
        f"</object><embed src='{ADDRESS}'><table background='{ADDRESS}'><tr><td>乙</td></tr></table>"
        f"</body></html>"
    )
    deep = "<table><tr><td>" * 100_000 + "底"
    contents = {
        "active": (active, harmless),
        "tables-deep": (f"<html><body>{deep}</body></html>", either),
        "tables-deep-closed": (f"<html>{deep}{'</td></tr></table>' * 100_000}</html>", either),
        "rows-with-nothing": (f"<html><table>{'<tr></tr>' * (ROWS // 4)}</table></html>", either),
        "spans-huge": (f"<html><table>{SPANS * 3000}</table>", either),
        "tag-never-ends": ("<html><p>甲<" + "a " * 1_000_000, either),
        "less-than": ("<html><p>" + "<" * 1_000_000, either),
        "comment-never-ends": ("<html><p>甲</p><!--" + "-" * 1_000_000, either),
        **{
            f"entities-{name}": (f"{doctype}<html><p>甲&m;</p>", either) for name, doctype in DOCTYPES.items()
        },
    }
    for name, (text, make) in contents.items():
        yield make(f"html-{name}.html", partial(_encoded, text, "utf-8"))
        yield make(f"mht-{name}.mht", partial(_archived, text[: len(text) // 4]))
    yield harmless(
        "mht-outside-parts.mht", partial(_archived, "<html><p>甲</p></html>", extra=True), "甲", SECRET
    )
    yield either("mht-parts-in-parts.mht", _parts_in_parts)
    yield either("mht-parts-beyond-counting.mht", lambda: _head("b") + b"--b\r\n\r\nx\r\n" * 200_000)
    yield refused("mht-no-page.mht", lambda: _head("b") + b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--")
    yield either("mht-boundary-of-nothing.mht", lambda: _head("") + b"--\r\n" * 100_000)


def _head(boundary: str) -> bytes:
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{boundary}"\r\n\r\n'.encode()


def _archived(text: str, *, extra: bool = False) -> bytes:
    body = base64.encodebytes(text.encode())
    page = b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    outside = (
        b'--b\r\nContent-Type: message/external-body; access-type=local-file; name="/etc/passwd"\r\n\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\nContent-Location: file:///etc/passwd\r\n\r\n\r\n"
    )
    return _head("b") + page + b"\r\n" + body + b"\r\n" + (outside if extra else b"") + b"--b--\r\n"


def _parts_in_parts(depth: int = 2000) -> bytes:
    inner = b"Content-Type: text/html\r\n\r\n<p>x</p>"
    for number in range(depth):
        name = str(number).encode()
        inner = (
            b"Content-Type: multipart/related; boundary=b" + name + b"\r\n\r\n--b" + name + b"\r\n" + inner
        )
    return b"MIME-Version: 1.0\r\n" + inner
