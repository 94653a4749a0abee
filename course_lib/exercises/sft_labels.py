"""``sft_labels``: what is learned in supervised fine-tuning, and what is only read."""

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Ids
from course_lib.asking.visible import Trial

NOT_COUNTED = -100


def right(tokens: Tensor, prompt_length: Tensor, padding_mask: Tensor) -> Tensor:
    """tokens (batch, n), prompt_length (batch,), padding_mask (batch, n), True = real, to labels (batch, n).

    tokens [[4, 5, 6, 7, 0]], prompt_length [2], the last token padding: [[−100, −100, 6, 7, −100]].
    """
    return _where(tokens, (_places(tokens) >= prompt_length[:, None]) & padding_mask)


def _places(tokens: Tensor) -> Tensor:
    return torch.arange(tokens.shape[1])


def _where(tokens: Tensor, learned: Tensor, ignored: int = NOT_COUNTED) -> Tensor:
    return tokens.where(learned, torch.full_like(tokens, ignored))


def mistakes(tokens: Tensor, prompt_length: Tensor, padding_mask: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    places, starts, real = _places(tokens), prompt_length[:, None], padding_mask
    response = places >= starts
    labels = right(tokens, prompt_length, padding_mask)
    off = torch.full_like(tokens[:, :1], NOT_COUNTED)
    zero = torch.zeros_like(tokens)
    last = (real * (places + 1)).amax(dim=1, keepdim=True) - 1
    return [
        ("shifted", torch.cat((labels[:, 1:], off), dim=1)),
        ("shifted", torch.cat((off, labels[:, :-1]), dim=1)),
        ("shifted", labels[:, 1:]),
        ("prompt_learned", _where(tokens, real)),
        ("padding_learned", _where(tokens, response)),
        ("all_learned", tokens.clone()),
        ("one_more_hidden", _where(tokens, (places > starts) & real)),
        ("one_less_hidden", _where(tokens, (places >= starts - 1) & real)),
        ("last_hidden", _where(tokens, response & real & (places != last))),
        ("only_prompt", _where(tokens, ~response & real)),
        ("mask_inverted", _where(tokens, response & ~real)),
        ("mask_inverted", _where(tokens, ~response | ~real)),
        ("minus_one", _where(tokens, response & real, -1)),
        ("zeros", _where(tokens, response & real, 0)),
        ("zeros", labels.where(real, zero)),
        ("zeros", labels.where(response, zero)),
        ("first_length", _where(tokens, (places >= prompt_length[0]) & real)),
        ("one_length", _where(tokens, (places >= prompt_length.amax()) & real)),
        ("one_length", _where(tokens, (places >= prompt_length.amin()) & real)),
        ("from_the_end", _where(tokens, (places < (real.sum(1) - prompt_length)[:, None]) & real)),
        ("mask_returned", (response & real).to(tokens.dtype)),
        ("counted_from_the_first_real", _counted_from_the_first_real(tokens, prompt_length, real)),
        ("taken_for_the_end", _unless(_where(tokens, response & (places < real.sum(1, keepdim=True))), labels)),
        ("taken_for_the_end", _unless(_where(tokens, response & (places <= last)), labels)),
        ("taken_for_the_end", _unless(_where(tokens, response & real.cumprod(dim=1).bool()), labels)),
        ("only_learned_tokens", tokens[response & real]),
        ("columns_compared", _columns_compared(tokens, prompt_length, real)),
    ]


def _unless(labels: Tensor, said: Tensor) -> Tensor | None:
    """None where a mistake makes no difference."""
    return None if torch.equal(labels, said) else labels


def _counted_from_the_first_real(tokens: Tensor, prompt_length: Tensor, real: Tensor) -> Tensor | None:
    """The length of the prompt counted in real tokens."""
    counted = _where(tokens, (real.cumsum(dim=1) > prompt_length[:, None]) & real)
    return _unless(counted, right(tokens, prompt_length, real))


def _columns_compared(tokens: Tensor, prompt_length: Tensor, real: Tensor) -> Tensor | None:
    """prompt_length without its new axis: it meets the columns, where there are as many of them as rows."""
    if len(tokens) != tokens.shape[1]:
        return None
    return _unless(_where(tokens, (_places(tokens) >= prompt_length) & real), right(tokens, prompt_length, real))


TOKENS = torch.arange(11, 18) + 10 * torch.arange(3)[:, None]
PROMPT = torch.tensor([2, 4, 1])
REAL = torch.arange(7) < torch.tensor([[6], [7], [5]])


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        trial(torch.tensor([[4, 5, 6, 7, 0]]), torch.tensor([2]), torch.tensor([[True] * 4 + [False]]))
    with trial.case("three_rows"):
        trial.values((TOKENS, PROMPT, REAL))
    with trial.case("again"), trial.blaming("remembers_calls"):
        for given in ((TOKENS, PROMPT + 1, REAL), (TOKENS + 1, PROMPT, REAL), (TOKENS, PROMPT, REAL.roll(1, 0))):
            trial(*given)
    with trial.case("left_padding"):
        gaps = torch.tensor([[1, 0, 1, 1, 1, 0, 1], [0, 1, 0, 1, 1, 1, 1], [1, 1, 0, 0, 1, 1, 0]]).bool()
        trial(TOKENS, PROMPT, gaps, named=True)
        trial(TOKENS, PROMPT, torch.arange(7).ge(torch.tensor([[2], [0], [6]])), named=True)
    with trial.case("no_padding"):
        trial(TOKENS, PROMPT, torch.ones_like(REAL))
    with trial.case("no_response"):
        trial(TOKENS, REAL.sum(1), REAL)
        trial(TOKENS, torch.full((3,), 7), REAL)
    with trial.case("no_prompt"):
        trial(TOKENS, PROMPT * 0, REAL)
    with trial.case("any_ids"):
        trial(TOKENS % 2, PROMPT, REAL)
        trial(TOKENS + 128_000, PROMPT, REAL)
    with trial.case("sizes"):
        trial(TOKENS[:, -3:], PROMPT.flip(0) - 1, REAL[:, -3:], named=True)
        trial(TOKENS[:1], PROMPT[:1], REAL[:1])
        trial(TOKENS[:1, :1], PROMPT[:1] * 0, REAL[:1, :1])
    with trial.case("int64"):
        trial.expect(trial.got(TOKENS, PROMPT, REAL), (TOKENS, PROMPT, REAL), strict=torch.int64)
    with trial.case("unmodified"):
        trial.unmodified(TOKENS, PROMPT, REAL)


EXERCISE = Exercise(
    "sft_labels",
    number="7.3",
    hidden=10,
    arguments=("tokens", "prompt_length", "padding_mask"),
    results=(Ids("labels"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    hollow=("all_learned",),
)
