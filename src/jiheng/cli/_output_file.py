"""The file that results are written to: it appears when all of them are there, or stays as it was.

Takes a path; gives a stream, or writes bytes. What is written goes into a hidden file beside it, which takes
its place at the end. Where nothing is written, as of packages that are refused, or the work is broken off,
nothing is left.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from jiheng.cli._screen import Screen
from jiheng.cli._usage import WrongCall


def check_free(path: str, *, force: bool) -> None:
    """Refuse a path where something stands already, before any work is done.

    Raises:
        WrongCall: There is a file and ``--force`` is not given, or it is a folder.
    """
    target = Path(path)
    if target.is_dir():
        raise WrongCall(f"{path} 是一个文件夹。", "请写一个文件名。")
    if target.exists() and not force:
        raise _taken(path)


def write_whole(path: str, content: bytes, screen: Screen, *, force: bool) -> None:
    """Write a file, in another's place only with ``force``, and say that it is written.

    Raises:
        WrongCall: It cannot be written, or something has come to stand there in the meantime.
    """
    with _placed(path, screen, force=force) as stream:
        try:
            stream.write(content)
            stream.flush()
            if stream.seekable():
                os.fsync(stream.fileno())
        except OSError as error:
            raise _refusal(path, error) from error


@contextmanager
def open_output_file(path: str, screen: Screen) -> Iterator[TextIO]:
    """Give a stream into a file, and say on leaving that it is written.

    Nothing written, as of packages that are refused, is no file.

    Raises:
        WrongCall: The file cannot be written.
    """
    with _placed(path, screen, force=True, needs_content=True) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8")
        try:
            yield text
            text.flush()
        finally:
            text.detach()


@contextmanager
def _placed(path: str, screen: Screen, *, force: bool, needs_content: bool = False) -> Iterator[BinaryIO]:
    """Give a stream into a file beside the place, and move it there on leaving."""
    asked = Path(path)
    target = asked.resolve()  # a link goes on leading to the file
    if force and asked.exists() and not (asked.is_file() and os.access(target.parent, os.W_OK)):
        # A device, a pipe, or a file in a folder that takes no other; a folder fails here.
        with _open(asked, path, "wb") as stream:
            yield stream
        screen.note(f"已写入 {path}")
        return
    if force and target.exists():
        _open(target, path, "ab").close()  # replacing asks the folder alone; the file may be protected
    beside = target.with_name(f".jiheng-{secrets.token_hex(8)}.tmp")
    try:
        with _open(beside, path, "xb") as stream:
            yield stream
            is_file = stream.tell() > 0 or not needs_content
        if is_file:
            _put(beside, target, path, force=force)
            screen.note(f"已写入 {path}")
    finally:
        beside.unlink(missing_ok=True)


def _open(file: Path, named: str, mode: str) -> BinaryIO:
    try:
        return file.open(mode)  # type: ignore[return-value]  # a binary mode, whichever it is
    except OSError as error:
        raise _refusal(named, error) from error


def _put(beside: Path, target: Path, named: str, *, force: bool) -> None:
    """Move a file to its place; where nothing may stand there, at one stroke where the file system can."""
    try:
        if force:
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
            return
        try:
            target.hardlink_to(beside)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if target.exists():
                raise _taken(named) from None
            beside.replace(target)
    except FileExistsError:
        raise _taken(named) from None
    except OSError as error:
        raise _refusal(named, error) from error


def _taken(named: str) -> WrongCall:
    return WrongCall(f"{named} 已经存在，没有改动。", "换一个文件名，或加 --force 覆盖它。")


def _refusal(named: str, error: OSError) -> WrongCall:
    reason = error.strerror or str(error)
    return WrongCall(f"无法写入 {named}：{reason}。", "请检查文件夹是否存在、磁盘是否已满、是否有写入权限。")
