"""Pages that say what went wrong, and what to do."""

from __future__ import annotations

import errno
import json
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

_TITLES = {
    400: "这次提交的内容不完整",
    403: "没有权限",
    404: "找不到这个页面",
    409: "现在不能这样做",
    413: "文件太大",
    422: "内容无法处理",
    500: "系统出错了",
    503: "系统正忙",
    507: "服务器磁盘已满",
}
_WHAT_TO_DO = {
    400: "请返回上一页，检查后再提交；已自动保存的内容不会丢失。",
    403: "如果您需要这项权限，请联系本单位或财政部门的系统管理员。",
    404: "可能是地址输错了，也可能是这份材料不归您办理。请从首页重新进入。",
    409: "请返回上一页刷新，看看材料现在在哪一步。",
    413: "请压缩图片或分成几份以后再上传。",
    422: "请对照提示修改以后再试。",
    500: "刚才的操作没有生效，已保存的内容不受影响。请稍后再试；仍不行时，把时间和页面告诉系统管理员。",
    503: "数据库这一刻被占用，刚才的操作没有生效。请返回上一页，等几秒再试，您的内容还在页面上；"
    "几分钟后仍不行时，请告诉系统管理员。",
    507: "刚才的操作没有生效，已保存的内容不受影响。请告诉系统管理员清理或扩充磁盘，再试一次。",
}


_SERVER = 500


def error_page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """Return the page for a status; as JSON where a program asked."""
    if request.path.startswith("/api/") or request.content_type == "application/json":
        content = json.dumps({"error": reason or _TITLES[status]}, ensure_ascii=False)
        return HttpResponse(content, status=status, content_type="application/json")
    context = {
        "status": status,
        "title": _TITLES[status],
        "reason": reason,
        "what_to_do": _WHAT_TO_DO[status],
        "back": _page_before(request),
    }
    # What failed may fail again: such pages ask neither for the person nor for the database.
    asks_nothing = status >= _SERVER
    text = render_to_string("error.html", context, request=None if asks_nothing else request)
    return HttpResponse(text, status=status)


def _page_before(request: HttpRequest) -> str:
    """Return the page of this site that a refused form was sent from; "" where there is none."""
    before = request.headers.get("Referer", "")
    if request.method != "POST" or not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return ""
    return before


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404."""
    return error_page(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 403."""
    return error_page(request, 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; 413 where it was too much."""
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500; 503 where the database is busy or away, 507 where the disk is full."""
    cause = sys.exc_info()[1]  # Django calls this while it holds the exception
    if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
        return error_page(request, 507)
    if isinstance(cause, DataError):  # PostgreSQL keeps no NUL in a text
        return error_page(request, 400, "提交的内容里有数据库存不下的字符，没有保存。")
    if not isinstance(cause, OperationalError):
        return error_page(request, 500)
    if "full" in str(cause):  # SQLite: "database or disk is full"
        return error_page(request, 507)
    answer = error_page(request, 503)
    answer.headers["Retry-After"] = "5"
    return answer


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a form whose token does not fit: most often a page that stood open over night."""
    return error_page(request, 403, "页面打开太久或登录已变化，请刷新页面后再提交。")
