"""The course as pages to read without running anything: every notebook with its outputs, in both languages.

    make book          # build/book/site/index.html

Each notebook is run from top to bottom with its solutions; then the solutions are taken out again, and Sphinx makes
pages of the rest. A notebook that fails or warns ends the build. Runs are kept and repeated only when the notebook or
the library has changed.
"""

import argparse
import base64
import hashlib
import html
import os
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder import topics
from autograder.notebook import released

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
LANGUAGES = {"es": "Español", "en": "English"}
TITLES = {"es": "Modelos de lenguaje", "en": "Language models"}
PAGES = {  # as run, and with --no-run
    "en": (
        "Each page is a notebook that has been run: text, code, what the code printed, and its figures. Everything was "
        "computed by the code that you see, on two cores, without a network.",
        "Each page is a notebook: text and code. These pages were made without running it, so nothing stands under the "
        "code.",
    ),
    "es": (
        "Cada página es un cuaderno ya ejecutado: texto, código, lo que el código imprimió y sus figuras. Todo lo "
        "calculó el código que ves, en dos núcleos y sin red.",
        "Cada página es un cuaderno: texto y código. Estas páginas se hicieron sin ejecutarlo, así que debajo del "
        "código no hay nada.",
    ),
}
LABELS = {
    "Toggle site navigation sidebar": "Mostrar u ocultar el índice del libro",
    "Toggle table of contents sidebar": "Mostrar u ocultar el contenido de la página",
    "Toggle Light / Dark / Auto color theme": "Cambiar entre tema claro, oscuro y automático",
    "Auto light/dark, in light mode": "Tema automático, ahora claro",
    "Auto light/dark, in dark mode": "Tema automático, ahora oscuro",
    "Light mode": "Tema claro",
    "Dark mode": "Tema oscuro",
}
TIMEOUT_S = 900


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "book", help="a folder to work in")
    parser.add_argument("--no-run", action="store_true", help="pages without outputs, in seconds")
    chosen = parser.parse_args(arguments)
    return build(chosen.to, run=not chosen.no_run)


def build(to: Path, *, run: bool = True) -> int:
    """Make `to`/site; 0 if Sphinx had nothing to complain of."""
    site = to / "site"
    shutil.rmtree(site, ignore_errors=True)
    for language in LANGUAGES:
        source = to / "source" / language
        shutil.rmtree(source, ignore_errors=True)
        (source / "figures").mkdir(parents=True)
        for topic in topics.names():
            master = ROOT / "notebooks" / language / topic / f"{topic[3:]}.ipynb"
            notebook = executed(master, to / "runs") if run else nbformat.read(master, as_version=4)
            nbformat.write(page(notebook, topic, language, source), source / f"{topic}.ipynb")
        (source / "index.md").write_text(contents(language, run=run), "utf-8")
        settings = ["-D", f"language={language}", "-D", f"html_title={TITLES[language]}"]
        options = ["-q", "-W", "--keep-going", "-b", "html", "-c", str(HERE), "-d", str(to / "doctrees" / language)]
        command = [sys.executable, "-m", "sphinx", *options, *settings, str(source), str(site / language)]
        if failed := subprocess.run(command, check=False).returncode:  # a process each: Sphinx's words stay translated
            return failed
        shutil.copytree(source / "figures", site / language / "figures")
        if language == "es":
            for path in (site / language).rglob("*.html"):
                path.write_text(labelled(path.read_text("utf-8")), "utf-8")
    (site / "index.html").write_text((HERE / "index.html").read_text("utf-8"), "utf-8")
    sys.stdout.write(f"{site / 'index.html'}\n")
    return 0


def executed(path: Path, runs: Path) -> NotebookNode:
    """The notebook with its outputs, solutions included, as run now or before. Raises for an error or a warning."""
    kept = runs / f"{path.parent.parent.name}-{path.stem}-{_version(path)}.ipynb"
    if not kept.exists():
        notebook = nbformat.read(path, as_version=4)
        sys.stdout.write(f"running {path.relative_to(ROOT)}\n")
        client = NotebookClient(notebook, timeout=TIMEOUT_S, kernel_name="python3", coalesce_streams=True)
        client.execute(env={**os.environ, "COURSE_STATIC": "1"})
        warned = [cell.id for cell in notebook.cells for o in cell.get("outputs", []) if o.get("name") == "stderr"]
        if warned:
            raise RuntimeError(f"{path}: cells that wrote to stderr: {', '.join(warned)}")
        runs.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, kept)
    return nbformat.read(kept, as_version=4)


def _version(path: Path) -> str:
    """Changes with the notebook and with all that it may import."""
    library = sorted(p for p in (ROOT / "course_lib").rglob("*") if p.suffix in (".py", ".mo", ".safetensors"))
    digest = hashlib.sha256()
    for file in (path, *library):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def page(notebook: NotebookNode, topic: str, language: str, source: Path) -> NotebookNode:
    """What readers see: no solutions, nothing a solution printed, pictures as files with their descriptions."""
    without = released(notebook)
    without.metadata.pop("widgets", None)
    number = 0
    for before, cell in zip(notebook.cells, without.cells, strict=True):
        if cell.cell_type != "code":
            continue
        graded = "nbgrader" in cell.metadata
        cell.metadata = {}
        cell.outputs = [] if graded else before.outputs
        for output in cell.outputs:
            if picture := output.get("data", {}).get("image/png"):
                number += 1
                name = f"figures/{topic}-{number:02}.png"
                (source / name).write_bytes(base64.b64decode(picture))
                output.data = {"text/html": _image(name, output.metadata["image/png"])}
    other = next(code for code in LANGUAGES if code != language)
    link = f'<a lang="{other}" hreflang="{other}" href="../{other}/{topic}.html">{LANGUAGES[other]}</a>'
    without.cells[0].source += f'\n\n<p class="twin">{link}</p>'  # at the end: search shows how a page begins
    return without


def _image(path: str, about: dict) -> str:
    return f'<img src="{path}" alt="{html.escape(about["alt"])}" width="{about["width"]}" loading="lazy">'


def labelled(page: str) -> str:
    """A Spanish page with Furo's labels in Spanish: its templates hold these in English, out of gettext's reach."""
    for english, spanish in LABELS.items():
        page = page.replace(f'"{english}"', f'"{spanish}"').replace(f">{english}<", f">{spanish}<")
    return page


def contents(language: str, *, run: bool) -> str:
    """The first page of a language: what this is, and the notebooks in order."""
    intro = (HERE / f"index.{language}.md").read_text("utf-8")
    intro = Template(intro).substitute(pages=PAGES[language][0 if run else 1])
    listed = "\n".join(topics.names())
    return f"{intro}\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"


if __name__ == "__main__":
    raise SystemExit(main())
