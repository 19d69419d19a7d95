"""The recognition of characters: finds lines of text on a picture, and reads one.

Takes pictures; gives outlines of lines, and readings with their confidence. The models are files of the
rapidocr wheel and are named to it by path, so that it has nothing to fetch. Does not know tables or pages.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import cv2
import numpy as np
import numpy.typing as npt
import rapidocr
from cv2.typing import MatLike
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_det import TextDetOutput
from rapidocr.ch_ppocr_rec import TextRecOutput

from jiheng.documents._scan_doubt import NOT_A_FIGURE, SUREST

if TYPE_CHECKING:
    from rapidocr.ch_ppocr_rec.typings import WordInfo

DETECTOR_SIDE = 1280
"""The detector's copy of a page is no larger; more costs time and finds no more."""

_LOCK = threading.Lock()
"""The engine keeps the settings of its last call."""

_NO_MEANING = re.compile(r"[\s()（）\[\]【】“”‘’\"'、，。；：:;《》〈〉]|(?<!\d)[,.]|[,.](?!\d)")
"""Marks whose width or shape the print itself leaves open; they say nothing of how sure a reading is."""

DOUBTED = 0.5
"""Confidence of a reading with a letter among its figures, at most."""


class Reading(NamedTuple):
    """What one line was read as, and the confidence (0 to 1) of its least certain character."""

    text: str
    score: float


@cache
def engine() -> RapidOCR:
    """Return the engine of this process, its models loaded.

    Raises:
        FileNotFoundError: The wheel holds no model.
    """
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTOR_SIDE,
            "Det.model_path": _model("det"),
            "Rec.model_path": _model("rec"),
            "Rec.rec_img_shape": [3, 48, 48],  # a short line is not padded to the width of a long one
            "Rec.rec_batch_num": 1,
        }
    )


def _model(task: str) -> str:
    folder = Path(rapidocr.__file__).parent / "models"
    found = sorted(folder.glob(f"PP-OCR*_{task}_*.onnx"))
    if not found:
        raise FileNotFoundError(folder)
    return str(found[-1])


def find_lines(picture: MatLike) -> npt.NDArray[np.float32]:
    """Return the outlines of lines of text: n × 4 corners × (x, y), clockwise from the first character."""
    with _LOCK:
        found = engine()(picture, use_det=True, use_cls=False, use_rec=False)
    boxes = found.boxes if isinstance(found, TextDetOutput) else None
    return np.empty((0, 4, 2), np.float32) if boxes is None else np.asarray(boxes, np.float32)


def read_line(picture: MatLike) -> Reading:
    """Return what a picture of one upright line says; no text where it says nothing."""
    if picture.ndim == 2:  # noqa: PLR2004  # grey
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    side = max(2, picture.shape[0] // 3)  # without room at the edges, marks there are missed
    paper = [int(value) for value in np.percentile(picture, 90, axis=(0, 1))]
    picture = cv2.copyMakeBorder(picture, 0, 0, side, side, cv2.BORDER_CONSTANT, value=paper)
    with _LOCK:
        found = engine()(picture, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    if not isinstance(found, TextRecOutput) or not found.txts or not found.txts[0].strip():
        return Reading("", 0.0)
    text = found.txts[0]
    word = cast("WordInfo", found.word_results[0])  # declared as a tuple, but is a record
    unsure = {match.start() for match in _NO_MEANING.finditer(text)}
    certain = (value for place, value in enumerate(word.confs) if place not in unsure)
    score = min(certain, default=float(np.mean(word.confs)))
    if NOT_A_FIGURE.search(text):
        score = min(score, DOUBTED)
    return Reading(text.strip(), min(score, SUREST))
