import json
from itertools import islice

import pytest
import torch
from safetensors import safe_open
from torch import nn

from course_lib.training import TrainingConfig, train
from course_lib.training.loop import make_optimizers


def new_model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Embedding(9, 6), nn.Linear(6, 4), nn.Dropout(0.3), nn.Linear(4, 9), nn.LayerNorm(9))


def batches():
    generator = torch.Generator().manual_seed(1)
    while True:
        yield torch.randint(0, 9, (8,), generator=generator)


def loss_of(model, batch):
    return nn.functional.cross_entropy(model(batch), (batch + 1) % 9)


@pytest.mark.parametrize("muon", [False, True])
def test_an_interrupted_training_ends_in_the_same_weights(tmp_path, muon):
    config = TrainingConfig(12, 0.01, 3, muon=muon)
    whole = new_model()
    expected = train(whole, batches(), loss_of, config)

    def interrupted():
        yield from islice(batches(), 7)  # the last save was after step 6
        raise KeyboardInterrupt

    file = tmp_path / "folder" / "training.safetensors"
    first = train(new_model(), interrupted(), loss_of, config, checkpoint=file, save_every=3)
    assert first.interrupted
    assert len(first.losses) == 7
    resumed = new_model()
    history = train(resumed, batches(), loss_of, config, checkpoint=file, save_every=3)
    assert history.losses == expected.losses
    assert history.learning_rates == expected.learning_rates
    for name, parameter in whole.named_parameters():
        assert torch.equal(parameter, resumed.get_parameter(name)), name


def test_a_finished_training_is_not_trained_again(tmp_path):
    config = TrainingConfig(4, 0.01, 1)
    model = new_model()
    train(model, batches(), loss_of, config, checkpoint=tmp_path / "state.safetensors")

    def never():
        raise AssertionError("a batch was asked for")
        yield

    again = new_model()
    history = train(again, never(), loss_of, config, checkpoint=tmp_path / "state.safetensors")
    assert len(history.losses) == 4
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), again.parameters(), strict=True))


def test_another_trainings_checkpoint_is_refused_and_threads_do_not_matter(tmp_path):
    file = tmp_path / "state.safetensors"
    train(new_model(), batches(), loss_of, TrainingConfig(4, 0.01), checkpoint=file)
    train(new_model(), batches(), loss_of, TrainingConfig(4, 0.01, threads=2), checkpoint=file)
    with pytest.raises(ValueError, match=r'expected the checkpoint of a training with .*"steps": 5.*delete it'):
        train(new_model(), batches(), loss_of, TrainingConfig(5, 0.01), checkpoint=file)


def test_the_file_is_plain_tensors(tmp_path):
    file = tmp_path / "state.safetensors"
    train(new_model(), batches(), loss_of, TrainingConfig(2, 0.01), checkpoint=file)
    with safe_open(file, framework="pt") as stored:
        assert json.loads(stored.metadata()["settings"])["steps"] == 2
        assert {"model.0.weight", "exp_avg.1.bias", "random", "curve.losses"} <= set(stored.keys())
    assert [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]


def test_muon_takes_the_matrices_and_leaves_the_tables_to_adamw():
    model = new_model()
    adamw, muon = make_optimizers(model, TrainingConfig(1, muon=True))
    shapes = lambda optimizer: [tuple(p.shape) for group in optimizer.param_groups for p in group["params"]]  # noqa: E731
    assert shapes(muon) == [(4, 6), (9, 4)]
    assert len(shapes(adamw)) + len(shapes(muon)) == len(list(model.parameters()))
    (alone,) = make_optimizers(model, TrainingConfig(1))
    assert len(shapes(alone)) == len(list(model.parameters()))


def test_a_loss_that_is_no_number_stops_the_training():
    model = new_model()
    with pytest.raises(ValueError, match="expected a finite loss, got nan at step 1: lower the learning rate"):
        losses = iter([1.0, float("nan")])
        train(model, batches(), lambda m, b: loss_of(m, b) * next(losses), TrainingConfig(3))
