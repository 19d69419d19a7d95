"""What is in doubt, for people: a compact list, the worst first, and one sentence for who wants no doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from jiheng.cli._prose import Prose
from jiheng.render import form_name
from jiheng.reports import Cause, Doubt, Package
from jiheng.values import collapse

_SHOWN = 30
"""Characters of a printed text that are shown."""


def print_doubts(console: Console, package: Package, doubts: tuple[Doubt, ...]) -> None:
    """Print what is in doubt, with what to do; nothing where nothing is.

    A table that fits two forms is left to the error that says so.
    """
    listed = [doubt for doubt in doubts if doubt.cause is not Cause.FORM_AMBIGUOUS]
    if not listed:
        return
    title = f"有 {len(listed)} 处没有把握，使用前请核对（最要紧的在前）"
    console.print(Text(title, style="bold yellow"))
    for cause, members in groupby(listed, key=lambda doubt: doubt.cause):
        group = list(members)
        heading = f"{cause.heading}（{len(group)} 处）：{cause.remedy}"
        console.print(Prose(Text(heading, style="yellow"), indent=2))
        _print_group(console, package, group)
    console.print()


def _print_group(console: Console, package: Package, group: Sequence[Doubt]) -> None:
    """Print doubts of one cause; what several have in common, form and reason, stands once above them."""
    if group[0].cause is Cause.RECOGNITION:  # the least sure first, whatever the form
        for doubt in group:
            parts = (_owner(package, doubt), doubt.at, _said(doubt), _details(doubt))
            console.print(Prose("  ".join(filter(None, parts)), indent=4))
        return
    for (owner, details), members in groupby(group, key=lambda one: (_owner(package, one), _details(one))):
        lines = ["  ".join(filter(None, (doubt.at, _said(doubt)))) for doubt in members]
        title = "  ".join(filter(None, (owner, details)))
        if len(lines) == 1:
            console.print(Prose("  ".join(filter(None, (owner, *lines, details))), indent=4))
            continue
        console.print(Prose(f"{title}：", indent=4))
        for line in lines:
            console.print(Prose(line, indent=6))


def refusals(package: Package) -> tuple[str, ...]:
    """Return why a package is refused where no doubt is wanted: a sentence per document, with the worst."""
    doubts = package.doubts()
    counts = Counter(doubt.document for doubt in doubts)
    worst: dict[int | None, Doubt] = {}
    for doubt in doubts:
        worst.setdefault(doubt.document, doubt)
    return tuple(_refusal(package, doubt, counts[doubt.document]) for doubt in worst.values())


def hint(package: Package) -> str:
    """Return a remark that something is in doubt, for where the doubts themselves are not shown; else ""."""
    count = sum(doubt.cause is not Cause.FORM_AMBIGUOUS for doubt in package.doubts())
    return f"{package.name or '材料'}有 {count} 处读得没有把握，可用 jiheng read 逐处查看。" if count else ""


def _refusal(package: Package, worst: Doubt, count: int) -> str:
    name = package.name if worst.document is None else package.documents[worst.document].name
    place = " ".join(part for part in (worst.at, worst.field) if part)
    text = _text(worst)
    return (
        f"{name}：有 {count} 处没有把握，按 --strict 不采用；最要紧的是{f' {place}' if place else ''}{text}"
        f"{'：' if place or text else ' '}{worst.why}。不加 --strict 用 jiheng read 可逐处查看。"
    )


def _owner(package: Package, doubt: Doubt) -> str:
    """Return whose doubt it is: the form, and the document where that is not plain."""
    known = package.documents[doubt.document].name if doubt.document is not None else ""
    form = form_name(package.forms[doubt.form]) if doubt.form is not None else ""
    document = known if not form or len(package.documents) > 1 else ""
    return " ".join(part for part in (document, form) if part)


def _said(doubt: Doubt) -> str:
    return f"{doubt.field}{_text(doubt)}"


def _text(doubt: Doubt) -> str:
    text = collapse(doubt.text).strip(" |")
    if not text:
        return ""
    return f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”"


def _details(doubt: Doubt) -> str:
    """Return the reasons without what the heading above them says."""
    heading = doubt.cause.heading
    parts = (part.removeprefix(heading).strip("（）") for part in doubt.why.split("；"))
    return "；".join(part for part in parts if part)
