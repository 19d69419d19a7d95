"""The API's description (OpenAPI 3.1), made from the operations' own types."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

import jiheng_web.api.operations  # noqa: F401 - importing it registers them
from jiheng_web.api.registry import LARGEST_NUMBER, OPERATIONS, ErrorAnswer, Operation, Parameter

_PART = re.compile(r"<(int|slug):(\w+)>")
_ERRORS = {
    "400": "提交的内容不合约定",
    "401": "没有有效的密钥",
    "403": "没有权限",
    "404": "没有这个对象，或它不归密钥的主人办理",
    "409": "现在不能这样做",
    "422": "内容无法处理",
}


@cache
def description() -> dict[str, Any]:
    """Return the description as JSON objects."""
    types = [ErrorAnswer, *(t for one in OPERATIONS for t in (one.answer, one.body) if t is not None)]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    by_type = dict(zip(map(str, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        path = "/api/v1/" + _PART.sub(r"{\2}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _entry(one, by_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "绩衡接口",
            "version": "1",
            "description": "与网页上的办理完全相同的动作。金额和得分都是按原样的文字。",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "个人的接口密钥"}},
        },
        "security": [{"key": []}],
    }


def _entry(one: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
            if kind == "int"
            else {"type": "string"},
        }
        for kind, name in _PART.findall(one.path)
    ]
    parameters += [
        {
            "name": query.name,
            "in": "query",
            "required": False,
            "description": query.words,
            "schema": _parameter_schema(query),
        }
        for query in one.query
    ]
    entry: dict[str, Any] = {
        "operationId": one.function.__name__,
        "summary": one.words,
        "parameters": parameters,
        "responses": {"200": _json("完成", schemas[str(one.answer)])}
        | {status: _json(words, schemas[str(ErrorAnswer)]) for status, words in _ERRORS.items()},
    }
    if one.body is not None:
        entry["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[str(one.body)]}},
        }
    return entry


def _parameter_schema(query: Parameter) -> dict[str, Any]:
    if query.kind is int:
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
    return {"type": "string", "enum": list(query.choices)} if query.choices else {"type": "string"}


def _json(words: str, schema: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON schema
    return {"description": words, "content": {"application/json": {"schema": schema}}}
