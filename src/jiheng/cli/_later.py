"""Modules that only some commands need, run when something of them is first asked for.

Every command would else wait for what it does not use. The import is said under ``TYPE_CHECKING`` as well.
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def import_later(name: str) -> ModuleType:
    """Return a module of ours that runs at the first look into it; one that has run already as it is.

    Args:
        name: Its full name.

    Raises:
        ModuleNotFoundError: There is none.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name=name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)
    return module
