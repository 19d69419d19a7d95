"""The faces of official documents, and the fonts of this machine that stand for them.

Takes the installed families; gives those of each face in the order they are tried. The official fonts are
sold and seldom installed on servers, so free ones follow them; no face is without Chinese characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from jiheng.errors import RenderError

PACKAGE = "fonts-noto-cjk"
"""The Debian package that is asked for where there is no Chinese font at all."""
_LATIN = ("Times New Roman", "Liberation Serif", "Tinos", "Nimbus Roman")
_SONG = ("SimSun", "NSimSun", "宋体", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN")
_HEI = (
    "SimHei",
    "黑体",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
_KAI = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "AR PL UKai CN", "LXGW WenKai GB", "LXGW WenKai")
_FANG = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "Zhuque Fangsong", "FZFangSong-Z02S")
_TITLE = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK")


@dataclass(frozen=True, slots=True)
class Face:
    """What a face is set in."""

    families: tuple[str, ...]
    """Installed families with Chinese characters, the best first."""
    latin: tuple[str, ...]
    """Installed families for Latin letters and figures."""
    weight: str = "regular"


_WANTED = {
    "song": (*_TITLE, *_SONG, *_HEI),
    "hei": (*_HEI, *_SONG),
    "kai": (*_KAI, *_SONG, *_HEI),
    "fang": (*_FANG, *_SONG, *_HEI),
}


def choose_faces(installed: Iterable[str]) -> dict[str, Face]:
    """Return each face with those of the installed families that can stand for it.

    Raises:
        RenderError: None of them has Chinese characters.
    """
    there = set(installed)
    latin = tuple(one for one in _LATIN if one in there)
    faces = {
        face: Face(tuple(one for one in wanted if one in there), latin) for face, wanted in _WANTED.items()
    }
    if not faces["fang"].families:
        reason = f"这台机器上没有中文字体。请安装：sudo apt-get install {PACKAGE}"
        raise RenderError("PDF", "字体", reason)
    title = faces["song"]
    if title.families[0] not in _TITLE:
        # 小标宋 is a heavy Song; the bold weight of a text face is the nearest to it.
        faces["song"] = Face(title.families, title.latin, "bold")
    return faces


@cache
def installed_faces() -> dict[str, Face]:
    """Return the faces from the fonts of this machine, looked for once.

    Raises:
        RenderError: There is no Chinese font.
    """
    from typst import Fonts  # noqa: PLC0415 - slow to load, and only PDF needs it

    return choose_faces(Fonts().families())
