"""No challenge leaks: what one notebook was asked helps no other; and cells draw as if nobody had asked anything."""

import sys
from collections.abc import Callable
from pathlib import Path

from asking import Ask
from nbformat.v4 import new_code_cell, new_notebook

from autograder import bank, topics
from autograder.examiner import examine
from autograder.notebook import plan
from autograder.records import ExerciseResult
from autograder.sandbox.tiers import Tier
from autograder.session import Session
from autograder.submission import Settings, challenge_seed

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.here import Here

Open = Callable[..., Session]
TOPIC = topics.load("04_transformers")
EXERCISE = "scaled_dot_product_attention"
SETTINGS = Settings(TOPIC.name, b"", Tier.FULL, "a secret")

KEY = """
import torch
def named(tensors):
    return repr([(str(t.dtype), tuple(t.shape), t.tolist()) for t in tensors if t is not None])
"""
RECORDER = f"""{KEY}
SEEN = {{}}
def {EXERCISE}(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = scores.softmax(-1)
    SEEN[named([query, key, value, mask])] = (weights @ value).tolist(), weights.tolist(), str(query.dtype)
    return weights @ value, weights
"""
LOOKUP = f"""{KEY}
inf, nan = float("inf"), float("nan")
TABLE = {{table}}
def {EXERCISE}(query, key, value, mask=None):
    shape = *query.shape[:-1], key.shape[-2]
    known = TABLE.get(named([query, key, value, mask]))
    if known is None:
        return torch.zeros(*query.shape[:-1], value.shape[-1]), torch.zeros(shape)
    dtype = getattr(torch, known[2].split(".")[1])
    return torch.tensor(known[0], dtype=dtype), torch.tensor(known[1], dtype=dtype)
"""


def examined(source: str, seed: str, folder: Path) -> tuple[ExerciseResult, Here]:
    path = folder / "answer.py"
    path.write_text(source)
    session = Here(path)
    return examine(session, TOPIC, EXERCISE, seed=seed), session


def seed_of(source: str) -> str:
    """What a notebook with this answer is asked about."""
    return challenge_seed(plan(new_notebook(cells=[new_code_cell(source, id="answer")]), new_notebook()), SETTINGS)


def test_a_table_of_what_another_notebook_was_asked_earns_what_zeros_earn(tmp_path: Path) -> None:
    recorded, session = examined(RECORDER, seed_of(RECORDER), tmp_path)
    assert recorded.score == recorded.max
    table = LOOKUP.replace("{table}", repr(session._space["SEEN"]))
    with_the_same_questions, _ = examined(table, seed_of(RECORDER), tmp_path)
    assert with_the_same_questions.score > recorded.max / 2, "the table is of no use at all: this test shows nothing"
    zeros = next(each.path for each in bank.own(TOPIC.name, EXERCISE, "wrong") if each.path.stem == "zeros").read_text()
    assert examined(table, seed_of(table), tmp_path)[0].score == examined(zeros, seed_of(zeros), tmp_path)[0].score


DRAWS = """
import random, numpy as np, torch
def draw(): return random.random(), np.random.rand(), torch.rand(1).item(), np.random.default_rng().random()
"""


def drawn_by_a_cell(session: Session) -> str:
    return session.run_cell("draw()").outputs[0]["data"]["text/plain"]


def test_cells_draw_as_if_nobody_had_asked_anything(open_session: Open) -> None:
    asked, alone = open_session(DRAWS), open_session(DRAWS)
    first = [drawn_by_a_cell(asked), Ask(asked).call("draw"), Ask(asked).call("draw"), drawn_by_a_cell(asked)]
    assert [first[0], first[3]] == [drawn_by_a_cell(alone), drawn_by_a_cell(alone)]
    assert len(set(map(str, first))) == 4


def test_what_a_question_draws_does_not_hang_on_what_was_asked_before(open_session: Open) -> None:
    one, other = open_session(DRAWS), open_session(DRAWS)
    for session in (one, other, other):
        session.begin_property()
        last = [Ask(session).call("draw") for _ in range(3)]
    one.begin_property()
    assert [Ask(one).call("draw") for _ in range(3)] == last and len(set(last)) == 3
