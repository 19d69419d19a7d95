"""An audit as one HTML page: no network, no script, readable on a screen, a phone and A4 paper."""

from __future__ import annotations

from importlib.resources import files

from jiheng.audit import Audit
from jiheng.render._charts import pictures
from jiheng.render._html_doubts import doubts_section
from jiheng.render._html_findings import findings_section
from jiheng.render._html_head import contents, failures, fiscal_year, head, key_numbers, unit_name
from jiheng.render._html_index import Index, build_index
from jiheng.render._html_markup import Markup, element
from jiheng.render._html_package import package_section, reading_section
from jiheng.render._html_scores import scores_section
from jiheng.render._html_tables import printed_documents

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render_html(audit: Audit) -> str:
    """Return the report of an audit as a single HTML file.

    Args:
        audit: A package with its score sheets and findings.

    Returns:
        A complete page; the same audit always gives the same text.
    """
    index = build_index(audit)
    page = element("html", {"lang": "zh-CN"}, _head(index), _body(index))
    return f"<!DOCTYPE html>\n{page.text}\n"


def _head(index: Index) -> Markup:
    package = index.audit.package
    title = f"{unit_name(package)} {fiscal_year(package)}部门整体支出绩效自评审核报告"
    style = (files("jiheng.render") / "report.css").read_text(encoding="utf-8")
    return element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("title", {}, title),
        Markup(f"<style>\n{style}</style>"),
    )


def _body(index: Index) -> Markup:
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
    return element(
        "body",
        {},
        element("a", {"class": "skip", "href": "#findings"}, "跳到问题"),
        element(
            "div",
            {"class": "page"},
            contents(index),
            element(
                "main",
                {},
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
            ),
        ),
    )
