"""Which version of a filing documents are made of, and bundles of many filings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.http import Http404

from jiheng.errors import RenderError
from jiheng.render import write_bundle
from jiheng_web import documents
from jiheng_web.accounts.models import Person, Role
from jiheng_web.documents import Paper, Source
from jiheng_web.filings.contents import frozen, present
from jiheng_web.filings.models import Filing, Revision
from jiheng_web.rights import role_at

PRESENT = "now"
"""What stands for the present contents where a version is named by its number."""


def source_of(filing: Filing, version: str = PRESENT) -> Source:
    """Return what documents of a version of a filing are made of.

    Raises:
        Http404: The filing has no such version.
    """
    if version == PRESENT:
        is_frozen = filing.revisions.filter(content_hash=filing.content_hash).first()
        return _source(filing, None, f"第{is_frozen.number}版" if is_frozen else "未提交稿")
    revision = filing.revisions.filter(number=int(version)).first() if version.isdecimal() else None
    if revision is None:
        raise Http404
    return _source(filing, revision, f"第{revision.number}版")


def _source(filing: Filing, revision: Revision | None, mark: str) -> Source:
    return Source(
        forms=present(filing) if revision is None else frozen(revision),
        name=filing.body.name,
        year=filing.task.fiscal_year,
        standard=filing.task.standard,
        layout=filing.task.layout,
        mark=mark,
    )


def profile_for(person: Person, filing: Filing) -> str:
    """Return for whom findings are chosen: those who fill in, or those who review."""
    own = role_at(person, filing.body, (Role.CLERK, Role.UNIT_HEAD))
    return "clerk" if own else "reviewer"


def bundle(papers: Iterable[tuple[str, Paper]]) -> IO[bytes]:
    """Write papers into a zip in a temporary file, one at a time, and return it at its start.

    Args:
        papers: Folder in the zip ("" for none) and paper.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    files = ((f"{folder}/{paper.name}" if folder else paper.name, paper.content) for folder, paper in papers)
    write_bundle(target, files)
    target.seek(0)
    return target


def papers_of_many(filings: Iterable[Filing], suffixes: Iterable[str]) -> Iterator[tuple[str, Paper]]:
    """Yield the official documents of filings, each in a folder of its own; what fails is told in a text.

    Args:
        filings: The filings; of each its last revision, else what stands.
        suffixes: Which containers.
    """
    wanted = tuple(suffixes)
    failed: list[str] = []
    for filing in filings:
        last = filing.revisions.first()
        source = source_of(filing, str(last.number) if last else PRESENT)
        for suffix in wanted:
            try:
                yield documents.folder_of(source), documents.official(source, suffix)
            except RenderError as failure:
                failed.append(f"{filing.body.name} {suffix}：{failure}")
    if failed:
        yield "", Paper("没有写出的文书.txt", "\n".join(failed).encode())
