"""Which words of a text are names of persons: behind a role's label, or known from such a place.

Takes texts; gives names, and what finds them. A name that no label tells of is not looked for: what looks
like one may be a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ROLE = (
    r"填表人|填报人|制表人|经办人|联系人员|联系人|审核人|复核人|审批人|责任人|负责人|法定代表人|法人代表"
    r"|主管领导"
)
_BEHIND_ROLE = r"(?:及电话|姓名|签字|签名|签章)?\s*(?:[（(][^（()）]{0,6}[）)])?"
_END = (
    r"(?=\s*(?:$|[\n，,。；;、/（(0-9+]|\s[^\n]|"
    r"(?:填报|填表|联系|电话|手机|单位|日期|审核|签字|盖章|年|同志)))"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤常温康施"
    "文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁符阮纪梅童凌毕单裴霍涂成苗谷盛曲翁冉"
    "骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑党宫费卜冷晏席卫柏瞿"
)
NAMED = re.compile(
    rf"(?:{_ROLE}){_BEHIND_ROLE}"
    r"(?:\s*[：:]\s*(?P<it>[一-\u9fff](?:(?:[ \u3000][一-\u9fff]){2}(?![一-\u9fff])"
    r"|(?:[ \u3000]?[一-\u9fff·]){1,4}?))"
    rf"|(?:[ \u3000]+|为|是)(?P<other>[{_SURNAMES}](?:(?:[ \u3000][一-\u9fff]){{2}}(?![一-\u9fff])"
    rf"|(?:[ \u3000]?[一-\u9fff]){{1,2}}?))){_END}"
)
"""A role with a person behind it: behind a colon any name; without one, a name that begins as names do."""

_LABEL = re.compile(r"填报|填表|日期|联系|电话|单位|签字|盖章|审核|负责|时间|部门|意见|同志")
_SPACE = re.compile(r"[ \u3000]")
_SHORT = 2
"""Characters of a name that may as well be part of a word."""
_ALONE = r"(?<![一-\u9fff]){}(?![一-\u9fff])|{}(?=同志|主任|局长|科长|处长|股长|所长|先生|女士)"


def is_name(text: str) -> bool:
    """Whether what stands behind a role is a name, and not the next label."""
    return _LABEL.search(text) is None


def masked_name(text: str) -> str:
    """Return a name as its first character and a star for each other one."""
    return text[0] + "*" * (len(_SPACE.sub("", text)) - 1)


def names_in(texts: Iterable[str]) -> Iterator[str]:
    """Yield the names that stand behind a role's label, without their spaces."""
    for text in texts:
        for match in NAMED.finditer(text):
            name = match["it"] or match["other"]
            if is_name(name):
                yield _SPACE.sub("", name)


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds names that are known already; None without any.

    A name of two characters is found where it stands alone or before a title: 高明 is also part of words.
    """
    found = []
    for name in sorted(set(names), key=lambda one: (-len(one), one)):
        word = r"[ \u3000]?".join(map(re.escape, name))
        found.append(_ALONE.format(word, word) if len(name) <= _SHORT else word)
    return re.compile(f"(?P<it>{'|'.join(found)})(?P<other>)") if found else None
