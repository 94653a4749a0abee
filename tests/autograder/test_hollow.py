"""Nothing in the box answers an exercise: of the course every name is there, and nothing stands behind any of them.

All callables that an answer could find in its own process are looked for as an answer would (modules, attributes three
deep, closures, partials, the garbage collector) and put to the exercises.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

import course_lib
from autograder import topics
from autograder.examiner import examine
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Template
from autograder.session import ForbiddenFunction, Session
from course_lib.asking.questions import Raised

Open = Callable[..., Session]
TOPICS = [topics.load(name) for name in topics.names()]
EVERY = [(topic.name, exercise) for topic in TOPICS for exercise in topic.exercises]
FIRST = [(topic.name, next(iter(topic.exercises))) for topic in TOPICS]
LIMITS = Limits(memory_mb=1024, exercise_cpu_s=200, notebook_cpu_s=1000)
DEEP = 3

# Run in the box: everything that can be called and is not torch's, NumPy's or another installed package's.
SEARCH = """
import functools, gc, importlib, inspect, sys, types

def parts_of(thing, depth):
    if depth == 0:
        return
    for name in dir(thing):
        try:
            part = inspect.getattr_static(thing, name)
            part = getattr(part, "__func__", part)
        except Exception:
            continue
        yield part
        if isinstance(part, (type, types.ModuleType)) or hasattr(part, "__dict__"):
            yield from parts_of(part, depth - 1) if id(part) not in SEEN and not SEEN.add(id(part)) else ()
    for cell in getattr(thing, "__closure__", None) or ():
        yield cell.cell_contents
    if isinstance(thing, functools.partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())

SEEN = set()
INSTALLED = ("torch", "numpy", "matplotlib", "IPython", "msgspec", "traitlets", "sympy", "PIL", "regex", "pygments")
def ours(thing):
    module = str(getattr(thing, "__module__", "") or "")
    return callable(thing) and module.split(".")[0] in ("course_lib", "box")

roots = [module for name, module in list(sys.modules.items()) if name.split(".")[0] in ("course_lib", "box")]
found = [part for root in roots for part in parts_of(root, 3)] + gc.get_objects()
FOUND = list({id(thing): thing for thing in found if ours(thing)}.values())
def how_many(): return len(FOUND)
def name_of(index):
    thing = FOUND[index]
    return f"{thing.__module__}.{getattr(thing, '__qualname__', type(thing).__name__)}"
"""


@cache
def names_of_the_course() -> tuple[str, ...]:
    """Every public callable of the real course_lib, by its dotted names, attributes three deep."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(course_lib.__path__, "course_lib."):
        if not module.name.endswith("__main__"):
            found |= set(_callables(module.name, importlib.import_module(module.name), DEEP))
    return tuple(sorted(found))


def _callables(name: str, thing: Any, depth: int) -> Iterator[str]:
    for part, value in list(vars(thing).items()) if depth else ():
        home = str(getattr(value, "__module__", "") or "")
        if part.startswith("__") or not home.startswith("course_lib"):
            continue
        if callable(value):
            yield f"{name}.{part}"
        if isinstance(value, type):
            yield from _callables(f"{name}.{part}", value, depth - 1)


Search = Callable[[], Session]


@pytest.fixture
def search(template: Template) -> Iterator[Search]:
    """Opens sessions whose box has been searched."""
    opened: list[Session] = []

    def search_one() -> Session:
        session = Session(template.spawn(LIMITS), LIMITS)
        opened.append(session)
        for source in ('import course_lib\ncourse_lib.start("en")\nfrom course_lib.checks import check', SEARCH):
            assert session.run_cell(source).error is None
        return session

    yield search_one
    for session in opened:
        session.close()


def test_the_course_in_the_box_is_a_single_file(open_session: Open) -> None:
    source = """
import course_lib, glob, os
HERE = course_lib.__path__[0]
FILES = sorted(os.path.relpath(path, HERE) for path in glob.glob(HERE + "/**/*.*", recursive=True))
def files(): return [f for f in FILES if "__pycache__" not in f]
"""
    session = open_session(source)
    assert session.question("call", "files") == ["__init__.py"]


def test_a_notebook_can_begin_as_ever(open_session: Open) -> None:
    session = open_session()
    for source in (
        'import course_lib\ncourse_lib.start("es")',
        "from course_lib.checks import check, CheckFailed\ncheck('anything', print)",
        "from course_lib import figures\nfrom course_lib.attention import MultiHeadAttention, causal_mask",
        "import course_lib.training.sft as sft\ndef f(x: course_lib.gpt.GPT | None = None): return x",
        "import importlib, sys, course_lib.attention\nimportlib.reload(course_lib.attention)",
        "sys.modules.pop('course_lib.attention')\nimport course_lib.attention",
    ):
        assert session.run_cell(source).error is None, source
    assert session.run_cell('course_lib.start("fr")').error == "ValueError"


def test_the_same_numbers_are_drawn_as_on_the_learners_machine(open_session: Open) -> None:
    import random

    import numpy
    import torch

    course_lib.start("en")
    want = [random.random(), numpy.random.rand(), torch.rand(1).item()]
    source = "import course_lib, random, numpy, torch\ncourse_lib.start('en')\n"
    source += "GOT = [random.random(), float(numpy.random.rand()), torch.rand(1).item()]\ndef got(): return GOT"
    assert open_session(source).question("call", "got") == want


USES = [
    "f(1)",
    "f.part(1)",
    "[*f]",
    "f[0]",
    "len(f)",
    "3 in f",
    "range(f)",
    "bool(f)",
    "f + 1",
    "2 * f",
    "torch.ones(2) @ f",
    "numpy.array(f)",
    "with f: pass",
    "class C(f): pass",
]


@pytest.mark.parametrize("use", USES)
def test_every_use_says_what_is_not_there(open_session: Open, use: str) -> None:
    session = open_session("import torch, numpy\nfrom course_lib.attention import causal_mask as f")
    cell = session.run_cell(use)
    assert cell.error == "ForbiddenError" and "course_lib.attention.causal_mask" in cell.message


NAMED = """
import functools
def named(name):
    return functools.reduce(getattr, name.split(".")[1:], course_lib)
"""


KEPT = ("course_lib.checks.", "course_lib.start.")  # what notebooks call is there


def test_no_name_of_the_course_gives_anything(search: Search) -> None:
    """Each of them, called in a question, is a forbidden function by its own name."""
    session, names = search(), [name for name in names_of_the_course() if not name.startswith(KEPT)]
    assert len(names) > 700
    session.run_cell(NAMED)
    for name in names:
        session.run_cell(f"answer = named({name!r})")
        with pytest.raises(ForbiddenFunction, match=name):
            session.question("call", "answer", (1,))


def put_to(search: Search, topic: str, exercise: str) -> dict[str, float]:
    """What each callable found in the box earns as the answer to an exercise; some end the box."""
    session, earned = search(), {}
    known = topics.load(topic)
    for index in range(session.question("call", "how_many")):
        session = session if session.alive else search()
        session.run_cell(f"{exercise} = FOUND[{index}]")
        result = examine(session, known, exercise, seed="hollow")
        if result.score > 0:
            earned[session.question("call", "name_of", (index,))] = result.score
    return earned


@pytest.mark.parametrize(("topic", "exercise"), FIRST)
def test_nothing_found_in_the_box_earns_a_mark(search: Search, topic: str, exercise: str) -> None:
    assert put_to(search, topic, exercise) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "exercise"), [each for each in EVERY if each not in FIRST])
def test_nothing_found_in_the_box_earns_a_mark_anywhere(search: Search, topic: str, exercise: str) -> None:
    assert put_to(search, topic, exercise) == {}


ROUND_ABOUT = {
    "a closure": "import course_lib.attention as A\nanswer = next(c.cell_contents for c in A.causal_mask.__closure__)",
    "a reload": "import importlib, course_lib.attention as A\nimportlib.reload(A)\nanswer = A.causal_mask",
    "a second copy": """
import importlib.util, course_lib.attention as A
spec = importlib.util.spec_from_file_location("mine", A.__file__)
mine = importlib.util.module_from_spec(spec); spec.loader.exec_module(mine)
answer = mine.causal_mask""",
    "its source": """
import course_lib.attention as A
exec(compile(open(A.__file__).read(), "x", "exec"))
answer = causal_mask""",
    "a table made in a cell": """
import course_lib.attention as A
TABLE = {n: A.causal_mask(n) for n in range(9)}
answer = TABLE.get""",
    "a subprocess": """
import subprocess, sys, ast
def answer(n):
    code = f"from course_lib.attention import causal_mask; print(causal_mask({n}).tolist())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return ast.literal_eval(done.stdout)""",
    "a patched guard": """
import sys
sys.modules["box.guard"].Guard.open = lambda self, ways: None
from course_lib.attention import causal_mask as real
def answer(n): return real(n)""",
    "a partial": "import functools, course_lib.attention as A\nanswer = functools.partial(A.causal_mask)",
}


@pytest.mark.parametrize("way", ROUND_ABOUT)
def test_no_way_round_finds_more(open_session: Open, way: str) -> None:
    session = open_session(limits=LIMITS)
    failed = session.run_cell(ROUND_ABOUT[way]).error
    if failed is None:
        with pytest.raises((ForbiddenFunction, Raised)):
            session.question("call", "answer", (3,))


def test_the_box_holds_nothing_of_ours_but_the_box(open_session: Open) -> None:
    source = """
import course_lib, sys
def ours(): return sorted(name for name in sys.modules if name.split(".")[0] in ("course_lib", "autograder"))
"""
    assert open_session(source).question("call", "ours") == ["course_lib", "course_lib.checks"]
