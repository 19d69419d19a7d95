"""Rules on what should not be published, and on what a published form must show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jiheng.audit._dossier import Dossier, Hit, Params, evidence

_PHONE = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-－—]?\d{7,8})(?!\d)|(?:电话|手机|联系方式)(?:号码)?[：:]?\s*(\d{7,12})(?!\d)"
)
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])\d{4}(?: ?\d{4}){3}(?: ?\d{1,3})?(?![0-9A-Za-z])")
_ACCOUNT_WORDS = ("账号", "帐号", "账户", "帐户", "卡号", "开户")
_PEOPLE = r"填表人|填报人|经办人|联系人|审核人|复核人|(?:项目|财务|单位)?负责人"
_NAMED = re.compile(
    rf"(?:{_PEOPLE})(?:及电话|姓名)?(?:[（(](?:签字|签名|签章)[）)])?[：:]([一-\u9fff]{{2,4}})"
)
_LABELS = (
    "填报",
    "填表",
    "日期",
    "联系",
    "电话",
    "单位",
    "签",
    "盖章",
    "审核",
    "负责",
    "财务",
    "项目",
    "时间",
    "部门",
    "意见",
)
_UNSIGNED = re.compile(
    r"[（(]?(?:签字|签名|签章|盖章)[）)]?[：:]\s*(?:$|(?=填报|填表|联系|日期|年|单位|负责))"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def phone_number(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A telephone number."""
    return _holding(dossier, _PHONE, lambda text: bool(_PHONE.search(text)))


def identity_number(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A citizen's identity number (身份证号) whose last digit is the right one."""
    return _holding(dossier, _IDENTITY, lambda text: any(map(is_identity, _IDENTITY.findall(text))))


def bank_account(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A number that passes the check of bank cards, beside a word for an account or begun as cards are."""

    def holds(text: str) -> bool:
        numbers = [found.replace(" ", "") for found in _ACCOUNT.findall(text)]
        named = any(word in text for word in _ACCOUNT_WORDS)
        return any(
            passes_luhn(number) and (named or number.startswith("62")) and not is_identity(number)
            for number in numbers
        )

    return _holding(dossier, _ACCOUNT, holds)


def personal_name(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The name of whoever filled in the form or is responsible for it."""

    def holds(text: str) -> bool:
        return any(not name.startswith(_LABELS) for name in _NAMED.findall(text))

    return _holding(dossier, _NAMED, holds)


def signature_missing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A place for a signature with nothing after it."""
    for index, form in dossier.package.audited():
        if _UNSIGNED.search(form.filing_line.text.strip()):
            yield Hit({}, evidence(index, form.filing_line))


def filing_date_missing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """No form of the package says when it was filed."""
    forms = dossier.package.audited()
    if forms and not any(form.filing_date for _, form in forms):
        yield Hit({"count": str(len(forms))}, evidence(forms[0][0], forms[0][1].title))


def is_identity(number: str) -> bool:
    """Whether 18 characters are an identity number: the last one follows from the others (GB 11643)."""
    if len(number) != len(_WEIGHTS) + 1 or not number[:-1].isdecimal() or not 0 < int(number[10:12]) <= 12:  # noqa: PLR2004 - months
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % len(_CHECKS)] == number[-1].upper()


def passes_luhn(number: str) -> bool:
    """Whether a number's digits fit the check that bank cards use."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _holding(dossier: Dossier, pattern: re.Pattern[str], holds: Callable[[str], bool]) -> Iterator[Hit]:
    """Yield the cells whose text holds something; only forms with a match of the pattern are gone through."""
    for index, texts in dossier.texts.items():
        if not pattern.search(texts.joined):
            continue
        seen: set[str] = set()
        for cell, text in texts.cells:
            if cell.at not in seen and holds(text):
                seen.add(cell.at)
                yield Hit({}, evidence(index, cell))
