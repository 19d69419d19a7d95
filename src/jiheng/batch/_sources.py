"""Paths → packages of files.

The files of one call are one package, so are the files of one folder and those of one archive; a folder of
folders is many packages. Archives are opened in memory. What systems leave behind is skipped in silence; what
is no document is skipped with a note, unless it was named.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from jiheng.audit import SETTINGS_NAMES
from jiheng.documents import READABLE_SUFFIXES, SourceFile, expand_archive, is_archive, is_clutter
from jiheng.errors import DocumentError

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "标准输入"
MAX_FILE_BYTES = 512 * 1024 * 1024
"""Larger than any archive the engine would open: such a file is not even read into memory."""

_KINDS = " ".join(READABLE_SUFFIXES)
_ARCHIVE_SUFFIXES = frozenset({".zip"})
_OTHER_ARCHIVES = frozenset({".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_FIXED_LAYOUT = frozenset({".ofd"})
_TAKEN = frozenset(READABLE_SUFFIXES) | _OTHER_ARCHIVES | _FIXED_LAYOUT
"""What is taken from a folder: what is read, and what may hold a form too and is refused in words."""


@dataclass(frozen=True, slots=True)
class PlannedPackage:
    """Which paths make a package. ``name`` is "" where only the files' own content can name it."""

    name: str
    paths: tuple[tuple[str, str], ...]
    """(path, the name it goes by in messages and results)."""
    failures: tuple[DocumentError, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a call asks for."""

    packages: tuple[PlannedPackage, ...]
    wrong: tuple[DocumentError, ...]
    """Arguments that name nothing: a missing file, an empty folder."""


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """A package's files in memory, and those that could not be had."""

    name: str
    files: tuple[SourceFile, ...]
    failures: tuple[DocumentError, ...] = ()
    notes: tuple[str, ...] = ()


def plan_packages(arguments: Sequence[str], *, output: str = "") -> Plan:
    """Return which packages the arguments name, reading folders but no file.

    Args:
        arguments: Files, folders, archives, ``-``.
        output: Where results are written. What lies there from an earlier call is no material.
    """
    written = os.path.realpath(output) if output else ""
    singles: list[str] = []
    others: list[PlannedPackage] = []
    empty: list[DocumentError] = []
    missing: list[DocumentError] = []
    for argument in dict.fromkeys(arguments):
        path = Path(argument)
        if argument == STANDARD_INPUT:
            singles.append(argument)
        elif path.is_dir():
            found = tuple(_plan_folder(path, path, set(), written))
            if not any(package.paths for package in found):
                empty.append(DocumentError(argument, f"文件夹里没有可读的文件（{_KINDS} .zip）。"))
            others += (package for package in found if package.paths or package.failures)
        elif not os.path.lexists(path):
            missing.append(DocumentError(argument, "没有这个文件。请检查路径和文件名。"))
        elif path.suffix.lower() in _ARCHIVE_SUFFIXES:
            others.append(PlannedPackage(path.stem, ((argument, path.name),)))
        else:
            singles.append(argument)
    return Plan((*_together(singles, missing), *others), (*missing, *empty))


def _together(singles: Sequence[str], missing: Sequence[DocumentError]) -> tuple[PlannedPackage, ...]:
    """Return the files of a call as one package; a name that occurs twice gives way to the path."""
    if not singles:
        return ()
    names = [STANDARD_INPUT_NAME if path == STANDARD_INPUT else Path(path).name for path in singles]
    shown = (name if names.count(name) == 1 else path for path, name in zip(singles, names, strict=True))
    return (PlannedPackage("", tuple(zip(singles, shown, strict=True)), failures=tuple(missing)),)


def _plan_folder(folder: Path, root: Path, seen: set[Path], written: str) -> Iterator[PlannedPackage]:
    """Yield the packages of a folder: its files, each archive in it, and those of each folder in it."""
    real = folder.resolve()
    if real in seen:  # a symbolic link that leads back
        return
    seen.add(real)
    name = folder.resolve().name if folder == root else folder.relative_to(root).as_posix()
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield PlannedPackage(name, (), failures=(DocumentError(str(folder), _why(error)),))
        return
    visible = [
        entry
        for entry in entries
        if not is_clutter(entry.name)
        and entry.name not in SETTINGS_NAMES
        and os.path.realpath(entry) != written
    ]
    files = [entry for entry in visible if not entry.is_dir()]
    documents = [entry for entry in files if entry.suffix.lower() in _TAKEN]
    archives = [entry for entry in files if entry.suffix.lower() in _ARCHIVE_SUFFIXES]
    skipped = tuple(
        f"{entry}：不是可读的文件类型，已跳过。"
        for entry in files
        if entry not in documents and entry not in archives
    )
    if documents or skipped:
        yield PlannedPackage(name, tuple((str(entry), entry.name) for entry in documents), notes=skipped)
    for archive in archives:
        yield PlannedPackage(archive.stem, ((str(archive), archive.name),))
    for entry in visible:
        if entry.is_dir():
            yield from _plan_folder(entry, root, seen, written)


def load_package(
    planned: PlannedPackage, standard_input: BinaryIO, *, separate: bool = False
) -> Iterator[PackageFiles]:
    """Yield a package with its bytes, or each of its files as its own package.

    A file that cannot be had becomes a failure; the others are still there.
    """
    files: list[SourceFile] = []
    failures = list(planned.failures)
    notes = list(planned.notes)
    for path, name in planned.paths:
        try:
            source = _read(path, name, standard_input)
            files += _members(source, notes) if is_archive(source) else (source,)
        except DocumentError as failure:
            failures.append(failure)
    whole = PackageFiles(planned.name, tuple(files), tuple(failures), tuple(notes))
    if not separate or len(files) + len(failures) <= 1:
        yield whole
        return
    if failures or notes:
        yield replace(whole, files=())
    for file in files:
        yield PackageFiles(Path(file.name).stem, (file,))


def _read(path: str, name: str, standard_input: BinaryIO) -> SourceFile:
    suffix = Path(path).suffix.lower()
    if suffix in _OTHER_ARCHIVES:
        raise DocumentError(path, f"不支持 {suffix} 压缩包。请解压，或改用 .zip 后再试。")
    if suffix in _FIXED_LAYOUT:
        raise DocumentError(path, "暂不支持 OFD 版式文件。请导出为 PDF 或 .docx 后再试。")
    if path == STANDARD_INPUT:
        content = standard_input.read(MAX_FILE_BYTES + 1)
    else:
        try:
            with Path(path).open("rb") as stream:
                content = stream.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise DocumentError(path, _why(error)) from error
    if len(content) > MAX_FILE_BYTES:
        raise DocumentError(path, f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB。请拆分后再试。")
    return SourceFile(name, content)


def _members(archive: SourceFile, notes: list[str]) -> Iterator[SourceFile]:
    members = expand_archive(archive)
    documents = [file for file in members if Path(file.name).suffix.lower() in _TAKEN]
    if not documents:
        raise DocumentError(archive.name, f"压缩包里没有可读的文件（{_KINDS}）。")
    notes += (
        f"{archive.name}/{file.name}：不是可读的文件类型，已跳过。"
        for file in members
        if file not in documents
    )
    return iter(documents)


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有读取权限。请检查文件权限，或换一个有权限的账号。"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹，不是文件。"
    if isinstance(error, FileNotFoundError):
        return "文件已不存在，或是失效的链接。"
    return f"系统无法读取：{error.strerror or error}。"
