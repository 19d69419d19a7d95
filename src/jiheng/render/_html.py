"""An audit as one HTML page: no network, whole without its script, for screen, phone and paper."""

from __future__ import annotations

from jiheng.audit import Audit
from jiheng.render._charts import pictures
from jiheng.render._html_doubts import doubts_section
from jiheng.render._html_filter import form_rules
from jiheng.render._html_findings import findings_section
from jiheng.render._html_frame import page, source_text
from jiheng.render._html_head import contents, failures, fiscal_year, head, key_numbers, unit_name
from jiheng.render._html_index import Index, build_index
from jiheng.render._html_markup import Markup, element
from jiheng.render._html_package import package_section, reading_section
from jiheng.render._html_scores import scores_section
from jiheng.render._html_tables import printed_documents


def render_html(audit: Audit) -> str:
    """Return the report of an audit as a single HTML file.

    Args:
        audit: A package with its score sheets and findings.

    Returns:
        A complete page; the same audit always gives the same text.
    """
    index = build_index(audit)
    title = f"{unit_name(audit.package)} {fiscal_year(audit.package)}部门整体支出绩效自评审核报告"
    style = source_text("report.css") + form_rules(index)
    script = source_text("report_marks.js") + source_text("report.js")
    return page(title, style, script, *_body(index))


def _body(index: Index) -> tuple[Markup, ...]:
    documents = element(
        "section",
        {"class": "documents", "aria-labelledby": "documents"},
        element("h2", {"id": "documents"}, "原表原文"),
        element(
            "p",
            {},
            "以下是读到的表格和文字，按文件中的顺序。加粗框的格子有问题指向它，点格内编号回到该问题。",
        ),
        printed_documents(index),
    )
    sections = (
        head(index),
        failures(index.audit.package),
        doubts_section(index),
        key_numbers(index),
        pictures(index),
        findings_section(index),
        package_section(index),
        scores_section(index),
        documents,
        reading_section(index),
    )
    return (
        element("a", {"class": "skip", "href": "#findings"}, "跳到问题"),
        element("div", {"class": "page"}, contents(index), element("main", {}, *sections)),
    )
