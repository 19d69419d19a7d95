"""What is in doubt on the page: how many places, which, and a mark at each where it is shown."""

from __future__ import annotations

from jiheng.render._html_index import Index, anchor, place_name
from jiheng.render._html_markup import NOTHING, Content, Markup, element, join, link
from jiheng.reports import Cause, Doubt
from jiheng.values import collapse

_FEW = 12
"""Up to so many the list is open."""
_SHOWN = 40


def doubts_section(index: Index) -> Markup:
    """Return how many places are in doubt and which, the worst first; nothing where none is."""
    listed = [
        (number, doubt)
        for number, doubt in enumerate(index.remarks.doubts, 1)
        if doubt.cause is not Cause.FORM_AMBIGUOUS  # named with the files that could not be read
    ]
    if not listed:
        return NOTHING
    items = (_item(index, number, doubt) for number, doubt in listed)
    return element(
        "section",
        {"class": "doubts", "aria-labelledby": "doubts"},
        element("h2", {"id": "doubts"}, f"？ 有 {len(listed)} 处读得没有把握"),
        element(
            "p", {}, "下面的评分和问题用到了这些地方；请先对照原件核对。原表原文中以虚线和“疑”字编号标出。"
        ),
        element(
            "details",
            {"open": ""} if len(listed) <= _FEW else {},
            element("summary", {}, "逐处查看，最要紧的在前"),
            element("ol", {}, *items),
        ),
    )


def _item(index: Index, number: int, doubt: Doubt) -> Markup:
    words = place_name(doubt.at)
    known = doubt.document is not None and index.has(doubt.document, doubt.at)
    place: Content = words
    if known and doubt.document is not None:
        place = link(anchor(doubt.document, doubt.at), words)
    text = collapse(doubt.text)
    text = f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”" if text else ""
    owner = index.label(doubt.form) if doubt.form is not None else ""
    said = f"{doubt.field}{text}"
    return element(
        "li",
        {"id": f"q{number}", "value": str(number)},
        join([part for part in (owner, " " if owner and words else "", place) if part]),
        f"{'：' if owner or words else ''}{said}{'。' if said else ''}{doubt.why}。{doubt.cause.remedy}",
    )


def in_doubt(index: Index, target: str, content: Markup) -> Markup:
    """Return what stands at an anchor, marked with the number of its doubt where it is in doubt."""
    found = index.doubts.get(target)
    if found is None:
        return content
    number, doubt = found
    return join(
        (
            element("span", {"class": "doubt", "title": f"{doubt.why}。{doubt.cause.remedy}"}, content),
            element("a", {"class": "doubt-mark", "href": f"#q{number}"}, f"疑{number}"),
        )
    )
