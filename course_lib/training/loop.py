"""A small training loop: AdamW (or Muon), warm-up, then a line down to zero; interrupt it, and go on later."""

import ctypes
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from course_lib.training.progress import Progress
from course_lib.training.resume import resume, save_progress

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
    decay_share: float = 1.0  # of the steps: the last ones, over which the learning rate falls to zero
    weight_decay: float = 0.01
    betas: tuple[float, float] = (0.9, 0.999)  # memory of AdamW's averages of gradients and of their squares
    muon: bool = False  # matrices by Muon: on the tiny world, as many tokens teach twice as many facts
    clip_norm: float = 1.0
    bf16: bool = False  # products in bfloat16 (half as long where the processor has it), sums and weights in float32
    seed: int = 0
    threads: int = 1


@dataclass(repr=False)
class History:
    """What happened: one loss and one learning rate per step, and whether somebody stopped it early."""

    losses: list[float] = field(default_factory=list)
    learning_rates: list[float] = field(default_factory=list)
    interrupted: bool = False

    def __repr__(self) -> str:
        """Short: a cell that ends in `train(…)` shows it under the curve."""
        last = f", last loss {self.losses[-1]:.3f}" if self.losses else ""
        return f"History({len(self.losses)} steps{last})"

    def curves(self) -> dict[str, list[float]]:
        return {"losses": self.losses, "learning_rates": self.learning_rates}


def train(
    model: Model,
    batches: Iterable[Batch],
    loss_of: Callable[[Model, Batch], Tensor],
    config: TrainingConfig,
    *,
    checkpoint: Path | None = None,
    save_every: int = 200,
) -> History:
    """Take `config.steps` steps of AdamW, or of Muon, on `loss_of(model, batch)`, a scalar to minimise.

    Stops early when `batches` ends, or on an interrupt (Ctrl-C, the notebook's stop button). In every case the model is
    left usable and in eval mode. Dropout is seeded by `config.seed`; the caller's random state and number of threads
    are not touched.

    checkpoint: a file that holds all of the training's state, written every `save_every` steps and after the last (not
    on an interrupt, which may fall in the middle of a step). If it is there, training goes on from it, to the same
    weights as without the break; `batches` must begin as they did then.
    Raises ValueError if the loss becomes NaN or infinite, and for a checkpoint of another training.
    """
    optimizers = make_optimizers(model, config)
    history = History()
    model.train()
    with torch.random.fork_rng(), machine(config.threads), Progress(config.steps) as progress:
        torch.manual_seed(config.seed)
        if checkpoint is not None:
            curves = resume(checkpoint, model, optimizers, _settings(config)) or history.curves()
            history = History(curves["losses"], curves["learning_rates"])
        done = len(history.losses)
        progress.resume(history.losses)
        try:
            for step, batch in zip(range(done, config.steps), islice(batches, done, None), strict=False):
                rate = learning_rate_at(step, config)
                with torch.autocast(_device(model), dtype=torch.bfloat16, enabled=config.bf16):
                    loss = loss_of(model, batch)
                history.losses.append(_step(model, optimizers, loss, rate, config.clip_norm, step))
                history.learning_rates.append(rate)
                progress.update(step + 1, history.losses[-1])
                if checkpoint is not None and ((step + 1) % save_every == 0 or step + 1 == config.steps):
                    save_progress(checkpoint, model, optimizers, _settings(config), history.curves())
        except KeyboardInterrupt:
            history.interrupted = True
    model.eval()
    return history


def make_optimizers(model: nn.Module, config: TrainingConfig) -> list[Optimizer]:
    """AdamW (Loshchilov and Hutter 2019) for all parameters; or, with muon, for embeddings, norms and biases, and Muon
    (Jordan et al. 2024) for matrices: it makes all directions of a matrix's update equally large, with a step scaled to
    AdamW's (Liu et al. 2025), so that one learning rate serves both."""
    tables = {id(p) for module in model.modules() if isinstance(module, nn.Embedding) for p in module.parameters()}
    matrices = [p for p in model.parameters() if config.muon and p.ndim == 2 and id(p) not in tables]
    rest = [p for p in model.parameters() if all(p is not matrix for matrix in matrices)]
    decay = config.weight_decay
    optimizers: list[Optimizer] = [torch.optim.AdamW(rest, lr=0.0, betas=config.betas, weight_decay=decay, fused=True)]
    if matrices:
        optimizers.append(torch.optim.Muon(matrices, lr=0.0, weight_decay=decay, adjust_lr_fn="match_rms_adamw"))
    return optimizers


def learning_rate_at(step: int, config: TrainingConfig) -> float:
    """Linear from near zero to the peak over the warm-up, then linear to zero at the end. Steps count from 0.

    Adam's first steps are as large as the learning rate whatever the gradients, and its averages still rest on few of
    them: hence the warm-up. With decay_share below 1 the rate stays at its peak until the last steps.
    """
    warm_up = (step + 1) / max(1, config.warm_up_steps)
    falling = min(config.decay_share * config.steps, config.steps - config.warm_up_steps)
    decay = (config.steps - step) / max(1, falling)
    return config.learning_rate * min(1.0, warm_up, decay)


@contextmanager
def machine(threads: int) -> Iterator[None]:
    """That many threads for torch inside the block; after it, the memory that it freed is the system's again."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
        _trim()


def _trim() -> None:
    """Hand freed memory back, where the C library can (glibc): batches of many lengths leave holes that it keeps.

    Sixty steps of DPO on a model of 4 MB left 640 MB in such holes; a notebook trains several times in one process.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def _settings(config: TrainingConfig) -> dict[str, object]:
    """What decides the weights: all but the number of threads."""
    return {name: value for name, value in vars(config).items() if name != "threads"}


def _device(model: nn.Module) -> str:
    return next(model.parameters()).device.type


def _step(
    model: nn.Module, optimizers: Sequence[Optimizer], loss: Tensor, rate: float, clip_norm: float, step: int
) -> float:
    """One update at this learning rate; the loss as a number."""
    number = loss.item()
    if not number - number == 0:  # NaN or infinite
        raise ValueError(
            f"expected a finite loss, got {number} at step {step}: lower the learning rate, or look for NaN in the data"
        )
    for optimizer in optimizers:
        optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
    return number
