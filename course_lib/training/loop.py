"""A small training loop: AdamW, warm-up, then a line down to zero; interrupt it whenever you like."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import torch
from torch import Tensor, nn

from course_lib.training.progress import Progress

Batch = TypeVar("Batch")
Model = TypeVar("Model", bound=nn.Module)


@dataclass(frozen=True)
class TrainingConfig:
    """How to train. `learning_rate` is the peak, reached after `warm_up_steps`.

    One thread by default: in models this small a second one mostly waits, and on a busy machine it waits long (ten
    times slower, as measured); and the numbers do not depend on how many cores there are.
    """

    steps: int
    learning_rate: float = 3e-3
    warm_up_steps: int = 50
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    seed: int = 0
    threads: int = 1


@dataclass
class History:
    """What happened: one loss and one learning rate per step, and whether somebody stopped it early."""

    losses: list[float] = field(default_factory=list)
    learning_rates: list[float] = field(default_factory=list)
    interrupted: bool = False


def train(
    model: Model,
    batches: Iterable[Batch],
    loss_of: Callable[[Model, Batch], Tensor],
    config: TrainingConfig,
) -> History:
    """Take `config.steps` steps of AdamW (Loshchilov and Hutter 2019) on `loss_of(model, batch)`, a scalar to minimise.

    Stops early when `batches` ends, or on an interrupt (Ctrl-C, the notebook's stop button). In every case the model is
    left usable and in eval mode. Dropout is seeded by `config.seed`; the caller's random state and number of threads
    are not touched.
    """
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, weight_decay=config.weight_decay)
    history = History()
    model.train()
    with torch.random.fork_rng(), _threads(config.threads), Progress(config.steps) as progress:
        torch.manual_seed(config.seed)
        try:
            for step, batch in zip(range(config.steps), batches, strict=False):
                rate = learning_rate_at(step, config)
                loss = _step(model, optimizer, loss_of(model, batch), rate, config.clip_norm)
                history.losses.append(loss)
                history.learning_rates.append(rate)
                progress.update(step + 1, loss)
        except KeyboardInterrupt:
            history.interrupted = True
    model.eval()
    return history


def learning_rate_at(step: int, config: TrainingConfig) -> float:
    """Linear from near zero to the peak over the warm-up, then linear to zero at the end. Steps count from 0.

    Adam's first steps are as large as the learning rate whatever the gradients, and its averages still rest on few of
    them: hence the warm-up.
    """
    warm_up = (step + 1) / max(1, config.warm_up_steps)
    decay = (config.steps - step) / max(1, config.steps - config.warm_up_steps)
    return config.learning_rate * min(1.0, warm_up, decay)


@contextmanager
def _threads(number: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _step(model: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor, rate: float, clip_norm: float) -> float:
    """One update at this learning rate; the loss as a number."""
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    return loss.item()
