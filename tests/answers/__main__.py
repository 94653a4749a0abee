"""Examine the banks of a topic and print how many answers were judged as they should be.

python -m tests.answers [TOPIC] [EXERCISE]
"""

import sys
from collections import Counter

from autograder import topics
from autograder.examiner import examine_file
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import best_tier
from tests.answers.bank import answers


def main(topic_name: str = "04_transformers", exercise: str = "*") -> int:
    """Print the table; the number of answers judged otherwise than they should be."""
    topic = topics.load(topic_name)
    good: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    with Template(best_tier()) as template:
        for answer in answers(topic.name, exercise=exercise):
            result = examine_file(answer.path, topic, answer.exercise, template=template)
            complaint = answer.complaint(result)
            every[answer.exercise, answer.kind] += 1
            good[answer.exercise, answer.kind] += complaint is None
            if complaint:
                sys.stdout.write(f"{answer.name}: {complaint}\n")
    row = "{:30}{:>12}{:>15}{:>17}{:>18}\n".format
    sys.stdout.write(row("exercise", "properties", "wrong killed", "right accepted", "forbidden found"))
    for name, spec in topic.exercises.items():
        if any(key[0] == name for key in every):
            cells = [f"{good[name, kind]} of {every[name, kind]}" for kind in ("wrong", "right", "forbidden")]
            sys.stdout.write(row(name, len(spec.properties), *cells))
    return sum(every.values()) - sum(good.values())


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:]), 1))
