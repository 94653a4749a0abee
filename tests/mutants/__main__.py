"""``python -m tests.mutants TOPIC[/EXERCISE] [--share 0.05] [--seed SEED] [--to FILE]``: see the package."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from autograder import bank, topics
from tests.mutants.judging import inputs_of, look_closer, survivors

N_INPUTS = 2000


def main(argv: Sequence[str] | None = None) -> int:
    """Print one line for each exercise, and each survivor for which a difference was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="TOPIC[/EXERCISE]")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", default="mutants")
    parser.add_argument("--to", type=Path, help="write the survivors here, a JSON object a line")
    options = parser.parse_args(argv)
    holes = 0
    _say(f"{'exercise':30}{'made':>8}{'killed':>8}{'equal':>8}{'unlike':>8}{'unsure':>8}{'CPU s':>8}")
    for name in options.what or topics.names():
        topic_name, _, exercise = name.partition("/")
        topic = topics.load(topic_name)
        for each in [exercise] if exercise else topic.exercises:
            holes += _exercise(topic, each, options)
    return int(holes > 0)


def _exercise(topic: topics.Topic, name: str, options: argparse.Namespace) -> int:
    exam, began = topic.exam(name), time.process_time()
    right = bank.own(topic.name, name, "right")
    inputs = None
    made = 0
    found = []
    for answer in right:
        for mutant in survivors(answer, exam, options.seed, share=options.share):
            made += 1
            if mutant is not None:
                inputs = inputs_of(right[0], exam, N_INPUTS, options.seed) if inputs is None else inputs
                found.append(look_closer(answer, exam, mutant, inputs))
    unlike = [each for each in found if each.differs]
    unsure = [each for each in found if not each.tried]
    equal = len(found) - len(unlike) - len(unsure)
    row = (made, made - len(found), equal, len(unlike), len(unsure), f"{time.process_time() - began:.0f}")
    _say(f"{name:30}" + "".join(f"{value:>8}" for value in row))
    for each in unlike:
        _say(f"    {each.name}   differs for {each.differs}")
    if options.to is not None:
        with options.to.open("a", encoding="utf-8") as file:
            for each in found:
                line = {
                    "answer": each.answer,
                    "change": each.mutant.change,
                    "differs": each.differs,
                    "tried": each.tried,
                }
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(unlike)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
