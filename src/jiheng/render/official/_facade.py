"""One call for every container: the suffix chooses the writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jiheng.errors import RenderError
from jiheng.render.official._blocks import OfficialDocument
from jiheng.render.official._docx import write_docx
from jiheng.render.official._html import write_html
from jiheng.render.official._pdf import write_pdf
from jiheng.render.official._text import write_text
from jiheng.render.official._xlsx import write_xlsx

WRITERS: Mapping[str, Callable[[OfficialDocument], bytes]] = {
    ".docx": write_docx,
    ".xlsx": write_xlsx,
    ".pdf": write_pdf,
    ".html": write_html,
    ".txt": write_text,
}
"""Suffix → writer of that container."""


def write_official(document: OfficialDocument, suffix: str) -> bytes:
    """Return the document as a file of the container that a suffix names.

    Raises:
        RenderError: There is no writer for the suffix, or the container cannot take a value.
    """
    writer = WRITERS.get(suffix.lower())
    if writer is None:
        raise RenderError(document.title, suffix or "没有后缀", f"可以写出 {'、'.join(WRITERS)}")
    return writer(document)
