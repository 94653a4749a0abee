"""Make a measurement anew: python -m course_lib.measured scaling"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from course_lib import measured
from course_lib.measured import over_optimisation, scaling

MEASUREMENTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "scaling": scaling.measure,
    "over_optimisation": over_optimisation.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_lib.measured", description=measured.__doc__)
    parser.add_argument("name", choices=MEASUREMENTS)
    parser.add_argument("--to", type=Path, default=measured.FOLDER, help="the folder to write")
    options = parser.parse_args()
    measured.write(options.name, MEASUREMENTS[options.name](), options.to)


if __name__ == "__main__":
    main()
