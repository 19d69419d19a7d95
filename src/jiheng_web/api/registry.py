"""Operations of the API and how they are called: typed in, typed out, listed for the description.

An operation is a function of the caller, the parts of its path and its body, with a struct for the body and
one for the answer. The description (OpenAPI 3.1) is made from the same structs, so it says what is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from jiheng.errors import JihengError
from jiheng_web.accounts.models import Person
from jiheng_web.accounts.tokens import person_of_token
from jiheng_web.errors import NotAllowed, Refused
from jiheng_web.journal.actions import Actor
from jiheng_web.journal.refusals import note_refusal
from jiheng_web.middleware import address_of
from jiheng_web.rights import held_by

LARGEST_BODY = 5 * 1024 * 1024
LARGEST_NUMBER = 2**31 - 1
_MOST_DIGITS = 18
_NUL = b"\\u0000"


class ErrorAnswer(msgspec.Struct, frozen=True):
    """What went wrong, in plain Chinese."""

    error: str


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom a program acts."""

    person: Person
    actor: Actor


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query."""

    name: str
    kind: type[int | str]
    words: str
    choices: tuple[str, ...] = ()
    """What it may say, where not anything."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    """As Django's routes write it: ``filings/<int:number>``."""
    words: str
    answer: Any
    """The type of the answer: a struct, or a list of one."""
    body: Any
    """The type of the body; None where there is none."""
    query: tuple[Parameter, ...]
    function: Callable[..., msgspec.Struct | list[Any]]


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    words: str,
    *,
    answer: Any,  # noqa: ANN401 - a type, as msgspec takes them
    body: Any = None,  # noqa: ANN401 - as above
    query: tuple[Parameter, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as an operation."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        OPERATIONS.append(Operation(method, path, words, answer, body, query, function))
        return function

    return register


def view_of(operations: Mapping[str, Operation]) -> Callable[..., HttpResponse]:
    """Return the view of one path, by method."""

    @csrf_exempt
    @login_not_required
    def answer(request: HttpRequest, **path: int | str) -> HttpResponse:
        chosen = operations.get(str(request.method))
        if chosen is None:
            refused = _error(405, "这个地址不接受这种请求。")
            refused["Allow"] = ", ".join(sorted(operations))
            return refused
        # Only keys count here, never the browser's session: no page can make a browser call these.
        person = person_of_token(request.headers.get("Authorization", ""))
        if person is None:
            refused = _error(401, "缺少有效的接口密钥：Authorization: Bearer jh_…。")
            refused["WWW-Authenticate"] = 'Bearer realm="jiheng"'
            return refused
        return _call(request, chosen, person, path)

    return answer


def _call(
    request: HttpRequest, chosen: Operation, person: Person, path: Mapping[str, int | str]
) -> HttpResponse:
    held = held_by(person)
    actor = Actor(person.pk, person.full_name, held[0].role.value if held else "", address_of(request))
    try:
        arguments: dict[str, Any] = {**path, **_query(request, chosen)}
        if chosen.body is not None:
            arguments["body"] = _body(request, chosen)
        result = chosen.function(Caller(person, actor), **arguments)
    except Http404:
        return _error(404, "没有这个对象，或它不归您办理。")
    except Refused as refused:
        if isinstance(refused, NotAllowed):
            note_refusal(request, refused.reason, actor)
        return _error(refused.status, refused.reason)
    except JihengError as refused:
        return _error(422, str(refused))
    return HttpResponse(msgspec.json.encode(result), content_type="application/json")


class _BadInput(Refused):
    status = 400


def _query(request: HttpRequest, chosen: Operation) -> dict[str, int | str]:
    known = {parameter.name: parameter for parameter in chosen.query}
    if unknown := sorted(request.GET.keys() - known.keys()):
        raise _BadInput(f"不认识的参数：{'、'.join(unknown)}。")
    found: dict[str, int | str] = {}
    for name, parameter in known.items():
        if (text := request.GET.get(name)) is not None:
            if parameter.choices and text not in parameter.choices:
                raise _BadInput(f"{name} 没有“{text}”，可用：{'、'.join(parameter.choices)}。")
            found[name] = _whole(name, text) if parameter.kind is int else text
    return found


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) <= LARGEST_NUMBER):
        raise _BadInput(f"{name} 应为 0 至 {LARGEST_NUMBER} 的整数。")
    return int(text)


def _body(request: HttpRequest, chosen: Operation) -> Any:  # noqa: ANN401 - a struct of the operation's own type
    length = request.headers.get("Content-Length", "0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise _BadInput("提交的内容太大。")
    if _NUL in request.body:
        raise _BadInput("提交的内容里有空字符（\\u0000），数据库存不下。")
    try:
        return msgspec.json.decode(request.body, type=chosen.body)
    except msgspec.DecodeError as cause:
        raise _BadInput(f"提交的内容不合约定：{cause}") from cause


def _error(status: int, words: str) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(ErrorAnswer(words)), status=status, content_type="application/json"
    )
