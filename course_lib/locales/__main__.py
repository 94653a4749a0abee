"""`python -m course_lib.locales`: see the package's docstring."""

import sys

from course_lib.locales.catalogues import report

sys.stdout.write(report() + "\n")
