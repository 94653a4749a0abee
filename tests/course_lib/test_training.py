import math
import os
import pty
import re
import subprocess
import sys
from itertools import islice, repeat

import pytest
import torch
from torch import nn

from course_lib.toy_translation import corpus, translation_loss
from course_lib.training import TrainingConfig, train
from course_lib.training.curve import LEFT_PX, WIDTH_PX, curve, smoothed
from course_lib.training.loop import learning_rate_at
from course_lib.training.progress import Progress
from course_lib.transformer import Transformer, TransformerConfig


def loss_of(model, batch):
    x, y = batch
    return (model(x) - y).square().mean()


def line_data():
    x = torch.randn(64, 3, generator=torch.Generator().manual_seed(0))
    return x, x @ torch.tensor([[1.0], [2.0], [3.0]])


def new_model(*, dropout: float = 0.0) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 1), nn.Dropout(dropout))


def test_training_finds_the_line():
    model = new_model()
    history = train(model, repeat(line_data()), loss_of, TrainingConfig(300, 0.1, weight_decay=0.0))
    assert len(history.losses) == len(history.learning_rates) == 300
    assert history.losses[-1] < 1e-4 < history.losses[0]
    assert not history.interrupted
    assert not model.training
    assert repr(history) == f"History(300 steps, last loss {history.losses[-1]:.3f})"


def test_the_seed_decides_everything_and_the_caller_keeps_theirs():
    def run(seed):
        config = TrainingConfig(20, 0.1, seed=seed)
        return train(new_model(dropout=0.5), repeat(line_data()), loss_of, config).losses

    assert run(0) == run(0) != run(1)
    torch.manual_seed(5)
    expected = torch.rand(2)
    torch.manual_seed(5)
    model = nn.Dropout()
    model.weight = nn.Parameter(torch.ones(3, 1))
    train(model, repeat(line_data()), lambda m, b: m(b[0] @ m.weight).sum(), TrainingConfig(3))
    assert torch.equal(torch.rand(2), expected)


def test_the_number_of_threads_is_that_of_the_config_and_then_the_callers_again():
    before = torch.get_num_threads()
    seen = []

    def loss_and_threads(model, batch):
        seen.append(torch.get_num_threads())
        return loss_of(model, batch)

    train(new_model(), repeat(line_data()), loss_and_threads, TrainingConfig(2, threads=before + 1))
    assert seen == [before + 1] * 2
    assert torch.get_num_threads() == before


def test_an_interrupt_leaves_a_usable_model_and_says_so():
    def batches():
        yield from repeat(line_data(), 7)
        raise KeyboardInterrupt

    model = new_model()
    history = train(model, batches(), loss_of, TrainingConfig(50, 0.1))
    assert history.interrupted
    assert len(history.losses) == 7
    assert not model.training
    assert model(line_data()[0]).isfinite().all()


def test_training_stops_when_the_batches_end():
    history = train(new_model(), repeat(line_data(), 4), loss_of, TrainingConfig(50))
    assert len(history.losses) == 4 and not history.interrupted


def test_an_error_is_not_swallowed():
    def fails(model, batch):
        raise RuntimeError("no loss")

    with pytest.raises(RuntimeError, match="no loss"):
        train(new_model(), repeat(line_data()), fails, TrainingConfig(3))


def test_the_learning_rate_rises_then_falls():
    config = TrainingConfig(100, learning_rate=1.0, warm_up_steps=10)
    rates = [learning_rate_at(step, config) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9] == rates[10] == 1.0
    assert rates[:10] == sorted(rates[:10]) and rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(1 / 90)
    assert learning_rate_at(0, TrainingConfig(10, learning_rate=1.0, warm_up_steps=0)) == 1.0


def test_a_short_run_on_the_toy_sentences_learns():
    data = corpus()
    torch.manual_seed(0)
    model = Transformer(
        TransformerConfig(len(data.source_vocab), len(data.target_vocab), d_model=32, n_layers=1, d_hidden=64)
    )
    history = train(model, data.batches(32), translation_loss, TrainingConfig(40, 5e-3, warm_up_steps=10))
    assert history.losses[0] > 4
    assert sum(history.losses[-5:]) / 5 < 0.55 * history.losses[0]


def test_a_pipe_gets_one_line_and_nothing_on_stderr(capfd):
    train(new_model(), repeat(line_data()), loss_of, TrainingConfig(30))
    out, err = capfd.readouterr()
    assert err == ""
    assert out.count("\n") == 1 and "\r" not in out
    assert "30 steps in 0 s · loss" in out


def test_an_interrupted_run_shows_how_far_it_came(capfd):
    with Progress(10) as progress:
        progress.update(4, 0.5)
    assert "step 4 of 10 · loss 0.500" in capfd.readouterr().out
    assert progress.line().count("█") == int(0.4 * 24)
    assert math.isnan(Progress(10).loss)


SCRIPT = """
import time
from course_lib.training.progress import Progress
with Progress(4) as progress:
    for step in range(4):
        time.sleep(0.3)
        progress.update(step + 1, 1.0)
"""


def test_a_terminal_gets_one_line_rewritten():
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", SCRIPT], stdout=theirs, stderr=theirs, timeout=60, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert shown.count("\n") == 1
    assert shown.count("\r") >= 3
    assert "4 steps in 1 s" in shown


def test_a_notebook_gets_one_display_rewritten():
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SCRIPT)])
    nbclient.NotebookClient(notebook, timeout=60).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert "4 steps in 1 s" in output.data["text/plain"] and "4 steps in 1 s" in output.data["text/html"]
    assert output.data["text/html"].count("<polyline") == 1


def test_the_curve_reaches_as_far_as_training_has_come():
    losses = [4.0 - step / 100 for step in range(300)]
    points = smoothed(losses)
    assert len(points) == 100 and points[0] == (2.0, pytest.approx(3.99))
    assert sum(loss for _, loss in points) / 100 == pytest.approx(sum(losses) / 300)
    drawn = curve(losses, steps=600)
    places = [float(point.split(",")[0]) for point in re.search(r'points="([^"]+)"', drawn)[1].split()]
    middle = LEFT_PX + (WIDTH_PX - LEFT_PX - 8) / 2
    assert places == sorted(places) and places[-1] == pytest.approx(middle, abs=2)
    assert "from 3.99 to 1.02" in drawn
    assert curve([1.0], steps=5) == "" and "nan" not in curve([1.0, 1.0], steps=5)


def test_batches_can_be_any_iterable():
    assert len(train(new_model(), list(islice(repeat(line_data()), 3)), loss_of, TrainingConfig(3)).losses) == 3
