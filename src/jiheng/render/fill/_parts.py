"""The parts of an office file: which is which, their bytes, and the file with some of them replaced.

Takes the bytes of a file that the reader has already opened, and so checked for size and damage. Knows the
package's relationships, nothing of what the parts say.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from urllib.parse import unquote

from jiheng.errors import RenderError
from jiheng.render.fill._xml import XmlUnusual, parse
from jiheng.render.fill._zip import ZipUnusual, replace_members

_UNUSUAL = "压缩方式特殊，不能保证其余内容原样不动。请用 Word、Excel 或 WPS 打开并另存后再填。"


class Parts:
    """The parts of one file by name."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.content = content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._names = {info.filename.lower(): info.filename for info in archive.infolist()}

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts."""
        return tuple(self._names.values())

    def read(self, part: str) -> bytes:
        """Return a part's bytes."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return archive.read(self._names[part.lower()])

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return a part's inner relationships: id → (last word of the type, target part)."""
        folder, file = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations.lower() not in self._names:
            return {}
        try:
            root = parse(self.read(relations))
        except XmlUnusual as error:
            raise RenderError(self.name, relations, _UNUSUAL) from error
        found = {}
        for element in root.children:
            target = unquote(element.get("Target"))
            if element.get("TargetMode") != "External" and target:
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if path.lower() in self._names:
                    found[element.get("Id")] = (element.get("Type").rpartition("/")[2], path)
        return found

    def main(self) -> str:
        """Return the part that holds the document itself."""
        return next(path for kind, path in self.related("").values() if kind == "officeDocument")

    def related_part(self, kind: str) -> str:
        """Return the part of a kind that the document itself refers to, or ""."""
        return next((path for found, path in self.related(self.main()).values() if found == kind), "")

    def check_signatures(self) -> None:
        """Refuse a signed file: any change breaks the signature.

        Raises:
            RenderError: The file is signed.
        """
        if any(name.startswith("_xmlsignatures/") for name in self._names):
            raise RenderError(
                self.name, "全文", "文件带有数字签名，填写会使签名失效。请用未签名的文件作模板。"
            )

    def replaced(self, contents: Mapping[str, bytes]) -> bytes:
        """Return the file with the contents of some parts replaced.

        Raises:
            RenderError: The archive cannot be copied member by member.
        """
        try:
            return replace_members(self.content, {self._names[k.lower()]: v for k, v in contents.items()})
        except ZipUnusual as error:
            raise RenderError(self.name, "全文", _UNUSUAL) from error
