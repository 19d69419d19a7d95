"""Every exception the engine raises. What is wrong with a user's figures is never here: that is a finding.

An exception holds plain attributes and builds its message in ``__str__``, so it survives a process pool.
"""

from __future__ import annotations


class JihengError(Exception):
    """Root of all Jiheng exceptions; never raised itself."""


class DocumentError(JihengError):
    """A file cannot be opened or read: damaged, encrypted, too large, of an unknown kind."""

    def __init__(self, document: str, reason: str) -> None:
        super().__init__(document, reason)
        self.document = document
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.document}：{self.reason}"


class FormNotRecognized(DocumentError):
    """A readable document holds no form that the catalogue knows."""

    def __init__(self, document: str, reason: str = "") -> None:
        super().__init__(
            document,
            reason
            or "没有找到可识别的表（基础数据表、部门整体自评表、项目自评表）。请确认文件是否为绩效自评材料。",
        )

    def __reduce__(self) -> tuple[type[FormNotRecognized], tuple[str, str]]:
        return type(self), (self.document, self.reason)


class FormAmbiguous(DocumentError):
    """A grid fits two forms about equally well; neither is chosen."""

    def __init__(self, document: str, address: str, candidates: tuple[str, ...]) -> None:
        super().__init__(
            document,
            f"{address} 同时像{'、'.join(candidates)}，无法确定是哪一种表。请核对表头后重试。",
        )
        self.address = address
        self.candidates = candidates

    def __reduce__(self) -> tuple[type[FormAmbiguous], tuple[str, str, tuple[str, ...]]]:
        return type(self), (self.document, self.address, self.candidates)


class StandardError(JihengError):
    """A card of ours (standard, rule, form, term) is wrong; raised at load, never at use."""

    def __init__(self, path: str, line: int, key: str, reason: str) -> None:
        super().__init__(path, line, key, reason)
        self.path = path
        self.line = line
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.key}: {self.reason}"


class SettingsError(JihengError):
    """A project's settings file is wrong: not YAML, or it names a rule or a threshold that does not exist."""

    def __init__(self, path: str, line: int, key: str, reason: str) -> None:
        super().__init__(path, line, key, reason)
        self.path = path
        self.line = line
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        where = f"“{self.key}”：" if self.key else ""
        return f"设置文件 {self.path} 第{self.line}行：{where}{self.reason}。"


class StandardUnknown(JihengError):
    """The standard asked for does not exist."""

    def __init__(self, standard: str, known: tuple[str, ...]) -> None:
        super().__init__(standard, known)
        self.standard = standard
        self.known = known

    def __str__(self) -> str:
        return f"没有名为“{self.standard}”的评分标准。现有：{'、'.join(self.known)}。"


class RenderError(JihengError):
    """A template or an output cannot take a value."""

    def __init__(self, template: str, field: str, reason: str) -> None:
        super().__init__(template, field, reason)
        self.template = template
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.template}：{self.field}：{self.reason}"
