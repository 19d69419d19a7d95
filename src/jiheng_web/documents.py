"""Documents of a filing, by the engine: official forms in every container, the audit's worksheet and opinion.

Takes contents; gives bytes and a safe name. Written anew each time: contents and engine decide every byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiheng.render import form_name, render_html, render_xlsx, safe_file_name
from jiheng.render.official import WRITERS, compose, opinion, write_official
from jiheng_web import engine
from jiheng_web.engine import FormInput
from jiheng_web.report_texts import wrong_references

MEDIA_TYPES: Mapping[str, str] = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}
SUFFIXES = tuple(WRITERS)
"""The containers that official documents are written in."""
_OF_AUDIT: Mapping[str, tuple[str, str]] = {
    "worksheet": ("审核工作表", ".xlsx"),
    "opinion": ("审核意见", ".docx"),
    "report": ("审核报告", ".html"),
}
AUDIT_PAPERS = tuple(_OF_AUDIT)


@dataclass(frozen=True, slots=True)
class Source:
    """What documents are made of."""

    forms: Sequence[FormInput]
    name: str
    """The body's."""
    year: int
    standard: str = ""
    layout: str = ""
    mark: str = ""
    """What tells this version from others in a file's name: ``第3版``, ``草稿``."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a file."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """By its suffix."""
        return MEDIA_TYPES[f".{self.name.rpartition('.')[2]}"]


def official(source: Source, suffix: str, key: str = "") -> Paper:
    """Return the official document of a filing.

    Args:
        source: The contents.
        suffix: One of ``SUFFIXES``.
        key: Of the one form to write; all by default.

    Raises:
        RenderError: There is nothing to write, or the container cannot take a value.
    """
    package = engine.package_of(source.forms, source.name)
    keys = [form.key for form in source.forms]
    only = keys.index(key) if key else None
    composed = compose(package, source.layout, only)
    title = "部门整体支出绩效自评材料" if only is None else composed.document.sheets[0].name
    return Paper(_named(source, title, suffix), write_official(composed.document, suffix))


def left_out(source: Source) -> tuple[str, ...]:
    """Return what the layouts have no place for, and references that name nothing, in words.

    Raises:
        RenderError: There is nothing to write.
    """
    package = engine.package_of(source.forms, source.name)
    wrong = wrong_references(package, [form.content for form in source.forms])
    told = (
        f"{form_name(package.forms[index])}报告文本 {one.what}：{one.reason}，原样印出"
        for index, found in wrong.items()
        for one in found
    )
    return (*compose(package, source.layout).left_out, *told)


def audit_paper(source: Source, which: str, profile: str = "clerk") -> Paper:
    """Return what the audit gives: its worksheet, its opinion, or its report.

    Args:
        source: The contents.
        which: One of ``AUDIT_PAPERS``.
        profile: For whom findings are chosen.

    Raises:
        RenderError: A value cannot be written.
    """
    title, suffix = _OF_AUDIT[which]
    checked = engine.check_package(source.forms, source.name, standard=source.standard, profile=profile)
    if which == "worksheet":
        content = render_xlsx(checked.audit)
    elif which == "opinion":
        content = write_official(opinion(checked.audit), suffix)
    else:
        content = render_html(checked.audit).encode()
    return Paper(_named(source, title, suffix), content)


def whole(source: Source, profile: str = "clerk") -> Iterator[Paper]:
    """Yield all documents of one filing, one at a time.

    Raises:
        RenderError: There is nothing to write.
    """
    for suffix in (".docx", ".xlsx", ".pdf"):
        yield official(source, suffix)
    for which in AUDIT_PAPERS:
        yield audit_paper(source, which, profile)


def folder_of(source: Source) -> str:
    """Return the folder of a filing in a bundle of several."""
    return safe_file_name(source.name)


def _named(source: Source, title: str, suffix: str) -> str:
    marked = f"（{source.mark}）" if source.mark else ""
    parts = (source.name, f"{source.year}年度", safe_file_name(title))
    return f"{safe_file_name(' '.join(parts) + marked)}{suffix}"
