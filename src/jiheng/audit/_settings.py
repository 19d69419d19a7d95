"""What a reader wants to see: a profile of ours, and a project's own settings for single rules.

A project file (``jiheng.yaml``) is written by users: what is wrong in it is told in Chinese, with its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from jiheng.audit._dossier import Params
from jiheng.audit._rules import Rule, all_rules, values
from jiheng.audit._types import Severity, SwitchedOff
from jiheng.cards import Card, read_card, read_folder
from jiheng.errors import SettingsError, StandardError

DEFAULT_PROFILE = "reviewer"
SETTINGS_NAMES = ("jiheng.yaml", ".jiheng.yaml")
_ALL = "all"
_OFF = "off"
_REASONS = {
    "repeated key": "同一项写了两次",
    "expected one value": "这里应写一个值",
    "expected a list": "这里应写一个列表",
    "expected key: value pairs": "这里应写“名称: 值”",
    "missing": "没有写这一项",
    "empty": "文件是空的",
    "unknown key": "没有这一项",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """Which findings one kind of reader is shown."""

    name: str
    title: str
    why: str
    families: Mapping[Severity, frozenset[str] | None]
    """For each severity the families shown; None shows all."""
    leaves_out: frozenset[str]
    """Families that are not shown whatever their severity."""

    def shows(self, family: str, severity: Severity) -> bool:
        """Whether findings of a family and severity are shown."""
        wanted = self.families[severity]
        return family not in self.leaves_out and (wanted is None or family in wanted)


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a project file says of one rule."""

    rule: str
    off: bool
    severity: Severity | None
    params: Mapping[str, tuple[str, ...]]
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """A profile, and a project's settings."""

    profile: str = DEFAULT_PROFILE
    rules: tuple[RuleSetting, ...] = ()

    def apply(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """Return the rules that are to run, as the settings want them."""
        if not self.rules and rules is all_rules():
            return _shown_by(self.profile)
        own = {setting.rule: setting for setting in self.rules}
        shown = profile(self.profile)
        wanted = (_changed(rule, own.get(rule.code)) for rule in rules if not self._is_off(own, rule))
        return tuple(rule for rule in wanted if shown.shows(rule.family, rule.severity))

    def _is_off(self, own: Mapping[str, RuleSetting], rule: Rule) -> bool:
        return rule.code in own and own[rule.code].off

    def switched_off(self) -> tuple[SwitchedOff, ...]:
        """Return the rules that the project file switches off, with its reasons."""
        if not self.rules:
            return ()
        titles = {rule.code: rule.title for rule in all_rules()}
        return tuple(SwitchedOff(s.rule, titles[s.rule], s.reason) for s in self.rules if s.off)


@cache
def _shown_by(profile_name: str) -> tuple[Rule, ...]:
    """Return the rules of a profile where a project sets nothing of its own: the same for every package."""
    shown = profile(profile_name)
    return tuple(rule for rule in all_rules() if shown.shows(rule.family, rule.severity))


def _changed(rule: Rule, setting: RuleSetting | None) -> Rule:
    if setting is None:
        return rule
    params = Params({**rule.params.values, **setting.params})
    return replace(rule, severity=setting.severity or rule.severity, params=params)


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Return the profiles, by name; read once.

    Raises:
        StandardError: A profile is wrong.
    """
    return tuple(_profile(name, card) for name, card in read_folder(files("jiheng.audit") / "profiles"))


def profile(name: str) -> Profile:
    """Return a profile by its name.

    Raises:
        KeyError: There is no such profile.
    """
    return {known.name: known for known in all_profiles()}[name]


def _profile(name: str, card: Card) -> Profile:
    known = {rule.family for rule in all_rules()}
    nested = card.card("shows")
    families = {severity: _families(nested, severity.value, known) for severity in Severity}
    nested.close()
    leaves_out = _families(card, "leaves_out", known) or frozenset()
    found = Profile(name, card.text("title"), card.text("why"), families, leaves_out)
    card.close()
    return found


def _families(card: Card, key: str, known: set[str]) -> frozenset[str] | None:
    """Return a list of families; None for all, an empty one where the key is absent."""
    if key not in card:
        return frozenset()
    given = values(card, key)
    if given == (_ALL,):
        return None
    for family in given:
        if family not in known:
            raise card.error(key, f"no family {family!r}")
    return frozenset(given)


def read_settings(path: Path, profile_name: str = "") -> Settings:
    """Read a project file.

    Args:
        path: The file.
        profile_name: The profile the call names; it goes before the file's.

    Raises:
        SettingsError: The file cannot be read, or says something that does not exist.
    """
    try:
        card = read_card(path, str(path))
        settings = _settings(card)
    except StandardError as cause:
        reason = _REASONS.get(cause.reason, cause.reason)
        raise SettingsError(cause.path, cause.line, cause.key, reason) from cause
    except (OSError, UnicodeDecodeError) as cause:
        raise SettingsError(str(path), 1, "", f"读不出来：{cause}") from cause
    return replace(settings, profile=profile_name or settings.profile)


def _settings(card: Card) -> Settings:
    name = card.text("profile", DEFAULT_PROFILE)
    names = tuple(known.name for known in all_profiles())
    if name not in names:
        raise card.error("profile", f"没有“{name}”这种用途，可写{'、'.join(names)}")
    rules: list[RuleSetting] = []
    if "rules" in card:
        nested = card.card("rules")
        rules = [_setting(nested, code) for code in nested.keys()]  # noqa: SIM118 - a card is not a dict
    card.close()
    return Settings(name, tuple(rules))


def _setting(card: Card, code: str) -> RuleSetting:
    rules = {rule.code: rule for rule in all_rules()}
    if code not in rules:
        near = "、".join(sorted(get_close_matches(code.upper(), rules, 3, 0)))
        raise card.error(code, f"没有这条规则，最接近的是 {near}")
    entry = card.card(code)
    severity, off = _severity(entry)
    params = _params(entry, rules[code])
    reason = entry.text("reason", "")
    if off and not reason:
        raise entry.error("reason", "停用一条规则要写明理由（reason）")
    if not off and severity is None and not params:
        raise entry.error(code, "没有写要改什么：severity 或 params")
    entry.close()
    return RuleSetting(code, off, severity, params, reason)


def _severity(entry: Card) -> tuple[Severity | None, bool]:
    if "severity" not in entry:
        return None, False
    given = entry.text("severity")
    if given == _OFF:
        return None, True
    if given not in set(Severity):
        known = "、".join([*Severity, _OFF])
        raise entry.error("severity", f"没有“{given}”这种程度，可写{known}")
    return Severity(given), False


def _params(entry: Card, rule: Rule) -> dict[str, tuple[str, ...]]:
    if "params" not in entry:
        return {}
    nested = entry.card("params")
    known = rule.params.values
    found: dict[str, tuple[str, ...]] = {}
    for name in nested.keys():  # noqa: SIM118 - a card is not a dict
        if name not in known:
            listed = "、".join(known) or "（没有）"
            raise nested.error(name, f"规则 {rule.code} 没有这个参数，可改的是：{listed}")
        found[name] = values(nested, name)
        _check_param(nested, name, known[name], found[name])
    return found


def _check_param(card: Card, name: str, ours: tuple[str, ...], given: tuple[str, ...]) -> None:
    """Refuse a word where the card has a number."""
    if len(ours) != 1 or not _is_number(ours[0]):
        return
    if len(given) != 1 or not _is_number(given[0]):
        raise card.error(name, f"应写一个数，如 {ours[0]}")


def _is_number(text: str) -> bool:
    whole, _, part = text.removesuffix("%").removeprefix("-").partition(".")
    return whole.isdecimal() and (not part or part.isdecimal()) and text.isascii()
