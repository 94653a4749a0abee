"""What the exercises of notebook 06 give, and what they give after each likely mistake: shared by checks and exam."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.outputs import Outputs, Wrongs
from course_lib.checks.values import LikelyValues

LogProb = Callable[[str, str], float]
Verbalizers = Mapping[Any, Sequence[str]]

# ---------------------------------------------------------------- next_token_loss


def next_loss(logits: Tensor, tokens: Tensor, mask: Tensor | None = None) -> Outputs:
    """Mean surprise of the token at t + 1 after the logits at t, over the targets that count; 0 where none does."""
    counted = torch.ones_like(tokens[:, 1:], dtype=torch.bool) if mask is None else mask[:, 1:]
    return (_mean(_surprise(logits[:, :-1], tokens[:, 1:]), counted),)


def _surprise(logits: Tensor, targets: Tensor, dim: int = -1) -> Tensor:
    scores = logits.double().log_softmax(dim=dim)
    return -scores.gather(-1, targets[..., None])[..., 0]


def _mean(surprise: Tensor, counted: Tensor) -> Tensor:
    return surprise.where(counted, 0).sum() / counted.sum().clamp(min=1)


def likely_next_loss(logits: Tensor, tokens: Tensor, mask: Tensor | None = None) -> Wrongs:
    mask = torch.ones_like(tokens, dtype=torch.bool) if mask is None else mask
    counted, surprise = mask[:, 1:], _surprise(logits[:, :-1], tokens[:, 1:])
    right = _mean(surprise, counted)
    rows = surprise.where(counted, 0).sum(1) / counted.sum(1).clamp(min=1)
    picked = logits[:, :-1].double().gather(-1, tokens[:, 1:, None])[..., 0]
    return [
        ("not_shifted", (_mean(_surprise(logits, tokens), mask),)),
        ("backwards", (_mean(_surprise(logits[:, 1:], tokens[:, :-1]), mask[:, :-1]),)),
        ("backwards", (_mean(_surprise(logits[:, 1:], tokens[:, :-1]), mask[:, 1:]),)),
        ("mask_of_inputs", (_mean(surprise, mask[:, :-1]),)),
        ("mask_ignored", (surprise.mean(),)),
        ("mask_inverted", (_mean(surprise, ~counted),)),
        ("averaged_over_all", (surprise.where(counted, 0).mean(),)),
        ("summed", (surprise.where(counted, 0).sum(),)),
        ("mean_of_rows", (rows.mean(),)),
        ("not_averaged", (surprise.where(counted, 0),)),
        ("sign", (-right,)),
        ("no_softmax", (-_mean(picked, counted),)),
        ("softmax_twice", (_mean(_surprise(logits[:, :-1].double().softmax(-1), tokens[:, 1:]), counted),)),
        ("base_two", (right / math.log(2),)),
        ("perplexity", (right.exp(),)),
        ("over_positions", (_mean(_surprise(logits[:, :-1], tokens[:, 1:], dim=1), counted),)),
    ]


# ---------------------------------------------------------------- parameter_count


def count(n_layers: int, d_model: int, vocab_size: int, context: int, tied: bool = True) -> int:
    """GPT-2's parameters."""
    return _count(n_layers, d_model, vocab_size, context, tied)


def _count(
    n_layers: int, d: int, vocab_size: int, context: int, tied: bool, *, per_layer: int | None = None, last: int = 2
) -> int:
    per_layer = 12 * d * d + 13 * d if per_layer is None else per_layer
    return (vocab_size + context) * d + n_layers * per_layer + last * d + (0 if tied else vocab_size * d)


def likely_counts(n_layers: int, d_model: int, vocab_size: int, context: int, tied: bool = True) -> LikelyValues:
    layers, d, right = n_layers, d_model, count(n_layers, d_model, vocab_size, context, tied)

    def with_layer(per_layer: int) -> int:
        return _count(layers, d, vocab_size, context, tied, per_layer=per_layer)

    return [
        ("approximation", 12 * layers * d * d),
        ("no_embeddings", right - (vocab_size + context) * d),
        ("no_positions", right - context * d),
        ("no_last_norm", right - 2 * d),
        ("no_biases", with_layer(12 * d * d + 2 * d)),
        ("no_biases", with_layer(12 * d * d + 4 * d)),
        ("no_norms", with_layer(12 * d * d + 9 * d)),
        ("no_norms", with_layer(12 * d * d + 9 * d) - 2 * d),
        ("one_norm", with_layer(12 * d * d + 11 * d)),
        ("norms_without_bias", with_layer(12 * d * d + 11 * d) - d),
        ("one_projection", with_layer(10 * d * d + 11 * d)),
        ("no_output_projection", with_layer(11 * d * d + 12 * d)),
        ("narrow_mlp", with_layer(6 * d * d + 10 * d)),
        ("one_layer", _count(1, d, vocab_size, context, tied)),
        ("tied_inverted", _count(layers, d, vocab_size, context, not tied)),
        ("output_bias", right + vocab_size),
    ]


# ---------------------------------------------------------------- classify_by_verbalizer


class Table:
    """log P(answer | prompt) from a table, as a function that remembers what it was asked."""

    def __init__(self, prompt: str, scores: Mapping[str, float]) -> None:
        self.prompt, self.scores = prompt, dict(scores)
        self.refused = ""

    def __call__(self, prompt: Any, answer: Any) -> float:
        if prompt != self.prompt or not isinstance(answer, str) or answer not in self.scores:
            swapped = answer == self.prompt
            self.refused = "arguments_swapped" if swapped else "other_question"
            raise ValueError(f"log_prob was asked about {str(prompt)[:60]!r} and {str(answer)[:60]!r}")
        return self.scores[answer]


def best_label(log_prob: LogProb, prompt: str, verbalizers: Verbalizers) -> Any:
    """The label whose answers are likeliest together, the first on ties."""
    return _best({label: _log_sum([log_prob(prompt, a) for a in answers]) for label, answers in verbalizers.items()})


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))


def _best(scores: Mapping[Any, float]) -> Any:
    return max(scores, key=lambda label: scores[label])


def likely_labels(log_prob: LogProb, prompt: str, verbalizers: Verbalizers) -> LikelyValues:
    scores = {label: [log_prob(prompt, answer) for answer in answers] for label, answers in verbalizers.items()}
    together = {label: _log_sum(values) for label, values in scores.items()}
    return [
        ("best_answer_only", _best({label: max(values) for label, values in scores.items()})),
        ("first_answer_only", _best({label: values[0] for label, values in scores.items()})),
        ("last_answer_only", _best({label: values[-1] for label, values in scores.items()})),
        ("averaged", _best({label: together[label] - math.log(len(values)) for label, values in scores.items()})),
        ("logs_summed", _best({label: sum(values) for label, values in scores.items()})),
        ("logs_averaged", _best({label: sum(values) / len(values) for label, values in scores.items()})),
        ("worst_label", _best({label: -value for label, value in together.items()})),
        ("first_label", next(iter(scores))),
        ("last_label", list(scores)[-1]),
        ("most_answers", _best({label: float(len(values)) for label, values in scores.items()})),
        ("index_returned", list(scores).index(_best(together))),
        ("answer_returned", max(((v, a) for x in scores for v, a in zip(scores[x], verbalizers[x], strict=True)))[1]),
    ]


# ---------------------------------------------------------------- contextual_calibration


def calibrated(label_probs: Tensor, content_free_probs: Tensor) -> Outputs:
    """p / p_cf, rows renormalised."""
    ratio = label_probs.double() / content_free_probs.double()
    return (ratio / ratio.sum(-1, keepdim=True),)


def likely_calibrated(label_probs: Tensor, content_free_probs: Tensor) -> Wrongs:
    p, free = label_probs.double(), content_free_probs.double()
    ratio = p / free
    rows = lambda x: x / x.sum(-1, keepdim=True)  # noqa: E731
    mean = p.mean(0, keepdim=True)
    return [
        ("not_renormalised", (ratio,)),
        ("multiplied", (rows(p * free),)),
        ("inverted", (rows(free / p),)),
        ("subtracted", (p - free,)),
        ("subtracted", (rows((p - free).clamp(min=0) + 1e-12),)),
        ("over_batch", (ratio / ratio.sum(0, keepdim=True),)),
        ("one_sum", (ratio / ratio.sum(),)),
        ("softmax", (ratio.softmax(-1),)),
        ("not_calibrated", (rows(p),)),
        ("batch_mean", (rows(p / mean),)),
        ("divided_by_most", (ratio / ratio.amax(-1, keepdim=True),)),
        ("square_root", (rows(p / free.sqrt()),)),
        ("logarithms", (ratio.log(),)),
        ("logarithms", ((rows(ratio)).log(),)),
    ]
