"""What comparing the packages of a call found, for the page that leads to their pages."""

from __future__ import annotations

from jiheng.audit import Comparison, Finding
from jiheng.render._html_head import severity_mark
from jiheng.render._html_index import place_name
from jiheng.render._html_markup import NOTHING, Markup, element, lines


def comparison_section(comparison: Comparison | None) -> Markup:
    """Return the findings among packages; nothing where they were not compared."""
    if comparison is None:
        return NOTHING
    told = [_finding(finding) for finding in comparison.findings]
    return element(
        "section",
        {"class": "comparison", "aria-labelledby": "comparison"},
        element("h2", {"id": "comparison"}, "材料之间的比较"),
        *(told or [element("p", {"class": "empty"}, "按现有规则未发现材料之间的问题。")]),
    )


def _finding(finding: Finding) -> Markup:
    places = [
        element(
            "li",
            {},
            " ".join(part for part in (place.package, place.where, place_name(place.cell)) if part),
            *((" ", element("q", {}, place.text)) if place.text else ()),
        )
        for place in finding.elsewhere
    ]
    notes = (("依据", finding.basis), ("建议", finding.remedy))
    return element(
        "article",
        {"class": f"finding {finding.severity.value}"},
        element(
            "h3",
            {},
            severity_mark(finding.severity),
            " ",
            finding.title,
            " ",
            element("code", {}, finding.rule),
        ),
        element("p", {"class": "message"}, lines(finding.message)),
        element("ul", {"class": "places"}, *places) if places else NOTHING,
        element(
            "dl",
            {"class": "why"},
            *(element("div", {}, element("dt", {}, name), element("dd", {}, text)) for name, text in notes),
        ),
    )
