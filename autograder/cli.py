"""The one command of instructors: ``autograder``. Each sub-command is a few lines on top of the module it names."""

import argparse
import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from autograder import class_commands, course_commands
from autograder.class_commands import chosen_tier
from autograder.outputs import clean_line, clean_text

Handler = Callable[[argparse.Namespace], int]
DISK = {
    errno.ENOSPC: "the disk is full: make room",
    errno.EDQUOT: "your share of the disk is used up: make room",
    errno.EROFS: "the disk can only be read: choose another, or mount it for writing",
}
GOES_ON = "Nothing is lost: run the same command again, and it goes on from there"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command. 0: done (``examine``, ``preview``: full marks); 1: not so; 2: it could not be done."""
    options = parser().parse_args(arguments)
    try:
        return options.handler(options)
    except KeyboardInterrupt:
        print("\nStopped. What was graded is in the journal; run the same command to go on.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except _expected() as error:
        print(f"autograder {options.command}: {clean_text(error)}", file=sys.stderr)
        return 2
    except OSError as error:
        if error.errno not in DISK:
            raise
        where = f"{clean_line(error.filename)}: " if error.filename else ""
        print(f"autograder {options.command}: {where}{DISK[error.errno]}. {GOES_ON}", file=sys.stderr)
        return 2


def _expected() -> tuple[type[Exception], ...]:
    """The errors whose text is written for people; any other is a fault of ours and shows its traceback."""
    from autograder.archives import ArchiveError
    from autograder.course import CourseError
    from autograder.gradebook_file import GradebookError
    from autograder.marks import MarksError
    from autograder.preview import PreviewError
    from autograder.release import ReleaseError
    from autograder.roster import RosterError
    from autograder.runners.local import RunnerError
    from autograder.sandbox.errors import SandboxError
    from autograder.times import TimeError
    from autograder.topics import TopicError

    of_course = (
        ArchiveError,
        CourseError,
        GradebookError,
        MarksError,
        ReleaseError,
        RosterError,
        TimeError,
        TopicError,
    )
    return (*of_course, PreviewError, RunnerError, SandboxError, FileNotFoundError, NotADirectoryError, PermissionError)


# ---------------------------------------------------------------- examine and preview


def examine(options: argparse.Namespace) -> int:
    """Examine one Python file's object, in the sandbox."""
    from autograder import examiner, topics

    name, _, exercise = options.exercise.partition("/")
    topic = topics.load(name)
    if exercise not in topic.exercises:
        raise topics.TopicError(f"{topic.name} has no exercise {exercise!r}; it has: {', '.join(topic.exercises)}")
    tier = chosen_tier(options)
    result = examiner.examine_file(
        options.answer,
        topic,
        exercise,
        tier=tier,
        device=options.device,
        seed=options.seed,
        language=options.language,
    )
    if options.json:
        whole = msgspec.to_builtins(result)
        keys = ("name", "passed", "weight", "credit", "given", "hint_key", "hint")
        whole["properties"] = [{key: found[key] for key in keys} for found in whole["properties"]]
        print(json.dumps(whole | {"tier": tier.value, "device": options.device}, ensure_ascii=False))
    else:
        from autograder import feedback

        print(feedback.as_text(result, options.language))
        if result.verdict is not None and result.detail and result.score < result.max:
            print(f"({clean_text(result.detail)})")
    return 0 if result.score == result.max else 1


def preview(options: argparse.Namespace) -> int:
    """Examine a whole notebook, without gradebook or journal."""
    from autograder import feedback
    from autograder.preview import other_versions
    from autograder.preview import preview as examine_notebook

    record = examine_notebook(options.notebook, tier=chosen_tier(options))
    if said := other_versions(options.notebook, record.language):
        print(said, file=sys.stderr)
    print(msgspec.json.encode(record).decode() if options.json else feedback.record_as_text(record))
    return 0 if record.score == record.max else 1


def judge(options: argparse.Namespace) -> int:
    """Examine a bank of answers and list what is judged wrongly."""
    from autograder import judge as judging

    return judging.run(options.what, options.json, chosen_tier(options), options.seed, options.language)


# ---------------------------------------------------------------- the course itself


def doctor(options: argparse.Namespace) -> int:
    """Try everything that grading needs here."""
    from autograder import doctor as probes

    return probes.run()


def demo(options: argparse.Namespace) -> int:
    """Release, submit, grade and report a made-up class."""
    from autograder import demo as made_up

    return made_up.run(options.to, language=options.language)


def new(options: argparse.Namespace) -> int:
    """Begin a new exercise: both rooms, its first answers, its cells in both notebooks."""
    from autograder import new as making
    from autograder.topics import TopicError

    topic, slash, name = options.exercise.partition("/")
    if not slash or not name:
        raise TopicError(f"{options.exercise!r} is no TOPIC/NAME, such as 04_transformers/causal_mask")
    if options.undo and not options.yes and (lost := making.written_since(topic, name)):
        listed = ", ".join(str(path.relative_to(making.ROOT)) for path in lost)
        raise TopicError(f"what you wrote would be lost, in {listed}; add --yes to delete it")
    changed = making.remove(topic, name) if options.undo else making.create(topic, name, options.returns)
    for path in changed:
        print(path.relative_to(making.ROOT))
    if not options.undo:
        print(f"next: autograder judge {topic}/{name}")
    return 0


def twins(options: argparse.Namespace) -> int:
    """Copy code cells from English to Spanish notebooks, and mark stale prose."""
    from autograder import twins as pairs
    from autograder.course import Course

    stale = 0
    originals = sorted((Course.load().notebooks / "en").glob("*/*.ipynb"))
    for english in originals:
        spanish = english.parents[2] / "es" / english.parent.name / english.name
        if not options.check:
            synced = pairs.sync(pairs.read(english), pairs.read(spanish))
            pairs.write(pairs.accept(pairs.read(english), synced) if options.accept else synced, spanish)
        for problem in pairs.check(pairs.read(english), pairs.read(spanish)):
            print(f"{spanish.parent.name}: {problem}")
            stale += 1
    if not stale:
        print(f"{len(originals)} notebooks and their twins agree")
    return 1 if stale else 0


# ---------------------------------------------------------------- options


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Grades the course's notebooks: it asks what a learner wrote, in a sandbox, and says what holds.",
        epilog="A class in one command: autograder grade EXPORT.zip 04_transformers. "
        "Everything of one command: autograder COMMAND --help.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(handler: Handler, **arguments: object) -> argparse.ArgumentParser:
        made = commands.add_parser(handler.__name__, help=handler.__doc__, description=handler.__doc__)
        made.set_defaults(handler=handler)
        return made

    one = command(examine)
    one.add_argument("exercise", metavar="TOPIC/EXERCISE", help="such as 04_transformers/causal_mask")
    one.add_argument("answer", type=Path, metavar="ANSWER.py")
    one.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    bank = command(judge)
    bank.add_argument(
        "what",
        nargs="?",
        metavar="FOLDER|TOPIC[/EXERCISE]",
        help="a folder holds TOPIC/EXERCISE/{right,wrong}/NAME.py (default: all banks of the course)",
    )
    bank.add_argument("--json", type=Path, metavar="FILE", help="write what each answer got to FILE")
    for made in (one, bank):
        made.add_argument("--seed", default="preview", help="another seed, other challenges (default: %(default)s)")
        made.add_argument("--language", choices=["es", "en"], default="en")
    whole = command(preview)
    whole.add_argument("notebook", type=Path, metavar="NOTEBOOK.ipynb")
    for made in (one, whole):
        made.add_argument("--json", action="store_true", help="print the result as JSON")

    many = class_commands.add(command)
    for made in (one, whole, many, bank):
        made.add_argument(
            "--trust-submissions",
            action="store_true",
            help="no sandbox: for your own notebooks only; the code can do all that you can",
        )

    course_commands.add(command)
    command(doctor)
    made = command(demo)
    made.add_argument("--to", type=Path, metavar="DIR", help="where the class is made (default: classroom/demo)")
    class_commands.add_language(made)
    made = command(new)
    made.add_argument("exercise", metavar="TOPIC/NAME")
    made.add_argument("--returns", choices=["number", "value", "tensors", "module"], default="tensors")
    made.add_argument("--undo", action="store_true", help="take the exercise away again, with its bank and its cells")
    made.add_argument("--yes", action="store_true", help="with --undo: delete what you wrote in it, too")
    made = command(twins)
    made.add_argument("--check", action="store_true", help="change nothing, only say what is stale")
    made.add_argument("--accept", action="store_true", help="the Spanish prose is up to date: mark it so")
    return parser
