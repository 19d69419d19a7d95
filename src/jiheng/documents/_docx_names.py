"""The WordprocessingML names the reader acts on, for the transitional and the strict namespace.

Names only; what is done with them is in the neighbouring modules.
"""

from __future__ import annotations

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
MARKUP_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

ALTERNATE = f"{{{MARKUP_COMPATIBILITY}}}AlternateContent"
CHOICE = f"{{{MARKUP_COMPATIBILITY}}}Choice"
FALLBACK = f"{{{MARKUP_COMPATIBILITY}}}Fallback"
MATH_TEXTS = frozenset(f"{{{namespace}}}t" for namespace in MATH)

_CHECK_BOXES = {
    ("wingdings", 0x6F): "□",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0xFB): "×",
    ("wingdings", 0xFC): "√",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xFE): "☑",
    ("wingdings 2", 0x4F): "×",
    ("wingdings 2", 0x50): "√",
    ("wingdings 2", 0x51): "☒",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0xA3): "□",
}
_PRIVATE_USE = 0xF000


class Names:
    """Qualified names in one of the two namespaces."""

    def __init__(self, namespace: str) -> None:
        w = f"{{{namespace}}}".__add__
        self.paragraph, self.table, self.row, self.cell = w("p"), w("tbl"), w("tr"), w("tc")
        self.paragraph_properties, self.run_properties = w("pPr"), w("rPr")
        self.row_properties, self.cell_properties = w("trPr"), w("tcPr")
        self.run, self.text, self.symbol = w("r"), w("t"), w("sym")
        self.vanish, self.value = w("vanish"), w("val")
        self.font, self.character = w("font"), w("char")
        self.span, self.vertical, self.horizontal = w("gridSpan"), w("vMerge"), w("hMerge")
        self.before, self.cell_deleted = w("gridBefore"), w("cellDel")
        self.deleted, self.moved_away = w("del"), w("moveFrom")
        self.text_box, self.field, self.field_step = w("txbxContent"), w("fldChar"), w("fldCharType")
        self.foreign_part = w("altChunk")
        self.tab_stops = w("tabs")
        self.odd = (
            *(
                self.vanish,
                self.deleted,
                self.moved_away,
                self.field,
                self.symbol,
                w("rt"),
                self.foreign_part,
            ),
            *(self.before, self.horizontal, self.cell_deleted, w("tcPrChange")),
        )
        """What makes a paragraph, or a table, need more than a look at its texts and merges."""
        self.characters = {
            w("tab"): "\t",
            w("ptab"): "\t",
            w("br"): "\n",
            w("cr"): "\n",
            w("noBreakHyphen"): "-",
            w("softHyphen"): "",
        }
        self.wrappers = frozenset(map(w, ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")))
        """Elements around rows and cells that are no part of the table."""
        self.skipped = frozenset(
            map(
                w,
                (
                    *(
                        "pPr",
                        "rPr",
                        "tblPr",
                        "tblPrEx",
                        "tblGrid",
                        "trPr",
                        "tcPr",
                        "sectPr",
                        "sdtPr",
                        "sdtEndPr",
                    ),
                    *("smartTagPr", "customXmlPr", "rubyPr", "fldData"),
                    *("del", "moveFrom", "delText", "instrText", "delInstrText", "rt"),
                ),
            )
        )
        """Properties, and text that is not shown: deleted, moved away, field codes, ruby readings."""
        self.silent = frozenset(
            map(w, ("pPr", "rPr", "bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak"))
        )
        """What may stand beside the text of a plain paragraph and says nothing."""


def is_on(value: str | None) -> bool:
    """Whether a toggle property with this value is switched on; the bare element is."""
    return value not in {"0", "false", "off"}


def symbol_text(font: str, code: str) -> str:
    """Return the character of a ``w:sym``: check boxes and ticks of the Wingdings fonts as such."""
    try:
        point = int(code, 16)
        low = point - _PRIVATE_USE if point >= _PRIVATE_USE else point
        return _CHECK_BOXES.get((font.lower(), low), chr(point))
    except (ValueError, OverflowError):
        return ""
