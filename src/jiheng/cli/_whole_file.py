"""A file of bytes that appears whole or not at all, and takes another's place only where that is asked."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

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
        raise WrongCall(f"{path} 已经存在，没有改动。", "换一个文件名，或加 --force 覆盖它。")


def write_whole(path: str, content: bytes, screen: Screen, *, force: bool) -> None:
    """Write a file by way of one beside it, so that it is never half written.

    Raises:
        WrongCall: It cannot be written, or something has come to stand there in the meantime.
    """
    target = Path(path).resolve()
    beside = target.with_name(f".jiheng-{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if force:
            beside.replace(target)
        else:
            _put(beside, target, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongCall(
            f"无法写入 {path}：{reason}。", "请检查文件夹是否存在、磁盘是否已满、是否有写入权限。"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    screen.note(f"已写入 {path}")


def _put(beside: Path, target: Path, named: str) -> None:
    """Move a file to where nothing may stand, at one stroke where the file system can."""
    try:
        target.hardlink_to(beside)
    except FileExistsError:
        raise WrongCall(f"{named} 已经存在，没有改动。", "换一个文件名，或加 --force 覆盖它。") from None
    except OSError:  # a file system without links
        if target.exists():
            raise WrongCall(f"{named} 已经存在，没有改动。", "换一个文件名，或加 --force 覆盖它。") from None
        beside.replace(target)
