"""Sphinx's settings for the book; build.py adds the language and the title."""

from gettext import NullTranslations

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.writers.html5 import HTML5Translator

project = "language-model-course"
copyright = "CC BY 4.0"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # every widget has left a picture
nb_render_markdown_format = "myst"
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]
html_theme = "furo"
html_static_path = ["style.css"]
html_css_files = ["style.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_math_renderer = "mathml"
pygments_style = "friendly"


def inline(translator: HTML5Translator, node: nodes.Element) -> None:
    """A formula as MathML: browsers draw it themselves, so that pages need neither a network nor JavaScript."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def block(translator: HTML5Translator, node: nodes.Element) -> None:
    translator.body.append(f'<div class="formula">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


class Theme(NullTranslations):
    """What the theme says and Sphinx does not translate."""

    SPANISH = {
        "On this page": "En esta página",
        "Back to top": "Volver arriba",
        "Next": "Siguiente",
        "Previous": "Anterior",
        "Home": "Inicio",
        "Made with ": "Hecho con ",
        "Skip to content": "Saltar al contenido",
    }

    def gettext(self, message: str) -> str:
        return self.SPANISH.get(message, message)


def setup(app: Sphinx) -> None:
    if app.config.language == "es":
        translators["general", "sphinx"].add_fallback(Theme())
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
