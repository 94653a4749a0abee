"""Notebooks 06, 07 and 09 from top to bottom, and every number that their prose relies on."""

import pytest
import torch

from course_lib import checkpoints, hub
from course_lib.gpt import GPT, GPTConfig
from tests.test_notebooks import notebook, probed, run, streams

PROMPTING = """
print(floor, exponent)
print(min(every[0]), max(every[0]))
print(*(torch.tensor(values).std().item() for values in every))
print(*(share for pair in by_shots.values() for share in pair))
print(*(share for _, share, _ in thrown.values()))
print(*(share for shares in by_format.values() for share in shares))
"""
TUNING = """
print(*(number for lm in tuned.values() for number in surprises(lm)))
print(*(share for _, share, _ in shares.values()))
print(curves.truth[0], curves.last("truth"), curves.reward[0], curves.last("reward"), curves.last("kl"))
print(*(run["truth"][-1] for run in runs.values()), *(run["reward"][-1] for run in runs.values()))
print(*(sum(judged) / len(judged) for judged in (measure(lm)[0] for lm in (chat, aligned, grouped, preferred))))
"""


def test_gpt2_is_used_where_it_can_be_had_and_a_line_says_so(tmp_path, monkeypatch):
    """A stranger's GPT-2 under that name: the notebook names it, counts it, and asks it the same."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "empty"))
    lm = checkpoints.language_model("base_s")
    torch.manual_seed(0)
    tiny = GPT(GPTConfig(len(lm.tokenizer), context=64, d_model=16, n_layers=1, n_heads=2, positions="learned"))
    hub.save(tiny, tmp_path / "gpt2", lm.tokenizer)
    needed = {"setup", "imports", "demo-imports", "which-model", "head", "tasks"}
    book = notebook("en", "06_gpt_and_prompting")
    ran = run(book, [cell for cell in book.cells if cell.id in needed], folder=tmp_path)
    printed = dict(streams(ran, "stdout"))
    assert (
        "gpt2 was found" in printed["which-model"]
        and f"{sum(p.numel() for p in tiny.parameters()):,}" in (printed["which-model"])
    )
    lines = printed["tasks"].splitlines()
    assert sum(line.startswith("gpt2") for line in lines) == sum(line.startswith("base_s") for line in lines) == 7
    without = run(book, [cell for cell in book.cells if cell.id in needed - {"head", "tasks"}])
    assert "neither in the cache nor reachable" in dict(streams(without, "stdout"))["which-model"]


@pytest.mark.slow
def test_prompting_top_to_bottom(language):
    numbers = probed(language, "06_gpt_and_prompting", PROMPTING)
    (floor, exponent), spread, (before, after), shots, thrown, orders = numbers
    assert 0.5 < floor < 1.03 and 0.3 < exponent < 0.9
    assert spread[0] < 0.55 and spread[1] > 0.97  # from a coin toss to all right
    assert after < before
    assert max(shots[:2]) < 0.4 and min(shots[2:]) > 0.9
    neutral, strange_neutral, _, strange_insult, dialect, strange_dialect = thrown
    assert neutral == strange_neutral == dialect == 0 and min(strange_insult, strange_dialect) > 0.8
    own_layout, foreign = orders[:4], orders[4:]
    if language == "en":
        assert max(own_layout) - min(own_layout) > 0.15 and max(foreign) < 0.6
    else:
        assert max(orders) < 0.55


@pytest.mark.slow
def test_instruction_tuning_top_to_bottom(language):
    nats, exact, curves, long_runs, judged = probed(language, "07_instruction_tuning_and_rlhf", TUNING, wall_s=300)
    new, old = nats[0::2], nats[1::2]
    assert new[1] < 0.6 * new[0] and old[1] > 2.5 * old[0] and old[2] < 1.2 * old[0]  # reading on forgets
    assert new[3] > new[1] and old[3] > old[1]  # LoRA, here
    assert exact[0] < 0.3 and exact[1] > 0.5 and exact[2] > 0.85
    truth_before, truth_after, reward_before, reward_after, kl = curves
    assert truth_after > truth_before + 0.5 and reward_after > reward_before + 3 and kl < 15
    truths, rewards = long_runs[:4], long_runs[4:]
    assert rewards[0] > rewards[2] > rewards[3] and truths[2] > max(truths[0], truths[1]) and truths[1] < -1
    start, *others = judged
    assert min(others) > start + 0.2


LIMITATIONS = """
print(*(share for _, share, _ in by_clue.values()))
print(*(share for _, share, _ in retrieved.values()))
print(*(share for _, share, _ in named.values()))
print(*(share for _, share, _ in translated.values()))
print(*costs["BPE"], *costs["PIXEL"])
print(*(share for line in recalled.values() for share in line))
print(*(share for _, share, _ in added.values()), agree / len(parts), chance)
"""


@pytest.mark.slow
def test_limitations_top_to_bottom(language):
    clues, retrieved, named, chrf, costs, recalled, rest = probed(language, "09_limitations", LIMITATIONS)
    text, image, late, joint = clues[8:]  # the vague posts
    assert min(clues[0], clues[4], clues[2], clues[6]) > 0.95  # named, hinted: text alone, and late fusion
    assert text < 0.25 < image < 0.65 and late > text + 0.15 and joint < image - 0.05
    untrained, here, shipped = retrieved[0::3]
    assert untrained < 0.1 and here > 0.7 and shipped > 0.95
    assert retrieved[5] < 0.6 and retrieved[8] > 0.85  # matching: not yet, and after more training
    color, _, shape, new_color, _, new_shape = named
    assert min(color, new_color) > 0.6 and new_shape < 0.2 < shape
    before, few, invented, true = chrf
    assert few > before + 10 and true > few + 2 > invented
    bpe, pixel = costs[:4], costs[4:]
    assert bpe[2] > 3 * bpe[0] and pixel[2] < 1.3 * pixel[0] and bpe[3] / bpe[0] > 10 > pixel[3] / pixel[0]
    small, middle, large, by_title = recalled[:8], recalled[8:16], recalled[16:20], recalled[20:]
    assert max(small) < 0.03 and middle[3] > 0.5 and middle[7] < middle[3] - 0.1
    assert max(large[:2]) < 0.05 and 0.33 < large[2] < 0.7 and large[3] > 0.95
    assert by_title[2] < large[2] and by_title[3] > 0.9
    *sums, agree, chance = rest
    assert max(sums) < 0.2 and agree > chance - 0.1
