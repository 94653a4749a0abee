"""Every shape in course_lib's signatures is checked while its tests run."""

import jaxtyping

jaxtyping.install_import_hook("course_lib", "beartype.beartype")
