"""Has LibreOffice turn files that no reader here knows into ones that are read, where it is installed.

Takes bytes and the suffix LibreOffice knows them by; gives the bytes of a ``.docx`` or ``.xlsx``. One office
runs for many files, in a folder of its own that is deleted at the end; it is asked through its pipe, which is
a file and no port. Macros are off, links are not followed, and where the system allows it there is no network
at all. What takes too long is ended, the file refused, and the next file gets a new office.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jiheng.documents._model import SourceFile
from jiheng.errors import DocumentError

MAX_BYTES = 128 * 1024 * 1024
"""Of a file, and of what it is turned into."""

_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_PROGRAMS = ("soffice", "libreoffice")
_FLAGS = (
    *("--headless", "--invisible", "--norestore", "--nodefault"),
    *("--nologo", "--nofirststartwizard"),
)
_ASK = 'exec "$@" </dev/null'
_SERVE = '("$@" </dev/null; kill -9 0) & cat >/dev/null; kill -9 0'
"""Ends with the office, and the office with standard input, that is with this process, however it ends."""
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
)
_BETTER = "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 后再试。"


@dataclass(frozen=True, slots=True)
class ConversionLimits:
    """What the office may take."""

    file_seconds: int = 120
    """By the clock; a report takes half a second."""
    start_seconds: int = 120
    memory: int = 4 * 1024**3
    """Address space."""


class Office:
    """The running office, started when it is first needed."""

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits
        self._folder: Path | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._count = 0
        self._lock = threading.Lock()

    def convert(self, source: SourceFile, kind: str, suffix: str, target: str) -> SourceFile:
        """Return a file as one of another kind, under its own name.

        Args:
            source: The file.
            kind: What it is, for messages.
            suffix: What LibreOffice knows such files by.
            target: ``docx`` or ``xlsx``.

        Raises:
            DocumentError: LibreOffice is missing, cannot open the file, or takes too long.
        """
        program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        if program is None:
            raise DocumentError(
                source.name, f"{kind}是旧格式，需要 LibreOffice 转换，这台电脑上没有安装。{_BETTER}"
            )
        if len(source.content) > MAX_BYTES:
            raise DocumentError(source.name, f"文件超过 {MAX_BYTES // 1024**2} MB。请拆分后再试。")
        with self._lock:
            return SourceFile(source.name, self._converted(source, kind, program, suffix, target))

    def end(self) -> None:
        """End the office and delete its folder, if there is one."""
        server, folder = self._server, self._folder
        self._server = self._folder = None
        if self._owner != os.getpid():
            return
        if server is not None:
            _kill(server)
        if folder is not None:
            for pipe in _pipes(folder):
                pipe.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)

    def _converted(self, source: SourceFile, kind: str, program: str, suffix: str, target: str) -> bytes:
        made = self._asked(source, kind, program, suffix, target)
        if made is None and self._has_ended():  # with an earlier file, perhaps, while this one was asked for
            made = self._asked(source, kind, program, suffix, target)
        if made is None:
            raise DocumentError(source.name, f"{kind}无法由 LibreOffice 转换，可能已损坏。{_BETTER}")
        return made

    def _asked(self, source: SourceFile, kind: str, program: str, suffix: str, target: str) -> bytes | None:
        """Return what the office makes of a file; None where it makes nothing."""
        folder = self._started(source, program)
        self._count += 1
        given = folder / f"{self._count}.{suffix}"
        made = folder / "out" / f"{self._count}.{target}"
        given.write_bytes(source.content)
        outputs = ("--convert-to", _FILTERS[target], "--outdir", str(made.parent))
        asked = self._run(folder, _ASK, program, *outputs, str(given))
        try:
            asked.wait(self._limits.file_seconds)
        except subprocess.TimeoutExpired as error:
            _kill(asked)
            self.end()
            raise DocumentError(
                source.name, f"{kind}由 LibreOffice 转换用时过长，已停止。{_BETTER}"
            ) from error
        given.unlink()
        if not made.exists():
            return None
        if made.stat().st_size > MAX_BYTES:
            raise DocumentError(source.name, f"转换后的文件超过 {MAX_BYTES // 1024**2} MB。{_BETTER}")
        content = made.read_bytes()
        made.unlink()
        return content

    def _has_ended(self) -> bool:
        return self._server is None or self._owner != os.getpid() or self._server.poll() is not None

    def _started(self, source: SourceFile, program: str) -> Path:
        """Return the folder of the running office."""
        if self._folder and not self._has_ended():
            return self._folder
        self.end()
        folder = Path(tempfile.mkdtemp(prefix="jiheng-"))
        self._folder, self._owner = folder, os.getpid()
        (folder / "out").mkdir()
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        opened = folder / "open.txt"  # an office without an open document ends with its first conversion
        opened.write_text("\n", encoding="utf-8")
        self._server = self._run(folder, _SERVE, program, str(opened))
        until = time.monotonic() + self._limits.start_seconds
        while not (folder / f".~lock.{opened.name}#").exists():
            if self._has_ended() or time.monotonic() > until:
                self.end()
                raise DocumentError(source.name, f"LibreOffice 无法启动，未能转换。{_BETTER}")
            time.sleep(0.05)
        return folder

    def _run(self, folder: Path, how: str, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a program of the office with limits."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        limits = f"ulimit -c 0; ulimit -v {self._limits.memory // 1024}; {how}"
        profile = f"-env:UserInstallation={_profile(folder)}"
        return subprocess.Popen(  # noqa: S603  # the office, with arguments of ours
            ["/bin/sh", "-c", limits, "sh", *_offline(), program, profile, *_FLAGS, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**kept, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
            start_new_session=True,
        )


def _profile(folder: Path) -> str:
    return (folder / "profile").as_uri()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>"
    )


def _pipes(folder: Path) -> list[Path]:
    """Return the pipe of the office of a folder, which LibreOffice names after its profile and puts here."""
    digest = hashlib.md5(_profile(folder).encode("utf-16-le"), usedforsecurity=False).digest()
    name = "".join(f"{byte:x}" for byte in digest)
    return list(Path("/tmp").glob(f"OSL_PIPE_*_SingleOfficeIPC_{name}"))  # noqa: S108  # LibreOffice's choice


@cache
def _offline() -> tuple[str, ...]:
    """Return what starts a program without any network; nothing where the system does not allow it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    command = (unshare, "--map-root-user", "--net")
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)  # noqa: S603  # of the system
    return command if tried.returncode == 0 else ()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


@cache
def office() -> Office:
    """Return the office of this run."""
    found = Office(ConversionLimits())
    atexit.register(found.end)
    return found
