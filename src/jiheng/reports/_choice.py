"""Which builder makes the report of which kind of form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from jiheng.forms import FilledForm
from jiheng.reports._build import build_base_data, build_evaluation
from jiheng.reports._declaration import build_declaration
from jiheng.reports._monitoring import build_monitoring
from jiheng.reports._parts import FormKind
from jiheng.reports._transfer import build_transfer_self_evaluation
from jiheng.reports._types import Form

_BUILDERS: Mapping[FormKind, Callable[[FilledForm, int], Form]] = MappingProxyType(
    {
        FormKind.BASE_DATA: build_base_data,
        FormKind.DEPARTMENT: build_evaluation,
        FormKind.PROJECT: build_evaluation,
        FormKind.PROJECT_DECLARATION: build_declaration,
        FormKind.DEPARTMENT_DECLARATION: build_declaration,
        FormKind.TRANSFER_TARGETS: build_declaration,
        FormKind.PROJECT_MONITORING: build_monitoring,
        FormKind.DEPARTMENT_MONITORING: build_monitoring,
        FormKind.TRANSFER_SELF_EVALUATION: build_transfer_self_evaluation,
    }
)


def build_report(form: FilledForm, document: int) -> Form:
    """Turn a recognised form into its typed report.

    Args:
        form: The recognised form with the paragraphs around it.
        document: Index of its document in the package.
    """
    return _BUILDERS[FormKind(form.card.kind)](form, document)
