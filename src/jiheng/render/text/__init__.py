"""Report texts with figures as references: a source → its text, and a finished text → a source.

Stands in ``render``, as linking takes the audit's reading of sentences, and references whole packages.
"""

from jiheng.render.text._figures import Quotable, quotable_figures
from jiheng.render.text._link import Link, Linked, Unlinked, link_text
from jiheng.render.text._resolve import Resolved, render_text, resolve_text
from jiheng.render.text._source import Wrong

__all__ = [
    "Link",
    "Linked",
    "Quotable",
    "Resolved",
    "Unlinked",
    "Wrong",
    "link_text",
    "quotable_figures",
    "render_text",
    "resolve_text",
]
