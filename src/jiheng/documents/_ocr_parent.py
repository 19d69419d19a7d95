"""Has pictures decoded and recognised in a process of their own, with limits on its time and memory.

Takes an image file, or a page of a PDF; gives pages as the reader of PDF has them. The process is started at
the first picture and kept for the following ones, so that the models are loaded once; one that breaks, hangs
or grows too large is ended, the file refused, and the next file gets a new one.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import IO

from jiheng.documents._model import SourceFile
from jiheng.documents._ocr_messages import (
    Answer,
    Finished,
    MemorySpent,
    Noted,
    PageDamaged,
    PageRead,
    Question,
    ReadImage,
    ReadPdfPage,
    Ready,
    Refused,
    Unavailable,
    next_answer,
    send,
)
from jiheng.documents._pdf_flow import PdfPage
from jiheng.errors import DocumentError

_GIB = 1024**3
_MIB = 1024**2
_ENDING_SECONDS = 5
_BETTER = "请降低分辨率或拆分后再试，或改用原来的 Word、Excel 文件。"
_BROKEN = "识别文字的程序处理这个文件时意外中断，未读取。请重新扫描后再试，或改用原来的 Word、Excel 文件。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the recognition may take."""

    page_seconds: int = 120
    """By the clock; a page takes some seconds."""
    file_seconds: int = 3600
    """Of all pages of a file."""
    start_seconds: int = 120
    """Until the models are loaded, on a machine that does much else."""
    memory: int = 4 * _GIB + 64 * _MIB * (os.cpu_count() or 1)
    """Address space: models and the largest picture take some two gigabytes, each thread its own."""


def is_installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    try:
        return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))
    except ImportError:
        return False


class Recognition:
    """The process that recognises, started when it is first needed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()
        self._sent: bytes | None = None
        self._begun = 0.0

    def image(self, source: SourceFile) -> list[PdfPage | Noted]:
        """Return an image file's pages, and what was odd about it.

        Raises:
            DocumentError: It cannot be read, or takes more time or memory than is allowed.
            ModuleNotFoundError: What recognises is not whole.
        """
        with self._lock:
            self._begun, self._sent = time.monotonic(), None
            found: list[PdfPage | Noted] = []
            answer = self._asked(source, ReadImage(source.name, source.content))
            while not isinstance(answer, Finished):
                if not isinstance(answer, PageRead | Noted):
                    raise self._failure(source, answer)
                found.append(answer.page if isinstance(answer, PageRead) else answer)
                answer = self._answer(source)
            return found

    def pdf_page(self, source: SourceFile, number: int, scale: float, side: float) -> PdfPage | None:
        """Return a page of a PDF as it is recognised; None where it is damaged.

        Args:
            source: The file.
            number: The page's number, from 1.
            scale: Pixels a point to draw it with.
            side: Points of its long side; 0 where they are not to be trusted.

        Raises:
            DocumentError: It takes more time or memory than is allowed.
            ModuleNotFoundError: What recognises is not whole.
        """
        with self._lock:
            known = self._is_running() and self._sent is source.content
            if not known:
                self._begun = time.monotonic()
            content = b"" if known else source.content
            answer = self._asked(source, ReadPdfPage(content, number, scale, side))
            self._sent = source.content
            if isinstance(answer, PageRead):
                return answer.page
            if isinstance(answer, PageDamaged):
                return None
            raise self._failure(source, answer)

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process, self._sent = self._process, None, None
        if process is None or self._owner != os.getpid():
            return
        with contextlib.suppress(OSError):
            _pipe(process.stdin).close()  # no more questions
        try:
            process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()

    def _is_running(self) -> bool:
        process = self._process
        return process is not None and self._owner == os.getpid() and process.poll() is None

    def _asked(self, source: SourceFile, question: Question) -> Answer:
        """Send a question and return the first answer to it."""
        if not self._is_running():
            self.end()
            self._start(source)
        process = self._process
        if process is not None:
            with contextlib.suppress(BrokenPipeError):  # then there is no answer either
                send(_pipe(process.stdin), question)  # type: ignore[arg-type]  # a pipe is a stream of bytes
        return self._answer(source)

    def _start(self, source: SourceFile) -> None:
        if not is_installed():
            raise ModuleNotFoundError
        path = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [
                *(sys.executable, "-P", "-m", "jiheng.documents._ocr_child"),
                *(str(self._limits.memory), str(self._limits.page_seconds)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries write there whatever they meet in a picture
            env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "4"},
        )
        self._owner = os.getpid()
        self._sent = None
        answer = self._answer(source, self._limits.start_seconds)
        if isinstance(answer, Unavailable):
            self.end()
            raise ModuleNotFoundError
        if not isinstance(answer, Ready):
            raise self._failure(source, answer)

    def _answer(self, source: SourceFile, seconds: int = 0) -> Answer:
        """Return the next answer of the process.

        Raises:
            DocumentError: There is none in time, or the process has ended.
        """
        process = self._process
        if process is None:
            raise DocumentError(source.name, _BROKEN)
        left = self._limits.file_seconds - (time.monotonic() - self._begun)
        clock = threading.Timer(max(0.0, min(seconds or self._limits.page_seconds, left)), process.kill)
        clock.start()
        answer = next_answer(_pipe(process.stdout))  # type: ignore[arg-type]  # a pipe is a stream of bytes
        in_time = clock.is_alive()
        clock.cancel()
        if answer is None:
            process.kill()
            self.end()
            reason = _BROKEN if in_time else f"识别文字用时过长，已停止。{_BETTER}"
            raise DocumentError(source.name, reason)
        return answer

    def _failure(self, source: SourceFile, answer: Answer) -> DocumentError:
        if isinstance(answer, Refused):
            return DocumentError(source.name, answer.reason)
        if isinstance(answer, MemorySpent):
            self.end()  # it may have kept hold of much
            return DocumentError(source.name, f"识别文字需要的内存过多，已停止。{_BETTER}")
        self.end()
        return DocumentError(source.name, _BROKEN)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe of the process, which has both."""
    if stream is None:
        raise ValueError(stream)
    return stream


@cache
def recognition() -> Recognition:
    """Return the recognition of this run."""
    found = Recognition(Limits())
    atexit.register(found.end)
    return found
