"""Lists what the recognition of a scan is not sure of, the least sure first.

Takes texts with the confidence of their reading and their address; gives problems. Nothing is mended here.
"""

from __future__ import annotations

from jiheng.documents._assembly import Assembly

DOUBTFUL = 0.9
"""Below this confidence of its least certain character a reading is listed."""

_SHOWN = 30


class Doubts:
    """The doubtful readings of one document."""

    def __init__(self) -> None:
        self._found: list[tuple[float, str, str]] = []

    def note(self, score: float, text: str, at: str) -> None:
        """Keep a reading in mind where it is doubtful."""
        if score < DOUBTFUL:
            self._found.append((score, text, at))

    def report(self, assembly: Assembly) -> None:
        """Write the problems, the most doubtful first."""
        for score, text, at in sorted(self._found, key=lambda doubt: doubt[0]):
            shown = "".join(text.split())
            shown = f"{shown[:_SHOWN]}…" if len(shown) > _SHOWN else shown
            assembly.problem("ocr_doubtful", f"“{shown}”识别把握不大（{score:.2f}），请核对。", at)
