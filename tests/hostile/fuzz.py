"""Runs the readers over damaged files: ``python -m tests.hostile.fuzz --count 200000``.

Each file is a sound one, damaged by ``mutate`` from a seed, so that every fault can be had again from its
container, number and seed. Whatever a file holds, there is a ``Document`` or a ``DocumentError`` of one clear
sentence; all else is a fault: another exception, a crash of the process, more than ``SECONDS`` or ``MEMORY``.
Prints how many were run and every fault, and keeps the files of faults in ``.cache/fuzz``.
"""

from __future__ import annotations

import argparse
import contextlib
import mmap
import os
import random
import re
import resource
import signal
import struct
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from jiheng.documents import Document, SourceFile, _ocr_image, expand_archive, is_archive, read_document
from jiheng.documents._assembly import Assembly
from jiheng.errors import DocumentError
from tests.hostile.mutate import mutate
from tests.hostile.small import small

KINDS = tuple(small())
SECONDS = 15
"""Of the processor; most files take milliseconds, those that repeat a row without end up to four seconds."""
WAIT = 240
"""By the clock, on a machine that does much else."""
MEMORY = 3 * 1024**3
FILES = Path(__file__).parents[1] / "documents" / "files"
KEPT = Path(__file__).parents[2] / ".cache" / "fuzz"

_CHUNK = 500
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FOREIGN = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,}){3,}|Traceback|Error\b|Exception\b")
"""Sentences of libraries; names of files and of parts are no sentences."""


def is_clear(reason: str) -> bool:
    """Whether a refusal is Chinese, of one line, ends as a sentence does and quotes no library."""
    return bool(
        reason.endswith("。")
        and len(reason.splitlines()) == 1
        and _CHINESE.search(reason)
        and not _FOREIGN.search(reason)
    )


@cache
def sound(kind: str) -> tuple[bytes, ...]:
    """Return the files that are damaged: mostly the small one, now and then a real one."""
    larger = sorted(FILES.glob(f"*.{kind}"), key=lambda path: path.stat().st_size)
    return (*[small()[kind]] * 12, *(path.read_bytes() for path in larger if path.stat().st_size < 50_000))


def damaged(kind: str, number: int, seed: int) -> bytes:
    """Return one damaged file; the same arguments give the same file."""
    chance = random.Random(f"{kind}/{number}/{seed}")  # noqa: S311  # no secret, a damage to be had again
    return mutate(kind, chance.choice(sound(kind)), chance)


def attempt(kind: str, content: bytes) -> str:
    """Have a file read; return "" or what was wrong with the outcome."""
    source = SourceFile(f"材料.{kind}", content)
    try:
        for member in expand_archive(source) if is_archive(source) else (source,):
            _read(member)
    except DocumentError as error:
        return "" if is_clear(error.reason) else f"unclear: {error.reason!r}"
    except BaseException:  # noqa: BLE001  # any other is the fault that is looked for
        return traceback.format_exc()
    return ""


def _read(source: SourceFile) -> None:
    """Read a document; of a picture only decode the pages, as recognition takes a thousand times longer."""
    with contextlib.suppress(DocumentError) if "/" in source.name else contextlib.nullcontext():
        if source.content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")):
            for _ in _ocr_image.pictures(source, Assembly().problem):
                pass
            return
        assert isinstance(read_document(source), Document)


def run(kind: str, numbers: range, seed: int, *, whole: bool = False) -> Iterator[tuple[int, str]]:
    """Yield number and fault of every file that is read wrongly, running them in processes of their own.

    Args:
        kind: The container.
        numbers: Which of the damaged files; with ``whole`` the places of the one byte that is changed.
        seed: What they are damaged from; with ``whole`` what that byte is changed by.
        whole: Flip one byte of the small file instead.
    """
    for start in range(0, len(numbers), _CHUNK):
        left = numbers[start : start + _CHUNK]
        while left:
            found, last = _in_a_process(kind, left, seed, whole=whole)
            yield from found
            left = left[left.index(last) + 1 :]


def _file(kind: str, number: int, seed: int, *, whole: bool) -> bytes:
    if not whole:
        return damaged(kind, number, seed)
    content = bytearray(small()[kind])
    content[number] ^= seed
    return bytes(content)


def _in_a_process(kind: str, numbers: range, seed: int, *, whole: bool) -> tuple[list[tuple[int, str]], int]:
    """Return the faults among these files, and the last that was run."""
    board = mmap.mmap(-1, 8)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _work(kind, numbers, seed, board, writer, whole=whole)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    (last,) = struct.unpack("<q", board[:])
    found = [(int(line.split("\x1f")[0]), line.split("\x1f")[1]) for line in told.split("\x1e") if line]
    if not status:
        return found, numbers[-1]
    how = (
        "took too long" if status & 0x7F in {signal.SIGALRM, signal.SIGPROF} else f"died with status {status}"
    )
    return [*found, (last, how)], last


def _held() -> int:
    """Return the bytes of address space that this process has: what its tests ran before counts as well."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _work(kind: str, numbers: range, seed: int, board: mmap.mmap, writer: int, *, whole: bool) -> None:
    """Read the files in this process, which ends here."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_held() + MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libtiff writes there whatever it meets
    status = 1
    try:
        with os.fdopen(writer, "w", encoding="utf-8") as stream:
            for number in numbers:
                board[:] = struct.pack("<q", number)
                signal.setitimer(signal.ITIMER_REAL, WAIT)
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                fault = attempt(kind, _file(kind, number, seed, whole=whole))
                signal.setitimer(signal.ITIMER_PROF, 0)
                signal.setitimer(signal.ITIMER_REAL, 0)
                if fault:
                    stream.write(f"{number}\x1f{fault}\x1e")
        status = 0
    finally:
        os._exit(status)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the share that the call asks for; return 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="damaged files in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    parser.add_argument("--bytes", action="store_true", help="flip every byte of the small files instead")
    wanted = parser.parse_args(arguments)
    total = wrong = 0
    for kind in wanted.kinds:
        begun = time.monotonic()
        shares = (
            [(range(len(small()[kind])), mask) for mask in (0xFF, 0x01)]
            if wanted.bytes
            else [(range(wanted.count // len(wanted.kinds)), wanted.seed)]
        )
        done = sum(len(numbers) for numbers, _ in shares)
        for numbers, seed in shares:
            for number, fault in run(kind, numbers, seed, whole=wanted.bytes):
                wrong += 1
                KEPT.mkdir(parents=True, exist_ok=True)
                kept = KEPT / f"{seed}-{number}.{kind}"
                kept.write_bytes(_file(kind, number, seed, whole=wanted.bytes))
                _say(f"{kind} {number} (seed {seed}), kept as {kept}:\n{fault}")
        total += done
        _say(f"{kind}: {done} executions in {time.monotonic() - begun:.0f} s")
    _say(f"{total} executions, {wrong} faults")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
