"""Takes docs/images/official-pages.png: pages of a filed package, and the same pages as we write them.

Above, LibreOffice's print of the example package, which is laid out as the real one is; below, our PDF of
what was read from it: 附件1, 附件2 and the table of the first project.
"""
# ruff: noqa: INP001 - a script, started by its path

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

import jiheng
from jiheng.render.official import compose, write_official
from jiheng.values import squeeze

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "package" / "department-2024.docx"
PICTURE = ROOT / "docs" / "images" / "official-pages.png"
TITLES = ("基础数据表", "整体支出绩效自评表", "2024年度项目支出绩效自评表")
SCALE = 0.9
FRAME = 12


def main() -> int:
    """Take the picture, or say what is missing."""
    office = shutil.which("soffice")
    if office is None:
        sys.stderr.write("LibreOffice is needed\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(EXAMPLE)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603 - LibreOffice, on our file
        filed = (Path(folder) / EXAMPLE.name).with_suffix(".pdf").read_bytes()
    ours = write_official(compose(jiheng.read(EXAMPLE)).document, ".pdf")
    rows = [np.hstack([_page(content, title) for title in TITLES]) for content in (filed, ours)]
    cv2.imwrite(str(PICTURE), np.vstack(rows), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}  {PICTURE.stat().st_size // 1024} kB\n")
    return 0


def _page(content: bytes, title: str) -> cv2.typing.MatLike:
    """Return the first page that holds a title, in a grey frame."""
    document = pypdfium2.PdfDocument(content)
    page = next(page for page in document if title in squeeze(page.get_textpage().get_text_range()))
    picture = page.render(scale=SCALE, grayscale=True).to_numpy()
    framed: cv2.typing.MatLike = cv2.copyMakeBorder(
        picture, FRAME, FRAME, FRAME, FRAME, cv2.BORDER_CONSTANT, value=200
    )
    return framed


if __name__ == "__main__":
    sys.exit(main())
