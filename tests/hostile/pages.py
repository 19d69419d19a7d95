"""Hostile PDF files and pictures: bombs, too many pages, scripts, circles, sizes declared or real."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial

from tests.documents.office import zipped
from tests.documents.pdf_pages import assemble, pdf
from tests.hostile.attack import Attack, either, harmless, refused
from tests.hostile.small import pdf_objects, pdf_page, picture, small

MIB = 1024 * 1024
PAGES = 10_000


def attacks() -> Iterator[Attack]:
    """Yield every hostile PDF and picture."""
    yield refused("pdf-10000-pages.pdf", _many_pages, "10000 页")
    yield either("pdf-10000-pages-declared.pdf", _pages_declared)
    yield either("pdf-pages-in-a-circle.pdf", _circle)
    yield either("pdf-pages-deep.pdf", _deep_tree)
    yield refused("pdf-bomb.pdf", partial(_packed, 60 * MIB, 1), "大得不正常")
    yield refused("pdf-bomb-packed-twice.pdf", partial(_packed, 60 * MIB, 2), "大得不正常")
    yield harmless("pdf-scripts-and-launches.pdf", _scripts, "2922.7")
    yield harmless("pdf-files-attached.pdf", _attached, "2922.7")
    yield refused("pdf-password.pdf", _password, "密码")
    yield either("pdf-page-of-all-sizes.pdf", partial(_page_with, b"/MediaBox[0 0 1e30 1e30]"))
    yield either(
        "pdf-page-turned-inside-out.pdf", partial(_page_with, b"/MediaBox[842 595 0 0]/UserUnit 1e9")
    )
    yield refused("pdf-form-in-itself.pdf", _form_in_itself, "层层套用")
    yield either("pdf-million-lines.pdf", _lines)
    yield refused("pdf-picture-that-expands.pdf", _picture_in_page)
    yield refused("png-declared-60000.png", partial(_png, 60_000, 60_000, bytes(100)), "过大")
    yield refused(
        "png-declared-two-thousand-million.png",
        partial(_png, 2_000_000_000, 2_000_000_000, bytes(100)),
        "过大",
    )
    yield refused("png-expands.png", partial(_png, 50_000, 50_000, None), "过大")
    yield refused("png-more-pixels-than-said.png", partial(_png, 300, 300, bytes(100 * MIB)))
    yield refused("png-text-that-expands.png", _png_text)
    yield refused("jpg-declared-65000.jpg", _jpg, "过大")
    yield refused("tiff-declared-60000.tiff", _tiff, "过大")
    yield refused("tiff-pages-in-a-circle.tiff", _tiff_circle)
    yield refused("bmp-declared-60000.bmp", _bmp, "过大")
    for kind in ("png", "jpg", "tiff", "bmp"):
        yield refused(f"{kind}-nothing-on-it.{kind}", partial(small().__getitem__, kind))
    for kind in ("docx", "xlsx", "odt"):
        yield harmless(f"{kind}-picture-that-expands.{kind}", partial(_picture_beside, kind))
    yield refused("html-picture-that-expands.gif", lambda: b"GIF89a" + b"\xff" * 8 + bytes(50), "GIF")


def _many_pages() -> bytes:
    kids = " ".join(["6 0 R"] * PAGES)
    objects = pdf_objects()
    objects[1] = f"<</Type/Pages/Count {PAGES}/Kids[{kids}]>>".encode()
    return assemble(objects)


def _pages_declared() -> bytes:
    objects = pdf_objects()
    objects[1] = f"<</Type/Pages/Count {PAGES}/Kids[6 0 R]>>".encode()
    return assemble(objects)


def _circle() -> bytes:
    objects = pdf_objects()
    objects[1] = b"<</Type/Pages/Count 5/Kids[2 0 R 2 0 R 6 0 R]/Parent 2 0 R>>"
    return assemble(objects)


def _deep_tree(depth: int = 5000) -> bytes:
    objects = pdf_objects()
    first = len(objects) + 1
    objects[1] = f"<</Type/Pages/Count 1/Kids[{first} 0 R]>>".encode()
    objects += (f"<</Type/Pages/Count 1/Kids[{first + n + 1} 0 R]>>".encode() for n in range(depth))
    return assemble([*objects, objects[5]])


def _packed(size: int, times: int) -> bytes:
    body = zlib.compress(b" " * size, 9)
    for _ in range(times - 1):
        body = zlib.compress(body, 9)
    filters = b"/FlateDecode" * times
    objects = pdf_objects()
    objects[6] = b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(body), filters, body)
    return assemble(objects)


def _scripts() -> bytes:
    objects = pdf_objects()
    objects[0] = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL('http://127.0.0.1:9/x'))>>"
        b"/AA<</WC<</S/Launch/F(/bin/sh)>>>>/AcroForm<</XFA 8 0 R/Fields[]>>>>"
    )
    objects[5] = objects[5].replace(
        b"/Contents",
        b"/AA<</O<</S/URI/URI(http://127.0.0.1:9/x)>>>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]"
        b"/A<</S/GoToR/F(file:///etc/passwd)>>>>]/Contents",
    )
    xfa = b"<!DOCTYPE x [<!ENTITY m SYSTEM 'file:///etc/passwd'>]><x>&m;</x>"
    return assemble([*objects, b"<</Length %d>>stream\n%s\nendstream" % (len(xfa), xfa)])


def _attached() -> bytes:
    objects = pdf_objects()
    objects[0] = (
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.exe)<</Type/Filespec/EF<</F 8 "
        b"0 R>>>>]>>>>>>"
    )
    body = zlib.compress(b"MZ" + bytes(20 * MIB))
    return assemble(
        [
            *objects,
            b"<</Type/EmbeddedFile/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(body), body),
        ]
    )


def _password() -> bytes:
    entries = "/V 2/R 3/Length 128/P -3904/Filter/Standard"
    secret = f"/Encrypt<<{entries}/O<{'41' * 32}>/U<{'42' * 32}>>>/ID[<{'43' * 16}><{'43' * 16}>]"
    return assemble(pdf_objects(), secret)


def _page_with(entries: bytes) -> bytes:
    objects = pdf_objects()
    objects[5] = objects[5].replace(b"/MediaBox[0 0 595 842]", entries)
    return assemble(objects)


def _form_in_itself() -> bytes:
    objects = pdf_objects()
    objects[5] = objects[5].replace(b"/Font<<", b"/XObject<</X 8 0 R>>/Font<<")
    steps = b"/X Do " * 50
    objects[6] = b"<</Length %d>>stream\n%s\nendstream" % (len(steps), steps)
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 8 0 R>>>>/Length "
        b"%d>>stream\n%s\nendstream"
    )
    return assemble([*objects, form % (len(steps), steps)])


def _lines() -> bytes:
    page = pdf_page()
    page.raw("".join(f"{n % 500} {n // 500} m 600 {n // 500} l S\n" for n in range(300_000)))
    return pdf(page)


def _picture_in_page() -> bytes:
    """Return a page that shows a picture of one grey and sixteen thousand million pixels."""
    side = 20_000
    packed = zlib.compress(bytes(side // 8 * side), 9)
    objects = pdf_objects()
    objects[5] = objects[5].replace(b"/Font<<", b"/XObject<</X 8 0 R>>/Font<<")
    steps = b"q 500 0 0 700 0 0 cm /X Do Q"
    objects[6] = b"<</Length %d>>stream\n%s\nendstream" % (len(steps), steps)
    head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"
    image = head % (side, side) + b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (
        len(packed),
        packed,
    )
    return assemble([*objects, image])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, pixels: bytes | None) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes((width // 8 + 1) * height) if pixels is None else pixels, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _png_text() -> bytes:
    content = picture("PNG")
    packed = zlib.compress(b"a" * (80 * MIB), 9)
    return (
        content[:33]
        + _chunk(b"zTXt", b"Comment\0\0" + packed)
        + _chunk(b"iCCP", b"x\0\0" + packed)
        + content[33:]
    )


def _jpg() -> bytes:
    content = bytearray(picture("JPEG"))
    at = content.index(b"\xff\xc0")
    struct.pack_into(">HH", content, at + 5, 65_000, 65_000)
    return bytes(content)


def _tiff() -> bytes:
    content = bytearray(picture("TIFF"))
    (at,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from("<HH", content, entry)
        if tag in {256, 257}:
            struct.pack_into("<H" if kind == 3 else "<I", content, entry + 8, 60_000)
    return bytes(content)


def _tiff_circle() -> bytes:
    content = bytearray(picture("TIFF"))
    (at,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, at)
    struct.pack_into("<I", content, at + 2 + 12 * count, at)
    return bytes(content)


def _bmp() -> bytes:
    content = bytearray(picture("BMP", 32))
    struct.pack_into("<ii", content, 18, 60_000, 60_000)
    return bytes(content)


def _picture_beside(kind: str) -> bytes:
    stream = io.BytesIO(small()[kind])
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {"word/media/image1.png": _png(50_000, 50_000, None)})
