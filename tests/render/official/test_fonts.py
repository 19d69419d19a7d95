"""Which fonts stand for the official faces."""

from __future__ import annotations

import pytest

from jiheng.errors import RenderError
from jiheng.render.official._fonts import choose_faces


def test_official_fonts_come_first() -> None:
    faces = choose_faces(("Noto Serif CJK SC", "FangSong", "FZXiaoBiaoSong-B05S", "Times New Roman"))
    assert faces["fang"].families == ("FangSong", "Noto Serif CJK SC")
    assert faces["song"].families[0] == "FZXiaoBiaoSong-B05S"
    assert faces["song"].weight == "regular"
    assert faces["kai"].latin == ("Times New Roman",)


def test_free_fonts_stand_in() -> None:
    faces = choose_faces(("Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL UKai CN", "Liberation Serif"))
    assert faces["hei"].families[0] == "Noto Sans CJK SC"
    assert faces["kai"].families[0] == "AR PL UKai CN"
    assert (faces["song"].families[0], faces["song"].weight) == ("Noto Serif CJK SC", "bold")


def test_one_chinese_font_serves_every_face() -> None:
    faces = choose_faces(("WenQuanYi Zen Hei",))
    assert {face.families for face in faces.values()} == {("WenQuanYi Zen Hei",)}


def test_no_chinese_font_names_the_package_to_install() -> None:
    with pytest.raises(RenderError, match="没有中文字体。请安装：sudo apt-get install fonts-noto-cjk"):
        choose_faces(("Liberation Serif", "DejaVu Sans"))
