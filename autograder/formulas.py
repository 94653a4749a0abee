"""Formulas in the pages that instructors and learners read: MathML, which browsers draw themselves, from here.

nbconvert leaves ``$…$`` to MathJax from another's server: offline, formgrader shows dollars and its script stops.
``nbgrader_config.py`` names both halves of the cure: the filter ``markdown2html``, and the template that takes the
place of MathJax's.
"""

import os
from pathlib import Path

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

TEMPLATES = Path(__file__).parent / "templates" / "jupyter"


class _Renderer(IPythonRenderer):
    """nbconvert's, with formulas drawn; one that cannot be read stays as it was written."""

    def inline_math(self, body: str) -> str:
        return _drawn(body, "inline") or super().inline_math(body)

    def block_math(self, body: str) -> str:
        return _drawn(body, "block") or super().block_math(body)

    def latex_environment(self, name: str, body: str) -> str:
        whole = rf"\begin{{{name}}}{body}\end{{{name}}}"
        return _drawn(whole, "block") or super().latex_environment(name, body)


def markdown2html(source: str) -> str:
    """Markdown with formulas, as HTML with MathML."""
    return str(MarkdownWithMath(renderer=_Renderer(escape=False)).render(source))


def put_templates_on_path() -> None:
    """Makes nbconvert in this process find our template before its own."""
    path = os.environ.get("JUPYTER_PATH", "")
    if str(TEMPLATES) not in path.split(os.pathsep):
        os.environ["JUPYTER_PATH"] = os.pathsep.join(part for part in (str(TEMPLATES), path) if part)


def _drawn(body: str, display: str) -> str:
    try:
        return str(convert(body, display=display))
    except Exception:  # of any kind: latex2mathml reads what a person typed
        return ""
