"""The process that decodes and recognises pictures; started by ``_ocr_parent``, once for many files.

Takes questions on its standard input; gives answers on its standard output. It limits itself before it sees
a picture: memory, time of the processor, no writing of files, no network, no other programs. What breaks it
in spite of that ends it, and the parent says so.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import BinaryIO

import cv2
import pypdfium2
from cv2.typing import MatLike

from jiheng.documents._model import SourceFile
from jiheng.documents._ocr_engine import engine
from jiheng.documents._ocr_image import pictures
from jiheng.documents._ocr_messages import (
    Answer,
    Finished,
    MemorySpent,
    Noted,
    PageDamaged,
    PageRead,
    ReadImage,
    ReadPdfPage,
    Ready,
    Refused,
    Unavailable,
    next_question,
    send,
)
from jiheng.documents._ocr_page import read_page_picture
from jiheng.errors import DocumentError

_REFUSED_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Answer questions until there are no more."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        engine()
    except (FileNotFoundError, ImportError):
        send(answers, Unavailable())
        return
    _limit_memory(memory)
    confinement = _Confinement()
    sys.addaudithook(confinement.check)
    send(answers, Ready())
    _Desk(answers, seconds).work(questions)
    confinement.is_over = True  # what measures coverage writes when the process ends


class _Desk:
    """Answers one question after another."""

    def __init__(self, answers: BinaryIO, seconds: int) -> None:
        self._answers = answers
        self._seconds = seconds
        self._content = b""

    def work(self, questions: BinaryIO) -> None:
        while (question := next_question(questions)) is not None:
            try:
                if isinstance(question, ReadImage):
                    self._image(question)
                else:
                    self._answer(self._pdf_page(question))
            except DocumentError as error:
                self._answer(Refused(error.reason))
            except MemoryError:
                self._answer(MemorySpent())
            except cv2.error as error:
                if error.code != cv2.Error.StsNoMem:
                    raise
                self._answer(MemorySpent())

    def _answer(self, answer: Answer) -> None:
        send(self._answers, answer)

    def _image(self, question: ReadImage) -> None:
        source = SourceFile(question.name, question.content)
        self._allow_time()
        for number, picture in enumerate(pictures(source, self._note), 1):
            self._answer(PageRead(read_page_picture(picture, number)))
            self._allow_time()
        self._answer(Finished())

    def _note(self, code: str, text: str, _at: str) -> None:
        self._answer(Noted(code, text))

    def _pdf_page(self, question: ReadPdfPage) -> Answer:
        self._content = question.content or self._content
        self._allow_time()
        try:
            picture = _drawn(self._content, question)
        except pypdfium2.PdfiumError:
            return PageDamaged()
        return PageRead(read_page_picture(picture, question.number, question.side))

    def _allow_time(self) -> None:
        """Allow the next page its time of the processor; beyond it the system ends this process."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        each = self._seconds * (os.cpu_count() or 1)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + each + 1, most))


def _drawn(content: bytes, question: ReadPdfPage) -> MatLike:
    """Draw a page of a PDF."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[question.number - 1]
        try:
            picture: MatLike = page.render(scale=question.scale).to_numpy()
        finally:
            page.close()
    finally:
        document.close()
    return picture


def _limit_memory(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class _Confinement:
    """Refuses what the recognition of a picture has no need of, whatever a picture makes a library do."""

    def __init__(self) -> None:
        self.is_over = False

    def check(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_over:
            return
        if event.startswith(_REFUSED_EVENTS):
            raise PermissionError(event)
        if event == "open" and isinstance(flags := arguments[2], int) and flags & _WRITING:
            raise PermissionError(event)


if __name__ == "__main__":
    main()
