"""``mlm_loss``: mean cross-entropy over the labels that are not −100. Right results in float64."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial, drawn

NOT_COUNTED = -100


def right(logits: Tensor, labels: Tensor) -> Tensor:
    """logits (batch, n, V), labels (batch, n) to a scalar; where no label counts 0, with a gradient of zeros.

    Logits [[0, 1], [5, 0]] with labels [1, −100] give −ln(e / (1 + e)) = 0.3133.
    """
    surprise, counted = surprises(logits, labels)
    return mean(surprise, counted)


def surprises(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """−ln of the label's probability, and which labels count: (batch, n) each; −100 is read as 0."""
    return -picked(logits.double().log_softmax(dim=-1), labels), labels != NOT_COUNTED


def picked(numbers: Tensor, labels: Tensor) -> Tensor:
    """The label's entry at each position: (batch, n, V) to (batch, n)."""
    return numbers.gather(-1, labels.clamp(min=0)[..., None])[..., 0]


def mean(numbers: Tensor, counted: Tensor) -> Tensor:
    return (numbers * counted).sum() / counted.sum().clamp(min=1)


def mistakes(logits: Tensor, labels: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    x = logits.double()
    surprise, counted = surprises(logits, labels)
    loss, total, count = mean(surprise, counted), (surprise * counted).sum(), counted.sum()
    rows = (surprise * counted).sum(dim=1) / counted.sum(dim=1).clamp(min=1)
    full = counted.any(dim=1)
    none, own = torch.full_like(labels[:, :1], NOT_COUNTED), picked(x, labels)
    return [
        ("averaged_over_all", (surprise * counted).mean()),
        ("everything_counted", surprise.mean()),
        ("everything_counted", surprise.sum() / count.clamp(min=1)),
        ("summed", total),
        *(("divided_by_sizes", total / size) for size in (len(labels), labels.shape[1], logits.shape[-1])),
        ("one_more", total / (count + 1)),
        ("mean_of_rows", rows.mean()),
        ("mean_of_rows", rows.sum() / full.sum().clamp(min=1)),
        ("first_text_only", right(logits[:1], labels[:1])),
        ("not_averaged", surprise * counted),
        ("not_averaged", surprise[counted]),
        ("not_scalar", loss.reshape(1)),
        ("not_scalar", loss.reshape(1, 1)),
        ("zero_left_out", right(logits, labels.masked_fill(labels == 0, NOT_COUNTED))),
        ("shifted", right(logits, torch.cat((labels[:, 1:], none), dim=1))),
        ("shifted_back", right(logits, torch.cat((none, labels[:, :-1]), dim=1))),
        *((key, mean(numbers, counted)) for key, numbers in _other_numbers(x, labels, surprise)),
        ("no_softmax", -mean(own, counted)),
        ("base_two", loss / math.log(2)),
        ("sign", -loss),
        ("perplexity", loss.exp()),
    ]


def _other_numbers(x: Tensor, labels: Tensor, surprise: Tensor) -> Iterator[tuple[str, Tensor]]:
    """Numbers that may stand in the place of −ln of the label's probability."""
    yield "softmax_twice", surprises(x.softmax(dim=-1), labels)[0]
    yield "no_logarithm", -(-surprise).exp()
    yield "no_logarithm", 1 - (-surprise).exp()
    yield "over_positions", -picked(x.log_softmax(dim=1), labels)
    yield "over_texts", -picked(x.log_softmax(dim=0), labels)
    target = torch.zeros_like(x).scatter(-1, labels.clamp(min=0)[..., None], 1.0)
    apart = torch.nn.functional.binary_cross_entropy_with_logits(x, target, reduction="none")
    yield "sigmoid", picked(apart, labels)
    yield "sigmoid", apart.sum(dim=-1)
    yield "sigmoid", apart.mean(dim=-1)
    for share in (0.1, 0.2):
        yield "smoothed", (1 - share) * surprise - share * x.log_softmax(dim=-1).mean(dim=-1)


def symptom(found: Outputs, given: Given) -> str | None:
    """Labels whose loss is exactly 0 may have been left out, as if they were padding."""
    surprise, counted = surprises(*given)
    kept = counted & (surprise > 1e-12)
    same = not torch.equal(kept, counted) and EXERCISE.alike(found, (mean(surprise, kept),))
    return "sure_left_out" if same else None


def ask_none_counted(ask: Ask, logits: Tensor, labels: Tensor) -> None:
    """0, with a gradient of zeros rather than none."""
    ask(logits, labels)
    try:
        ask.gradient(logits, labels)
    except Failed as failed:
        raise failed.named("constant_zero") if failed.key == "no_gradient" else failed from None


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    (logits,) = drawn(0, (3, 5, 7))
    labels = torch.tensor([[3, -100, 6, 0, -100], [-100, 2, -100, -100, -100], [1, 5, -100, 4, 2]])
    nothing = torch.full_like(labels, NOT_COUNTED)
    with trial.case("example"):
        trial(torch.tensor([[[0.0, 1.0], [5.0, 0.0]]]), torch.tensor([[1, -100]]))
    with trial.case("batch"):
        trial.values((2 * logits, labels))
    with trial.case("again"):
        some = logits[:, :4]
        trial.in_a_row((some, labels[:, :4]), (some, labels[:, 1:]), (-some, labels[:, :4]))
    with trial.case("gradient"):
        trial.gradient(logits, labels)
    with trial.case("none_counted"):
        ask_none_counted(trial, logits, nothing)
    with trial.case("all_counted"):
        trial(logits, labels.clamp(min=0))
    with trial.case("large"):
        trial(1000 * logits, labels)
        trial(1000 * logits, logits.argmax(dim=-1).where(torch.arange(5) < 3, labels))
    with trial.case("sizes"):
        trial(logits[:1, :4], labels[:1, :4])
        trial(logits[:, :3, :3], labels[:, 2:].clamp(max=2))
    with trial.case("not_contiguous"):
        trial(drawn(1, (5, 3, 7))[0].transpose(0, 1), labels.T.contiguous().T)
    with trial.case("unmodified"):
        trial.unmodified(logits, labels)
    with trial.case("float64"):
        trial.dtypes((logits, labels))


EXERCISE = Exercise(
    "mlm_loss",
    number="5.3",
    hidden=10,
    arguments=("logits", "labels"),
    results=(Reals("loss"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=("logits",),
    symptom=symptom,
)
