"""The file that results are written to: it appears when all of them are there, or stays as it was.

Takes a path; gives a stream. What is written goes into a hidden file beside it, which takes its place at the
end. Where nothing is written, as of packages that are refused, or the work is broken off, nothing is left.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from jiheng.cli._screen import Screen
from jiheng.cli._usage import WrongCall


@contextmanager
def open_output_file(path: str, screen: Screen) -> Iterator[TextIO]:
    """Give a stream into a file, and say on leaving that it is written.

    Raises:
        WrongCall: The file cannot be written.
    """
    asked = Path(path)
    target = asked.resolve()  # a link goes on leading to the file
    if asked.exists() and not (asked.is_file() and os.access(target.parent, os.W_OK)):
        # A device, a pipe, or a file in a folder that takes no other; a folder fails here.
        with _opened(asked, path, "w") as stream:
            yield stream
        screen.note(f"已写入 {path}")
        return
    if target.exists():
        _opened(target, path, "a").close()  # replacing asks the folder alone; the file may be protected
    beside = target.with_name(f".jiheng-{secrets.token_hex(8)}.tmp")
    try:
        with _opened(beside, path, "x") as stream:
            yield stream
            has_content = stream.tell() > 0
        if has_content:
            _replace(beside, target, path)
            screen.note(f"已写入 {path}")
    finally:
        beside.unlink(missing_ok=True)


def _opened(file: Path, named: str, mode: str) -> TextIO:
    try:
        return file.open(mode, encoding="utf-8")  # type: ignore[return-value]  # a text mode, whichever it is
    except OSError as error:
        raise _refusal(named, error) from error


def _replace(beside: Path, target: Path, named: str) -> None:
    try:
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        raise _refusal(named, error) from error


def _refusal(named: str, error: OSError) -> WrongCall:
    return WrongCall(f"无法写入 {named}：{error.strerror}。", "请检查文件夹是否存在、是否有写入权限。")
