"""What a file is by its content, and whether something in it could run.

For files that are kept beside a package and are opened on other people's machines. Looks at signatures and
at the names in archives; a file without any known signature is text where it decodes as text. Nothing is
unpacked to disk, and of an archive only its table and its inner archives are read.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from jiheng.documents._archive import MAX_TOTAL_BYTES
from jiheng.documents._encoding import decode_page
from jiheng.documents._expand import MAX_MEMBER_BYTES, ZIP_FAULTS
from jiheng.documents._model import SourceFile
from jiheng.documents._ole import SIGNATURE as OLE_START
from jiheng.documents._ole import OleFile
from jiheng.errors import DocumentError

_OFFICE = "application/vnd.openxmlformats-officedocument."
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_PROGRAMS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"\xca\xfe\xba\xbe", "Java 或 macOS 程序"),
    (b"\xfe\xed\xfa\xce", "macOS 程序"),
    (b"\xfe\xed\xfa\xcf", "macOS 程序"),
    (b"\xce\xfa\xed\xfe", "macOS 程序"),
    (b"\xcf\xfa\xed\xfe", "macOS 程序"),
    (b"\x00asm", "WebAssembly 程序"),
    (b"dex\n", "安卓程序"),
    (b"#!", "脚本"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "快捷方式"),
    (b"ITSF", "编译的帮助文件"),
    (b"!<arch>", "程序库"),
    (b"MSCF", "CAB 安装包"),
)
_RUNS = frozenset(
    {
        *("exe", "dll", "com", "scr", "pif", "cpl", "msi", "msp", "sys", "bat", "cmd", "ps1"),
        *("psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta", "sh", "bash", "py"),
        *("pyc", "pl", "rb", "php", "jsp", "asp", "aspx", "jar", "class", "apk", "app", "dmg"),
        *("pkg", "deb", "rpm", "so", "dylib", "lnk", "url", "reg", "inf", "scf", "chm", "docm"),
        *("dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "iso", "img", "vhd", "msc", "gadget"),
        *("application"),
    }
)  # fmt: skip
"""Suffixes of what systems run, or mount, when it is opened."""
_LEGACY_MACROS = ("_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR", "VBA")
_SCRIPT = re.compile(
    r"<\s*(?:script|iframe|object|embed|applet|foreignobject)\b|\bon[a-z]{3,20}\s*=|javascript\s*:|vbscript\s*:",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<!--|<svg|<html|<head|<body|<script)", re.IGNORECASE)
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
"""Files inside a PDF are left: electronic invoices carry their record that way."""
_PDF_WITHIN = 1024
_SHORT, _HEAD = 2, 128
_TEXT_HEAD = 65_536
_DEEPEST = 2
_MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is, and why it should not be kept."""

    media_type: str
    """By its content; ``application/octet-stream`` for what is not known."""
    danger: str
    """Why it could do harm when it is opened, in plain Chinese; "" where nothing was found."""


def inspect_file(source: SourceFile) -> Inspection:
    """Tell what a file is by its content, and whether something in it could run.

    Args:
        source: The file; its name counts only where it promises a program.
    """
    return _inspect(source, _DEEPEST)


def _inspect(source: SourceFile, depth: int) -> Inspection:
    content = source.content
    if program := _program(source):
        return Inspection("application/octet-stream", program)
    if content.startswith(OLE_START):
        return _legacy(source)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(source, depth)
    if b"%PDF-" in content[:_PDF_WITHIN]:
        found = _PDF_ACTIVE.search(content)
        what = found[0].decode() if found else ""
        return Inspection("application/pdf", f"PDF 里带有脚本或自动操作（{what}）" if what else "")
    media_type = _by_start(content)
    return Inspection(media_type, _opaque(media_type)) if media_type else _text(content)


def _program(source: SourceFile) -> str:
    """Return why a file is a program, by its name or its start; "" where it is none."""
    suffix = _suffix(source.name)
    if suffix in _RUNS:
        return f"“.{suffix}”是程序、脚本或带宏的文件"
    for start, what in _PROGRAMS:
        # Two letters alone may begin a text; a program has zeros in its head.
        is_sure = len(start) > _SHORT or start == b"#!" or b"\0" in source.content[:_HEAD]
        if source.content.startswith(start) and is_sure:
            return f"内容是{what}"
    return ""


def _by_start(content: bytes) -> str:
    """Return the media type of a container that its first bytes tell; "" where they tell none."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        return "image/bmp"
    return next((media_type for start, media_type in _STARTS if content.startswith(start)), "")


def _opaque(media_type: str) -> str:
    closed = media_type in {"application/vnd.rar", "application/x-7z-compressed"}
    return "这种压缩包的内容无法检查，请改用 zip 或直接上传里面的文件" if closed else ""


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def _legacy(source: SourceFile) -> Inspection:
    """Look into a Word or Excel file of the old format."""
    try:
        ole = OleFile(source)
    except DocumentError as failure:
        return Inspection("application/octet-stream", failure.reason.rstrip("。"))
    media_type = "application/x-ole-storage"
    if ole.has("WordDocument"):
        media_type = "application/msword"
    elif ole.has("Workbook") or ole.has("Book"):
        media_type = "application/vnd.ms-excel"
    elif ole.has("PowerPoint Document"):
        media_type = "application/vnd.ms-powerpoint"
    names = (name.encode("utf-16-le") + b"\0\0" for name in _LEGACY_MACROS)
    if any(name in source.content for name in names):
        return Inspection(media_type, "文件里带有宏")
    return Inspection(media_type, "")


def _archive(source: SourceFile, depth: int) -> Inspection:
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            return _members(archive, depth)
    except ZIP_FAULTS:
        return Inspection("application/zip", "压缩包已损坏或不完整，无法检查内容")


def _members(archive: zipfile.ZipFile, depth: int) -> Inspection:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    lowered = [name.lower() for name in names]
    media_type = _package_type(archive, set(names))
    sizes = [entry.file_size for entry in entries]
    if len(sizes) > _MOST_MEMBERS or sum(sizes) > MAX_TOTAL_BYTES or max(sizes, default=0) > MAX_MEMBER_BYTES:
        return Inspection(media_type, "压缩包解开后太大或文件太多")
    if any(name.endswith("vbaproject.bin") or "/basic/" in f"/{name}" for name in lowered):
        return Inspection(media_type, "文件里带有宏")
    if any("/activex/" in name or name.endswith(".ocx") for name in lowered):
        return Inspection(media_type, "文件里带有 ActiveX 控件")
    if runs := next((name for name in names if _suffix(name) in _RUNS), ""):
        return Inspection(media_type, f"压缩包里有程序或脚本：{runs[-60:]}")
    if media_type != "application/zip":
        return Inspection(media_type, "")
    return Inspection(media_type, _inside(archive, depth))


def _package_type(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and archive.getinfo("mimetype").file_size <= len(_OFFICE) * 2:
        return archive.read("mimetype").decode("ascii", "replace").strip() or "application/zip"
    if "[Content_Types].xml" not in names:
        return "application/zip"
    for folder, kind in (("word/", "wordprocessingml.document"), ("xl/", "spreadsheetml.sheet")):
        if any(name.startswith(folder) for name in names):
            return f"{_OFFICE}{kind}"
    return f"{_OFFICE}presentationml.presentation"


def _inside(archive: zipfile.ZipFile, depth: int) -> str:
    """Return why a member of a plain zip could do harm; "" where none could."""
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        if entry.flag_bits & 1:
            return "压缩包设有密码，无法检查内容"
        with archive.open(entry) as opened:
            head = opened.read(entry.file_size)
        if head.startswith(b"PK\x03\x04") and depth == 0:
            return "压缩包套了太多层"
        found = _inspect(SourceFile(entry.filename, head), depth - 1)
        if found.danger:
            return f"压缩包里的“{entry.filename[-60:]}”：{found.danger}"
    return ""


def _text(content: bytes) -> Inspection:
    head = content[:_TEXT_HEAD]
    if not content or (b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return Inspection("application/octet-stream", "" if content else "文件是空的")
    text = decode_page(content)
    if not _MARKUP.match(text):
        return Inspection("text/plain", "")
    media_type = "image/svg+xml" if "<svg" in text[:_TEXT_HEAD].lower() else "text/html"
    return Inspection(media_type, "网页或矢量图里带有脚本" if _SCRIPT.search(text) else "")
