"""Stage 7: package, score sheets, findings → what people and programs read. Computes nothing."""

from jiheng.render._bundle import safe_file_name, write_bundle
from jiheng.render._fixes import fix_words
from jiheng.render._html import render_html
from jiheng.render._html_overview import OverviewEntry, overview_entry, render_overview
from jiheng.render._json import json_schema, render_comparison, render_json
from jiheng.render._json_addresses import with_paths
from jiheng.render._json_reading import package_from_json
from jiheng.render._sarif import render_sarif_run, sarif_log
from jiheng.render._where import Place, Places, context_words, form_name
from jiheng.render._xlsx import render_xlsx

__all__ = [
    "OverviewEntry",
    "Place",
    "Places",
    "context_words",
    "fix_words",
    "form_name",
    "json_schema",
    "overview_entry",
    "package_from_json",
    "render_comparison",
    "render_html",
    "render_json",
    "render_overview",
    "render_sarif_run",
    "render_xlsx",
    "safe_file_name",
    "sarif_log",
    "with_paths",
    "write_bundle",
]
