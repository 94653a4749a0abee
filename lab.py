"""Opens the course in JupyterLab with one command, and installs it before the first time: python3 lab.py

What comes after it goes to JupyterLab, such as --no-browser or --port=9000; with --only-install nothing is opened.
Works in a learner's copy of the course and in the repository, where it makes that copy first, in my-course/. Needs
Python and nothing else.
"""

import locale
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
STAMP = VENV / ".learner"
OLDEST = (3, 11)

SAYS = {
    "python": (
        "This is Python {here}; the course needs {oldest} or newer.",
        "Este es Python {here}; el curso necesita {oldest} o posterior.",
    ),
    "no_venv": (
        "Python cannot make an environment here ({why}). On Debian and Ubuntu: apt install python3-venv. A folder that "
        "cannot be written, or a full disk, has the same effect: copy the course elsewhere, or make room.",
        "Python no puede crear un entorno aquí ({why}). En Debian y Ubuntu: apt install python3-venv. También pasa "
        "donde no se puede escribir o con el disco lleno: copia el curso a otro lugar o haz espacio.",
    ),
    "installing": (
        "Installing the course in {venv}, once. That takes some minutes.",
        "Instalando el curso en {venv}, una sola vez. Tarda unos minutos.",
    ),
    "cuda": (
        "From here pip goes on alone. This computer has no NVIDIA card, and pip's PyTorch for Linux brings CUDA along: "
        "some gigabytes. To save them press Ctrl + C now, install PyTorch for CPU into {venv} as its website shows "
        "(Get Started, Pip, CPU), and run this again.",
        "De aquí en adelante pip sigue solo. Esta computadora no tiene tarjeta NVIDIA, y el PyTorch de pip para Linux "
        "trae CUDA: unos cuantos gigabytes. Para ahorrártelos presiona Ctrl + C ahora, instala en {venv} PyTorch para "
        "CPU como dice su página (Get Started, Pip, CPU) y ejecuta esto de nuevo.",
    ),
    "failed": (
        "It could not be installed; the lines above say why. Run the same command again: it goes on from there.",
        "No se pudo instalar; las líneas de arriba dicen por qué. Ejecuta la misma orden otra vez: sigue desde ahí.",
    ),
    "copy": ("Your own copy of the course: {folder}", "Tu propia copia del curso: {folder}"),
}


def main(arguments):
    if sys.version_info < OLDEST:
        return say("python", here=platform.python_version(), oldest=".".join(map(str, OLDEST)))
    python = sys.executable if is_installed_here() else installed()
    if python is None:
        return 1
    course = HERE
    if (HERE / "autograder").is_dir():
        course = HERE / "my-course"
        if not course.exists():
            if subprocess.run([python, "-m", "autograder", "release", "--to", str(course)], cwd=HERE).returncode:
                return 1
            say("copy", folder=course)
    if "--only-install" in arguments:
        return 0
    paths = [str(course / "settings"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
    pages = sorted((course / name for name in ("START.ipynb", "EMPIEZA.ipynb")), reverse=not speaks_spanish())
    first = next((f"/tree/{page.name}" for page in pages if page.is_file()), "")
    arguments = [f"--LabApp.default_url=/lab{first}", *arguments]
    try:
        return subprocess.run([python, "-m", "jupyterlab", *arguments], cwd=course, env=environment).returncode
    except KeyboardInterrupt:
        return 0


def is_installed_here():
    """In a container, in conda, in an environment of the learner's own: nothing is made."""
    found = subprocess.run(
        [sys.executable, "-c", "import course_lib.guide, jupyterlab, nbgrader"], cwd="/", capture_output=True
    )
    return found.returncode == 0


def installed():
    """The Python of the course's own environment, which is made and filled where that is not done yet; else None."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = [HERE / name for name in ("requirements.txt", "pyproject.toml") if (HERE / name).is_file()]
    if STAMP.is_file():
        done = all(STAMP.stat().st_mtime >= path.stat().st_mtime for path in wanted)
    else:
        done = (VENV / ".installed").is_file()  # by the Makefile
    if done:
        return str(python)
    say("installing", venv=VENV)
    if not python.exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            lines = (made.stdout + made.stderr).strip().splitlines()
            say("no_venv", why=lines[-1] if lines else made.returncode)
            return None
    if not (by_uv(python) or by_pip(python)):
        say("failed")
        return None
    STAMP.touch()
    return str(python)


def what():
    if (HERE / "pyproject.toml").is_file():
        return ["--constraint", str(HERE / "requirements.lock"), "--editable", f"{HERE}[learner]"]
    return ["--requirement", str(HERE / "requirements.txt")]


def by_uv(python):
    """uv chooses PyTorch's build by what the machine has; pip does not."""
    uv = shutil.which("uv")
    if uv is None:
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"], capture_output=True)
        uv = shutil.which("uv", path=str(python.parent))
    command = ["pip", "install", "--python", str(python), "--torch-backend=auto", *what()]
    return uv is not None and subprocess.run([uv, *command], cwd=HERE).returncode == 0


def by_pip(python):
    if sys.platform == "linux" and platform.machine() == "x86_64" and not has_nvidia():
        say("cuda", venv=VENV)
    return subprocess.run([str(python), "-m", "pip", "install", *what()], cwd=HERE).returncode == 0


def has_nvidia():
    return Path("/dev/nvidiactl").exists() or shutil.which("nvidia-smi") is not None


def speaks_spanish():
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    spoken = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    return spoken.lower().startswith(("es", "spanish"))


def say(key, **values):
    sys.stderr.write(SAYS[key][speaks_spanish()].format(**values) + "\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
