"""Hostile archives: bombs, overlaps, archives in archives, paths that lead out, passwords."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial

from tests.documents.office import relationships, zipped
from tests.hostile.attack import Attack, either, harmless, refused
from tests.hostile.small import LINES, ODF_TYPE, small, typed

MIB = 1024 * 1024
SHEETS = 60


def attacks() -> Iterator[Attack]:
    """Yield every hostile archive, alone and as an office file."""
    for kind in ("docx", "xlsx", "odt", "ods"):
        yield refused(f"{kind}-bomb-of-spaces.{kind}", partial(_bomb, kind, 70 * MIB), "解压后过大")
        yield refused(f"{kind}-bomb-by-ratio.{kind}", partial(_bomb, kind, 9 * MIB), "解压后过大")
        yield refused(f"{kind}-encrypted-parts.{kind}", partial(_encrypted, kind), "加密")
        yield refused(f"{kind}-size-understated.{kind}", partial(_understated, kind), "已损坏")
        yield harmless(f"{kind}-bomb-in-a-part-not-read.{kind}", partial(_bomb_beside, kind))
        yield harmless(f"{kind}-archive-inside.{kind}", partial(_archive_beside, kind))
        yield harmless(f"{kind}-path-leads-out.{kind}", partial(_path_beside, kind))
        yield refused(f"{kind}-parts-beyond-counting.{kind}", partial(_many_parts, kind), "部件超过")
        yield refused(f"{kind}-part-twice.{kind}", partial(_twice, kind), "出现两次")
    yield refused("xlsx-overlapping-sheets.xlsx", _overlapping_sheets, "互相重叠")
    yield refused("zip-overlapping.zip", _overlapping, "互相重叠")
    yield refused("zip-bomb.zip", partial(_zip_of, {"附件.txt": b" " * (140 * MIB)}), "解压后过大")
    yield refused(
        "zip-bomb-of-many.zip", partial(_zip_of, {f"{n}.txt": b"0" * (8 * MIB) for n in range(70)}), "过大"
    )
    yield refused("zip-nested-42.zip", partial(_nested, 5), "没有可读的文件")
    yield refused(
        "zip-nested-bomb.zip", partial(_zip_of, {"内.zip": _zip_of({"a.txt": b" " * (140 * MIB)})}), "过大"
    )
    yield refused("zip-itself.zip", _quine_like, "没有可读的文件")
    yield refused("zip-password.zip", partial(_encrypted, "zip"), "密码")
    yield refused(
        "zip-members-beyond-counting.zip",
        partial(_zip_of, dict.fromkeys(map("{}.txt".format, range(2100)), b"")),
        "2000",
    )
    yield harmless(
        "zip-path-leads-out.zip", partial(_zip_of, {"../../../tmp/出.txt": LINES.encode()}), "年度资金总额"
    )
    yield harmless(
        "zip-path-absolute.zip", partial(_zip_of, {"/etc/cron.d/入.txt": LINES.encode()}), "年度资金总额"
    )
    yield harmless(
        "zip-path-of-windows.zip", partial(_zip_of, {"C:\\Windows\\入.txt": LINES.encode()}), "年度资金总额"
    )
    yield harmless(
        "zip-name-of-control-characters.zip",
        partial(_zip_of, {"甲\x1b[2J\n乙.txt": LINES.encode()}),
        "年度资金总额",
    )
    yield harmless("zip-link.zip", _link, never="root:")
    yield harmless("zip-name-in-gbk.zip", _gbk_name, "年度资金总额")
    yield refused("zip-end-only.zip", lambda: b"PK\x05\x06" + bytes(18))
    yield either("zip-comment-longer-than-said.zip", lambda: small()["zip"][:-2] + b"\xff\xff")
    yield refused("zip-directory-far-away.zip", _far_directory, "已损坏")
    yield refused("docx-main-part-leads-out.docx", partial(_main_part, "../../../../etc/passwd"))
    yield refused("docx-main-part-is-a-file.docx", partial(_main_part, "file:///etc/passwd"))
    yield refused("docx-main-part-on-a-share.docx", partial(_main_part, "//example.invalid/share/a.xml"))
    yield refused("docx-main-part-is-itself.docx", partial(_main_part, "_rels/.rels"))


def _parts(kind: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(small()[kind])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _main(kind: str) -> str:
    return {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}.get(kind, "content.xml")


def _zip_of(parts: dict[str, bytes]) -> bytes:
    return zipped(parts)


def _bomb(kind: str, size: int) -> bytes:
    parts = _parts(kind)
    main = parts[_main(kind)]
    return zipped(parts | {_main(kind): main.replace(b"</", b" " * size + b"</", 1)})


def _bomb_beside(kind: str) -> bytes:
    return zipped(_parts(kind) | {"media/image1.png": b"\0" * (100 * MIB)})


def _archive_beside(kind: str) -> bytes:
    return zipped(_parts(kind) | {"embeddings/a.zip": _nested(3), "embeddings/b.docx": small()["docx"]})


def _path_beside(kind: str) -> bytes:
    return zipped(_parts(kind) | {"../../../../tmp/out.xml": b"<a/>", "/etc/out": b"x", "..\\..\\out": b"x"})


def _many_parts(kind: str) -> bytes:
    return zipped(_parts(kind) | {f"x/{number}": b"" for number in range(8300)})


def _twice(kind: str) -> bytes:
    stream = io.BytesIO(small()[kind])
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(_main(kind).upper(), _parts(kind)[_main(kind)])
    return stream.getvalue()


def _places(content: bytes | bytearray, signature: bytes) -> Iterator[int]:
    at = content.find(signature)
    while at >= 0:
        yield at
        at = content.find(signature, at + 4)


def _encrypted(kind: str) -> bytes:
    content = bytearray(small()[kind])
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for at in _places(content, signature):
            content[at + offset] |= 1
    return bytes(content)


def _understated(kind: str) -> bytes:
    content = bytearray(_bomb(kind, 9 * MIB))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        for at in _places(content, signature):
            (size,) = struct.unpack_from("<I", content, at + offset)
            struct.pack_into("<I", content, at + offset, min(size, 500))
    return bytes(content)


def _nested(depth: int) -> bytes:
    content = zipped({"0.txt": b"0" * (4 * MIB)})
    for _ in range(depth):
        content = zipped({f"{number}.zip": content for number in range(10)})
    return content


def _quine_like() -> bytes:
    """Return an archive whose member says it is the archive itself, as those do that never end."""
    content = small()["zip"]
    for _ in range(3):
        content = zipped({"r/r.zip": content})
    return content


def _overlapping(count: int = 300, size: int = 4 * MIB) -> bytes:
    return _one_body([f"{number}.txt" for number in range(count)], b"0" * size)


def _overlapping_sheets() -> bytes:
    """Return a workbook whose sheets all lie on the same packed bytes."""
    parts = _parts("xlsx")
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        b"<sheetData>", b"<sheetData>" + b"<row/>" * (7 * MIB // 6), 1
    )
    names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, SHEETS + 1)]
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, SHEETS + 1))
    head, _, tail = parts["xl/workbook.xml"].decode().partition("<sheets>")
    parts["xl/workbook.xml"] = (head + "<sheets>" + listed + tail[tail.index("</sheets>") :]).encode()
    targets = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, SHEETS + 1)}
    parts["xl/_rels/workbook.xml.rels"] = relationships(targets).encode()
    kept = {name: body for name, body in parts.items() if name not in names}
    return _one_body(names, sheet, kept)


def _one_body(names: Sequence[str], body: bytes, others: dict[str, bytes] | None = None) -> bytes:
    """Return an archive in which every name stands for the same packed bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    head = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0, zlib.crc32(body), len(packed), len(body))
    out = bytearray(zipped(others or {}))
    end = out.rindex(b"PK\x05\x06")
    (directory_at,) = struct.unpack_from("<I", out, end + 16)
    directory = out[directory_at:end]
    out = out[:directory_at]
    coded = [name.encode() for name in names]
    sizes = [30 + len(name) + 4 for name in coded]
    for index, name in enumerate(coded):
        place = len(out)
        covered = 4 + sum(sizes[index + 1 :])  # what follows, up to the body, is this one's extra field
        out += b"PK\x03\x04" + head + struct.pack("<HH", len(name), covered) + name
        out += struct.pack("<HH", 0xFFFF, covered - 4)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + head
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, place) + name
    count = len(others or {}) + len(coded)
    tail = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(out) + len(packed), 0)
    return bytes(out + packed + directory + b"PK\x05\x06" + tail)


def _link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("连.txt")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def _gbk_name() -> bytes:
    written = "附件1 基础数据表.txt".encode("gbk")
    stand_in = "x" * (len(written) - 4) + ".txt"
    return zipped({stand_in: LINES}).replace(stand_in.encode(), written)


def _far_directory() -> bytes:
    content = bytearray(small()["zip"])
    end = content.rindex(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 16, 0xFFFFFFF0)
    return bytes(content)


def _main_part(target: str) -> bytes:
    return typed(zipped({"_rels/.rels": relationships({"rId1": ("officeDocument", target)})}))


def encrypted_odf(kind: str) -> bytes:
    """Return an OpenDocument file whose list of parts says how they are encrypted."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:size="9"><manifest:encryption-data '
        'manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
    )
    return zipped(
        {"mimetype": ODF_TYPE + kind, "content.xml": b"\x8f" * 64, "META-INF/manifest.xml": manifest}
    )
