"""The state of a training in one safetensors file, so that it can be interrupted and goes on to the same weights."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import Optimizer

AVERAGES = ("step", "exp_avg", "exp_avg_sq", "momentum_buffer")  # what AdamW or Muon keep of each parameter


def save_progress(
    file: Path,
    model: nn.Module,
    optimizers: Sequence[Optimizer],
    settings: Mapping[str, object],
    curves: Mapping[str, Sequence[float]],
) -> None:
    """Weights, the optimizers' averages, the random state, and the curves so far (one number per step, by name).

    settings: what must be the same for the weights to come out the same. Replaces the file in one move: an interrupted
    write leaves the earlier one.
    """
    tensors: dict[str, Tensor] = {f"model.{name}": parameter for name, parameter in model.named_parameters()}
    tensors |= {f"buffer.{name}": buffer for name, buffer in model.named_buffers()}
    states = {parameter: state for optimizer in optimizers for parameter, state in optimizer.state.items()}
    for name, parameter in model.named_parameters():
        state = states.get(parameter, {})
        tensors |= {f"{average}.{name}": state[average] for average in AVERAGES if average in state}
    tensors["random"] = torch.get_rng_state()
    tensors |= {f"curve.{name}": torch.tensor(curve, dtype=torch.float64) for name, curve in curves.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    half_written = file.with_suffix(".writing")
    contiguous = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    save_file(contiguous, half_written, metadata={"settings": _as_json(settings)})
    os.replace(half_written, file)


def resume(
    file: Path, model: nn.Module, optimizers: Sequence[Optimizer], settings: Mapping[str, object]
) -> dict[str, list[float]] | None:
    """Put the model, the optimizers and the random state back as they were; the curves so far, or None if no file is
    there. ValueError if it belongs to a training with other settings."""
    if not file.is_file():
        return None
    with safe_open(file, framework="pt") as stored:
        before = stored.metadata()["settings"]
        if before != _as_json(settings):
            raise ValueError(
                f"expected the checkpoint of a training with {_as_json(settings)}, got one with {before} in {file}: "
                "delete it to begin anew"
            )
        tensors: dict[str, Tensor] = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(tensors[f"model.{name}"])
            kept = {a: tensors[f"{a}.{name}"] for a in AVERAGES if f"{a}.{name}" in tensors}
            for optimizer in optimizers:
                if any(parameter is one for group in optimizer.param_groups for one in group["params"]):
                    optimizer.state[parameter] = {a: tensor.to(parameter.device) for a, tensor in kept.items()}
        for name, buffer in model.named_buffers():
            buffer.copy_(tensors[f"buffer.{name}"])
    torch.set_rng_state(tensors["random"])
    return {
        name.removeprefix("curve."): tensor.tolist() for name, tensor in tensors.items() if name.startswith("curve.")
    }


def _as_json(settings: Mapping[str, object]) -> str:
    return json.dumps(settings, sort_keys=True)
