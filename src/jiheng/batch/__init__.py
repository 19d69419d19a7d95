"""Stage 8: many packages. Finds what belongs together and runs the engine over it, one outcome per package.

Takes paths; gives packages of files, and for each the result or why there is none. The only stage that
touches the file system, and the only one that turns an unforeseen exception into a result.
"""

from jiheng.batch._parallel import run_batch
from jiheng.batch._run import Outcome
from jiheng.batch._sources import (
    STANDARD_INPUT,
    PackageFiles,
    Plan,
    PlannedPackage,
    load_package,
    plan_packages,
)

__all__ = [
    "STANDARD_INPUT",
    "Outcome",
    "PackageFiles",
    "Plan",
    "PlannedPackage",
    "load_package",
    "plan_packages",
    "run_batch",
]
