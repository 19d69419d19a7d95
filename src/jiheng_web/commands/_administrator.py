"""``jiheng administrator``: make a system administrator in the terminal."""

from __future__ import annotations

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from jiheng_web.accounts.actions import add_body, add_person, give_role
from jiheng_web.accounts.models import Body, BodyKind, Role
from jiheng_web.commands import DONE, WRONG_CALL
from jiheng_web.commands._serve import upgrade
from jiheng_web.commands._tell import problem, tell
from jiheng_web.errors import InputRefused
from jiheng_web.journal.actions import SYSTEM
from jiheng_web.writing import writing


def ask() -> int:
    """Ask for a city (where there is none yet), a name and a password."""
    if not sys.stdin.isatty():
        problem("请在终端里运行：密码不能从文件或管道里读。")
        return WRONG_CALL
    upgrade()
    root = Body.objects.filter(parent=None).order_by("pk").first()
    city = "" if root else input("市（县、区）名称：")
    username, full_name = input("用户名（小写字母、数字）："), input("姓名：")
    password = getpass.getpass("密码（至少 10 位，三种字符）：")
    if getpass.getpass("再输一次：") != password:
        problem("两次输入的密码不一样。")
        return WRONG_CALL
    try:
        validate_password(password)
        with writing():
            body = root or add_body(city, BodyKind.CITY, parent=None, actor=SYSTEM)
            person = add_person(username, full_name, password, actor=SYSTEM, must_change=False)
            give_role(person, body, Role.SYSTEM_ADMINISTRATOR, actor=SYSTEM)
    except ValidationError as refused:
        problem("；".join(refused.messages))
        return WRONG_CALL
    except InputRefused as refused:
        problem(refused.reason)
        return WRONG_CALL
    tell(f"已建立系统管理员 {person.username}（{body}）。")
    return DONE
