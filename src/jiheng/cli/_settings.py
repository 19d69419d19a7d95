"""Which profile and which project settings a call wants: named, or a file beside the material."""

from __future__ import annotations

from pathlib import Path

from jiheng.audit import DEFAULT_PROFILE, SETTINGS_NAMES, Settings, all_profiles, read_settings
from jiheng.batch import STANDARD_INPUT
from jiheng.cli._options import Wanted
from jiheng.cli._usage import WrongCall, suggest
from jiheng.errors import SettingsError


def settings_of(wanted: Wanted) -> Settings:
    """Return the settings of a call.

    Raises:
        WrongCall: There is no such profile, the file is wrong, or the material has several.
    """
    # Profiles are checked against the rules, and reading all of those is for calls that audit.
    names = [profile.name for profile in all_profiles()] if wanted.profile else []
    if wanted.profile and wanted.profile not in names:
        raise WrongCall(
            f"没有用途 {wanted.profile}。", f"{suggest(wanted.profile, names)}可用：{'、'.join(names)}。"
        )
    path = Path(wanted.settings) if wanted.settings else _beside(wanted.files)
    if path is None:
        return Settings(wanted.profile or DEFAULT_PROFILE)
    if not path.is_file():
        raise WrongCall(f"没有设置文件 {path}。", "请检查 --settings 的路径。")
    try:
        return read_settings(path, wanted.profile)
    except SettingsError as error:
        raise WrongCall(str(error), "请更正后重试；规则编号和可改的参数见 jiheng explain 编号。") from error


def _beside(files: tuple[str, ...]) -> Path | None:
    """Return the settings file in the folders named, or beside the files named.

    Raises:
        WrongCall: There are several, and which one is meant cannot be told.
    """
    folders = [
        path if path.is_dir() else path.parent for path in map(Path, files) if str(path) != STANDARD_INPUT
    ]
    found = {
        folder / name: None for folder in folders for name in SETTINGS_NAMES if (folder / name).is_file()
    }
    if len({path.resolve() for path in found}) > 1:
        listed = "、".join(map(str, found))
        raise WrongCall(f"材料旁边有几个设置文件：{listed}。", "请用 --settings 指定一个。")
    return next(iter(found), None)
