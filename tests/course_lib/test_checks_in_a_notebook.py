"""Checks in a real kernel: they know which version they judge, end what does not return, and let a notebook go on."""

import re
from collections.abc import Iterator

import pytest
from kernels import Cells, kernel

RIGHT = "def causal_mask(n):\n    return torch.ones(n, n).tril().bool()"
STUB = "def causal_mask(n):\n    raise NotImplementedError"
CHECK = 'check("causal_mask", causal_mask)'
OURS = ("course_lib/", "Traceback", "visible.py")


@pytest.fixture(scope="module")
def cells() -> Iterator[Cells]:
    with kernel() as running:
        yield running


def test_after_a_syntax_error_the_check_says_which_version_it_judges(cells: Cells) -> None:
    cells(RIGHT)
    assert "did not run" not in cells(CHECK)
    cells("def causal_mask(n):\n    return torch.ones(n n)")
    said = cells(CHECK)
    assert "Your last change of causal_mask did not run (SyntaxError, line 2: return torch.ones(n n))." in said
    assert "the version of run [" in said and "✓" in said


def test_a_cell_that_failed_before_its_function_is_told_and_one_that_failed_after_it_is_not(cells: Cells) -> None:
    cells(RIGHT)
    cells("print(1 / 0)\n" + STUB)
    assert "did not run (ZeroDivisionError, line 1: print(1 / 0))" in cells(CHECK)
    cells(RIGHT + "\nprint(1 / 0)")
    assert "did not run" not in cells(CHECK)


def test_a_broken_def_line_is_known_by_its_cell(cells: Cells) -> None:
    cells(RIGHT)
    as_lab = "get_ipython().run_cell({source!r}, cell_id='answer_causal_mask')"
    cells(as_lab.format(source="dff causal_mask(n):\n    return 1"))
    assert "did not run (SyntaxError" in cells(CHECK)
    cells(as_lab.format(source=RIGHT))
    assert "did not run" not in cells(CHECK)


def test_the_version_of_a_class_is_known_by_its_methods(cells: Cells) -> None:
    class_ = "class KVCache:\n    def __init__(self, n_layers):\n        self.kept = [None] * n_layers"
    cells(class_)
    cells(class_ + "\n    def length(self)\n        return 0")
    assert "Your last change of KVCache did not run (SyntaxError, line 4" in cells('check("KVCache", KVCache)')


@pytest.mark.parametrize(
    "loop",
    [
        "while True:\n        pass",
        "import time\n    time.sleep(1000)",
        "while True:\n        try: 1 / 0\n        except: pass",
    ],
)
def test_an_answer_that_does_not_return_is_stopped_at_its_line(cells: Cells, loop: str) -> None:
    cells("from course_lib.asking import patience\npatience.QUESTION_CPU_S = 0.3")
    cells(f"def causal_mask(n):\n    {loop}")
    said = cells(CHECK)
    cells("patience.QUESTION_CPU_S = 20.0")
    assert "nothing in " in said and "It does not return" in said and "of its cell: " in said
    assert not any(word in said for word in OURS)
    assert "fine" in cells("import time; time.sleep(0.4); print('fine')")


def test_who_interrupts_a_check_sees_their_line_and_none_of_ours(cells: Cells) -> None:
    cells("import threading, signal\ndef causal_mask(n):\n    while True:\n        pass")
    later = "threading.Timer(0.5, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()\n"
    said = cells(later + CHECK)
    assert "You stopped it" in said and re.search(r"line [34] of its cell: (pass|while True:)", said)
    assert not any(word in said for word in OURS)


def test_a_check_that_comes_before_its_answer_says_so(cells: Cells) -> None:
    cells("causal_mask = 0; del causal_mask")
    said = cells(CHECK)
    assert "Exercise 4.2: causal_mask is not there yet" in said and "Traceback" not in said
    assert "NameError" in cells("print(causal_mask)")


def test_an_unwritten_exercise_lets_the_notebook_go_on_and_says_so() -> None:
    with kernel("es") as cells:
        cells(STUB)
        said = cells(CHECK)
        assert "Ejercicio 4.2: todavía sin escribir" in said and "usan causal_mask del curso" in said
        shown = cells("print(causal_mask(2).tolist())")
        assert shown.startswith("(El ejercicio 4.2 aún no está escrito") and "[[True, False], [True, True]]" in shown
        assert "todavía sin escribir" in cells(CHECK), "the stand-in is no answer"
        assert "no está escrito" not in cells("import course_lib.attention as a; print(a.causal_mask(1))")
        assert "✓" in cells(f"{RIGHT}\n{CHECK}")
        assert "no está escrito" not in cells("print(causal_mask(1))")


def test_an_answer_that_uses_an_unwritten_one_waits_for_it() -> None:
    with kernel() as cells:
        cells("def apply_temperature(logits, temperature):\n    raise NotImplementedError")
        cells('check("apply_temperature", apply_temperature)')
        cells("def sample(logits, u):\n    return apply_temperature(logits, 1.0).argmax(-1)")
        said = cells('check("sample", sample)')
        assert "Exercise 8.4 uses apply_temperature, which is not written yet (exercise 8.1)" in said


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "COURSE_STATIC"])
def test_where_nobody_works_an_unwritten_exercise_fails_and_nothing_stands_in(variable: str) -> None:
    with kernel(**{variable: "1"}) as cells:
        cells(STUB)
        assert "not written yet" in cells(CHECK)
        assert "NotImplementedError" in cells("causal_mask(2)")
