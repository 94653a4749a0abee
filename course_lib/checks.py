"""What notebooks import to try an answer: ``check``."""

import re
import sys
from typing import Any

from course_lib import cells, exercises, stand_ins, tries
from course_lib.asking.borrowed import borrowed
from course_lib.asking.visible import NotWritten
from course_lib.exercises import CheckFailed, load
from course_lib.language import mark, text

__all__ = ["CheckFailed", "check"]


def check(exercise: str, answer: object) -> None:
    """Try an answer on small cases: prints what passed, or raises CheckFailed. ValueError for an unknown exercise.

    In a notebook that somebody works in, an exercise that is not written yet is only said to be so, and the course's
    own takes its place for the cells that follow.
    """
    answer = stand_ins.own(exercise, answer)
    _say(_which_version(exercise, answer))
    if waits_for := _waits_for(answer):
        number, other = load(exercise).number, load(waits_for).number
        said = mark("Exercise {number} uses {name}, which is not written yet (exercise {other}): write that one first.")
        _say(text(said, number=number, name=waits_for, other=other))
        return
    try:
        exercises.check(exercise, answer)
    except NotWritten as missing:
        if not cells.somebody_works():
            raise
        _say(str(missing))
        if stand_ins.take_the_place_of(exercise, answer):
            _say(text("Until then the cells below use the course's own {name}, and say so.", name=exercise))
    except CheckFailed as failed:
        hint = _kept(exercise, answer, right=False)
        raise (CheckFailed(f"{failed}\n{hint}") if hint else failed) from None
    else:
        _kept(exercise, answer, right=True)


def _kept(exercise: str, answer: object, *, right: bool) -> str:
    """Writes down how the check of a notebook's exercise ended, where somebody works; what to say of its hints then."""
    if exercise not in exercises.names() or not cells.somebody_works():
        return ""
    entry = tries.record(exercise, right=right, source=cells.defined_in(answer))
    return "" if right else tries.hint(entry)


def _which_version(exercise: str, answer: object) -> str:
    """What to say where the last change of an answer did not run: which version is being judged."""
    failed = cells.failed_change(exercise, answer)
    if failed is None:
        return ""
    number = cells.version(answer)
    which = text("What is judged here is the version before it.")
    if number:
        which = text("What is judged here is the version of run [{number}].", number=number)
    return f"! {_did_not_run(exercise, failed)} {which}"


def _did_not_run(exercise: str, cell: cells.Ran) -> str:
    what = cell.error + (f", {text('line {line}', line=cell.line)}" if cell.line else "")
    return text("Your last change of {name} did not run ({what}).", name=exercise, what=what)


def explain_missing_names() -> None:
    """From now on, a check that comes before its answer says so in a sentence, not in a traceback."""
    here = cells.shell()
    if here is not None and here.custom_exceptions == ():
        here.set_custom_exc((NameError,), _explained)


def _explained(shell: Any, kind: type, error: NameError, trace: Any, tb_offset: int | None = None) -> None:
    name = error.name or ""
    if re.match(r"\d+: check\(", cells.line_of(error)) and name in exercises.names():
        failed = cells.failed_change(name, None)
        why = f" {_did_not_run(name, failed)}" if failed else ""
        said = text("Exercise {number}: {name} is not there yet. Run its cell, and then this one.",
                    number=load(name).number, name=name)  # fmt: skip
        error._render_traceback_ = lambda: [said + why]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _waits_for(answer: object) -> str:
    """The unwritten exercise whose stand-in an answer uses; else nothing."""
    name = (borrowed(answer) or "").rpartition(".")[2]
    return name if stand_ins.unwritten(name) else ""


def _say(said: str) -> None:
    if said:
        sys.stdout.write(f"{said}\n")
