"""``autograder doctor``: what this machine can enforce, and whether a real box holds, tried from inside it."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.groups import bounds_memory, parent_of_groups
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import NOT_IN_LITE, Tier, best_tier, probe
from autograder.session import GraderFault, Session, Stopped
from autograder.verdicts import Verdict

_ROOT = Path(__file__).resolve().parent.parent
_LIMITS = Limits(cell_cpu_s=120, memory_mb=800, processes=32, disk_mb=8)
_MARKS = 20

_PRELUDE = """
import os, pathlib, socket

def refused(action):
    try:
        action()
    except OSError:
        return True
    return False

def read(path):
    path = pathlib.Path(path)
    return list(path.iterdir()) if path.is_dir() else path.read_bytes()
"""

# Each cell raises unless the box holds; the words in capitals stand for things of this machine.
_CHECKS = {
    "computes": "import torch, course_lib\nassert torch.ones(3).sum() == 3",
    "cannot reach the network": """
assert refused(lambda: socket.create_connection(("127.0.0.1", PORT), 2))
assert refused(lambda: socket.create_connection(("192.0.2.1", 80), 2))
assert refused(lambda: socket.socket(socket.AF_VSOCK))
""",
    "cannot write outside of its folder": """
import torch
for folder in ["/", "/usr", "/etc", "/dev", REPOSITORY, os.path.dirname(torch.__file__)]:
    assert refused(lambda: os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY))), folder  # leaves nothing if it works
""",
    "cannot see other processes": """
assert refused(lambda: os.kill(HOST, 0)) or os.getpid() == HOST
assert refused(lambda: read(f"/proc/{HOST}/environ"))
assert refused(lambda: os.listdir("/proc")) or [p for p in os.listdir("/proc") if p.isdigit()] == [str(os.getpid())]
""",
    "cannot read the repository": """
for path in [REPOSITORY, REPOSITORY + "/pyproject.toml", REPOSITORY + "/autograder/exams"]:
    assert refused(lambda: read(path)), path
""",
    "cannot read another submission": "for path in [SECRET, OTHER]: assert refused(lambda: read(path)), path",
    "cannot find a line of an exam": """
seen = 0
for top in sys.path + ["/usr/share", "/tmp"]:
    for folder, _, names in os.walk(top, followlinks=True):
        for name in names:
            if name.endswith((".py", ".toml", ".ipynb")):
                try:
                    text = open(os.path.join(folder, name), "rb").read()
                except OSError:
                    continue
                seen += 1
                assert not any(mark in text for mark in MARKS), os.path.join(folder, name)
assert seen > 1000, seen
""",
    "cannot make endless processes": """
import signal
children = []
try:
    while len(children) < 200:
        pid = os.fork()
        if pid == 0:
            signal.pause()
        children.append(pid)
    raise AssertionError("200 processes")
except OSError:
    pass
finally:
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
""",
}
_GLUTTON = """
kept = []
while True:
    kept.append(bytearray(b"x") * (20 << 20))
"""


def run() -> int:
    """Print every probe and self-test with ✓ or ✗ and what to do; 0 if a confining tier works and its box holds."""
    console = Console(highlight=False, soft_wrap=True)
    for found in probe():
        _line(console, found.ok, f"{found.name}: {found.detail}", found.remedy)
    try:
        tier = best_tier()
    except SandboxError as error:
        _line(console, False, error.problem, error.remedy)
        return 1
    console.print(f"tier: [bold]{tier.value}[/bold]")
    console.print(f"memory, processes and CPU seconds: {_who_counts()}", markup=False)
    for missing in NOT_IN_LITE if tier is Tier.LITE else ():
        console.print(f"  not promised in this tier: {missing}", markup=False)
    try:
        failures = _examine_a_box(tier, console)
    except (SandboxError, GraderFault) as error:
        _line(console, False, str(error), "report it: this should not happen where the probes succeed")
        return 1
    return min(failures, 1)


def _who_counts() -> str:
    parent = parent_of_groups()
    if parent is None:
        return "counted by looking twenty times a second (no control group can be made here)"
    if bounds_memory(parent):
        return f"bounded by the kernel, in control groups below {parent}"
    return f"CPU seconds counted by the kernel, in control groups below {parent}; the rest by looking"


def _line(console: Console, ok: bool, text: str, remedy: str = "") -> None:
    console.print("[green]✓[/green]" if ok else "[red]✗[/red]", end=" ")
    console.print(text, markup=False)
    if remedy:
        console.print(f"  → {remedy}", markup=False)


def _examine_a_box(tier: Tier, console: Console) -> int:
    """The number of self-tests that failed."""
    failures = 0
    with Template(tier) as template, _world(template) as names:
        for name, cell in _CHECKS.items():
            problem = _problem(template, names, cell)
            failures += bool(problem)
            _line(console, not problem, f"a box {name}" + (f": {problem}" if problem else ""))
        problem = _memory_problem(template)
        _line(console, not problem, "a box cannot use more memory than granted" + (f": {problem}" if problem else ""))
    return failures + bool(problem)


def _problem(template: Template, names: str, cell: str) -> str:
    """What went wrong in a fresh box, or nothing."""
    with Session(template.spawn(_LIMITS), _LIMITS) as session:
        try:
            for source in (_PRELUDE, names, cell):
                result = session.run_cell(source)
                if result.error:
                    return f"{result.error} {result.message}"
        except Stopped as stopped:
            return str(stopped)
    return ""


def _memory_problem(template: Template) -> str:
    with Session(template.spawn(_LIMITS), _LIMITS) as session:
        try:
            result = session.run_cell(_GLUTTON)
        except Stopped as stopped:
            return "" if stopped.verdict is Verdict.OUT_OF_MEMORY else str(stopped)
    return f"it went on: {result.error}"


@contextmanager
def _world(template: Template) -> Iterator[str]:
    """Things a box must not reach, and the cell that names them."""
    neighbour = Session(template.spawn(_LIMITS), _LIMITS)
    with neighbour, socket.create_server(("127.0.0.1", 0)) as server, tempfile.NamedTemporaryFile() as secret:
        folder = neighbour.run_cell("import os; open('answer', 'w').write('42'); print(os.getcwd())")
        other = str(folder.outputs[0]["text"]).strip() + "/answer"
        names = {
            "PORT": server.getsockname()[1],
            "HOST": os.getpid(),
            "REPOSITORY": str(_ROOT),
            "SECRET": secret.name,
            "OTHER": other,
            "MARKS": exam_lines(),
        }
        yield "import sys\n" + "\n".join(f"{name} = {value!r}" for name, value in names.items())


def exam_lines() -> list[bytes]:
    """The longest lines of the exams: what must not exist inside."""
    exams = [path for path in (_ROOT / "autograder" / "exams").rglob("exam.*") if path.suffix in {".py", ".toml"}]
    lines = {line.strip() for path in exams for line in path.read_bytes().splitlines()}
    return sorted(lines, key=len)[-_MARKS:]
