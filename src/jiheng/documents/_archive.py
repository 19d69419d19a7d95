"""Opens an OOXML package without trusting it: sizes are checked first, and inflating stops at what was said.

Takes bytes that begin like a zip; gives parts by name, and XML trees of them. Nothing is written to disk,
nothing is fetched, no DTD is accepted. Knows neither Word nor Excel.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from itertools import pairwise
from urllib.parse import unquote

from lxml import etree

from jiheng.documents._model import SourceFile
from jiheng.errors import DocumentError

MAX_FILE_BYTES = 128 * 1024 * 1024
"""A package with photographs is some ten megabytes."""
MAX_PARTS = 8192
"""A large workbook has a few hundred parts."""
MAX_PART_BYTES = 64 * 1024 * 1024
"""An XML tree takes about thirteen times its text: this bounds a worker at some 850 MB."""
MAX_TOTAL_BYTES = 256 * 1024 * 1024
"""What one document may inflate to in all."""
MAX_MARKUP = 4_000_000
"""``<`` in one part. Elements cost more memory than their bytes: a part may be small and its tree large."""
MAX_TOTAL_MARKUP = 12_000_000
"""``<`` in all parts that are read: what reading takes time for."""
MAX_RATIO = 200
"""Real OOXML is 10 to 60 times smaller deflated; deflate itself can reach 1032."""
RATIO_FREE_BYTES = 8 * 1024 * 1024
"""Below this a high ratio is only a very even document and does no harm."""

_MIB = 1024 * 1024
_LONGEST_NAME = 80
_LOCAL_HEAD_BYTES = 30
OVERLAPPING = "压缩包内的文件互相重叠，不是正常程序生成的，出于安全不予读取。请确认来源，重新保存后再试。"
_DAMAGED = "文件已损坏或不完整，无法打开。请用 Word、Excel 或 WPS 打开并重新保存后再试。"
_READ_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    struct.error,
    NotImplementedError,
    RuntimeError,
)
_ROOT = re.compile(rb"<[A-Za-z_]")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def overlap(archive: zipfile.ZipFile) -> bool:
    """Whether members lie upon each other: one packed body under many names unpacks without end."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    return any(
        before.header_offset + _LOCAL_HEAD_BYTES + before.compress_size > after.header_offset
        for before, after in pairwise(entries)
    )


def shown(name: str) -> str:
    """Return a part's name as a message may hold it: on one line, not too long."""
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return printable if len(printable) <= _LONGEST_NAME else f"{printable[:_LONGEST_NAME]}…"


class Package:
    """The parts of one OOXML file."""

    def __init__(self, source: SourceFile) -> None:
        """Open the archive's directory.

        Raises:
            DocumentError: It is no archive, is damaged, or is larger than the limits.
        """
        self._document = source.name
        self._total = self._markup = 0
        if len(source.content) > MAX_FILE_BYTES:
            raise self.error(f"文件超过 {MAX_FILE_BYTES // _MIB} MB。请压缩图片或拆分后再试。")
        if source.content.count(b"PK\x01\x02") > MAX_PARTS:  # before zipfile makes an object of each
            raise self.error(f"文件内的部件超过 {MAX_PARTS} 个，不像正常文档。请重新保存后再试。")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.content))
        except _READ_FAULTS as error:
            raise self.error(_DAMAGED) from error
        if overlap(self._zip):
            raise self.error(OVERLAPPING)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._repeated: set[str] = set()
        for entry in self._zip.infolist():
            key = entry.filename.lower()  # part names are case-insensitive (OPC)
            if key in self._entries:
                self._repeated.add(key)
            self._entries[key] = entry

    def error(self, reason: str) -> DocumentError:
        """Return the exception to raise for this document."""
        return DocumentError(self._document, reason)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._entries

    def part(self, name: str) -> bytes:
        """Return a part's bytes.

        Raises:
            DocumentError: The part is missing, named twice, damaged, encrypted or too large.
        """
        entry = self._entries.get(name.lower())
        if entry is None:
            raise self.error(f"缺少部件 {shown(name)}，文件不完整。请重新保存后再试。")
        if name.lower() in self._repeated:
            raise self.error(f"部件 {shown(name)} 出现两次，无法确定以哪一个为准。请重新保存后再试。")
        self._check_declared(entry)
        try:
            content = self._zip.read(entry)  # never more than the declared size, which has just been checked
        except _READ_FAULTS as error:
            raise self.error(_DAMAGED) from error
        self._total += len(content)
        markup = content.count(b"<")
        self._markup += markup
        if markup > MAX_MARKUP or self._markup > MAX_TOTAL_MARKUP:
            raise self.error(f"部件 {shown(name)} 的内容过多。请确认文件来源，或拆分后再试。")
        return content

    def _check_declared(self, entry: zipfile.ZipInfo) -> None:
        if entry.flag_bits & 1:
            raise self.error("文件内容已加密。请取消密码后另存再试。")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise self.error(_DAMAGED)
        dense = max(RATIO_FREE_BYTES, MAX_RATIO * entry.compress_size)
        if (
            entry.file_size > MAX_PART_BYTES
            or self._total + entry.file_size > MAX_TOTAL_BYTES
            or entry.file_size > dense
        ):
            raise self.error(
                f"文件解压后过大（{shown(entry.filename)} 声明为 {entry.file_size // _MIB} MB）。"
                "请确认文件来源，或拆分后再试。"
            )

    def parse(self, name: str, content: bytes | None = None) -> etree._Element:
        """Return the root of a part's XML tree.

        Raises:
            DocumentError: The XML is malformed, too deep, or carries a DTD.
        """
        xml = self.part(name) if content is None else content
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            collect_ids=False,
            remove_comments=True,  # a comment inside a text would cut it in two
            remove_pis=True,
        )
        start = _ROOT.search(xml)
        has_type = b"<!DOCTYPE" in xml[: start.start() if start else None]
        try:
            root = None if has_type else etree.fromstring(xml, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.error(
                f"部件 {shown(name)} 的内容有错误，无法解析。请用 Word、Excel 或 WPS 打开并重新保存后再试。"
            ) from error
        if root is None or root.getroottree().docinfo.internalDTD is not None:
            raise self.error(
                f"部件 {shown(name)} 带有文档类型声明（DTD），出于安全不予读取。请重新保存后再试。"
            )
        return root

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return a part's inner relationships: id → (last word of the type, target part)."""
        folder, file = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(rels):
            return {}
        found = {}
        for element in self.parse(rels).iter(_RELATIONSHIP):
            target = unquote(element.get("Target", ""))
            if element.get("TargetMode") != "External" and target:
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], path)
        return found
