"""What every model checks before it reads token ids, so that a mistake says: expected, got, what to do."""

import torch
from torch import Tensor, nn


def check_tokens(
    tokens: Tensor, *, vocab_size: int, like: Tensor, max_length: int | None = None, name: str = "tokens"
) -> None:
    """Token ids (batch, n) that a model can read: int64, on the device of `like` (one of its parameters), 1 to
    `max_length` of them in a row (any number if None), each below `vocab_size`.

    Raises TypeError for another dtype and ValueError for anything else. On an accelerator ids are not looked at: that
    would make it wait for each batch.
    """
    if tokens.dtype != torch.int64:
        raise TypeError(f"expected {name} of dtype torch.int64, got {tokens.dtype}: use {name}.long()")
    if tokens.ndim != 2:
        raise ValueError(f"expected {name} of shape (batch, n), got {tuple(tokens.shape)}: one text is {name}[None]")
    if tokens.device != like.device:
        raise ValueError(f"expected {name} on {like.device}, where the model is, got {tokens.device}: use .to(...)")
    if tokens.numel() == 0:
        raise ValueError(f"expected at least one token, got {name} of shape {tuple(tokens.shape)}: is the text empty?")
    if max_length is not None and tokens.shape[1] > max_length:
        raise ValueError(
            f"expected at most {max_length} {name}, the model's context, got {tokens.shape[1]}: shorten the text"
        )
    if tokens.device.type == "cpu":
        check_ids(tokens, vocab_size, name)


def check_ids(tokens: Tensor, vocab_size: int, name: str = "tokens") -> None:
    """Ids from 0 to vocab_size - 1, else ValueError names the first that is not."""
    low, high = (int(number) for number in tokens.aminmax())
    if low < 0 or high >= vocab_size:
        wrong = high if high >= vocab_size else low
        raise ValueError(
            f"expected {name} from 0 to {vocab_size - 1}, got {wrong}: were they made by another tokenizer?"
        )


def check_mask(mask: Tensor, tokens: Tensor) -> Tensor:
    """The mask, if it is boolean, has an entry per token and a True in every row; TypeError or ValueError otherwise."""
    check_fits(mask, tokens, torch.bool, "mask")
    if mask.device.type == "cpu" and not mask.any(dim=-1).all():
        raise ValueError(
            "expected a real token, True, in every row of the mask, got a row of padding only: leave it out"
        )
    return mask


def check_fits(given: Tensor, tokens: Tensor, dtype: torch.dtype, name: str) -> Tensor:
    """What comes beside the tokens, if it has that dtype and an entry per token; TypeError or ValueError otherwise."""
    if given.dtype != dtype:
        raise TypeError(f"expected {name} of dtype {dtype}, got {given.dtype}: use {name}.to({dtype})")
    if given.shape != tokens.shape:
        raise ValueError(f"expected {name} of shape {tuple(tokens.shape)}, the tokens', got {tuple(given.shape)}")
    return given


def check_finite(module: nn.Module) -> None:
    """ValueError that names the first parameter or buffer with NaN or infinity in it."""
    for name, tensor in module.state_dict().items():
        if tensor.is_floating_point() and not tensor.isfinite().all():
            bad = int((~tensor.isfinite()).sum())
            raise ValueError(
                f"expected finite weights, got {bad} of {tensor.numel()} that are NaN or infinite in {name}: "
                "the training diverged or the file is damaged, so load another checkpoint"
            )
