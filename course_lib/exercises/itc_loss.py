"""``itc_loss``: each picture finds its text, each text its picture (Radford et al. 2021). Right results in float64."""

import math
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial, drawn


def right(image: Tensor, text: Tensor, temperature: float | int | Tensor) -> Tensor:
    """image and text (batch, d), row i of one belonging to row i of the other, to a scalar.

    Images (1, 0) and (0, 1) with texts of the same directions, temperature 0.5, give log(1 + e⁻²) = 0.1269.
    """
    return both(cosines(image, text) / _number(temperature))


def cosines(image: Tensor, text: Tensor) -> Tensor:
    return F.normalize(image.double(), dim=-1) @ F.normalize(text.double(), dim=-1).T


def own(scores: Tensor) -> Tensor:
    """Cross-entropy of each row's own column, averaged."""
    return -scores.log_softmax(dim=-1).diagonal().mean()


def both(scores: Tensor) -> Tensor:
    """The mean of both directions."""
    return (own(scores) + own(scores.T)) / 2


def _number(temperature: float | int | Tensor) -> float | int | Tensor:
    return temperature.double() if isinstance(temperature, Tensor) else temperature


def mistakes(image: Tensor, text: Tensor, temperature: float | int | Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    t = _number(temperature)
    cos = cosines(image, text)
    scores, n = cos / t, len(image)
    loss = both(scores)
    rows, columns = scores.log_softmax(dim=1).diagonal(), scores.log_softmax(dim=0).diagonal()
    return [
        ("texts_for_images", own(scores)),
        ("images_for_texts", own(scores.T)),
        ("both_summed", 2 * loss),
        ("averaged_scores", own((scores + scores.T) / 2)),
        *((key, both(other)) for key, other in _other_scores(image.double(), text.double(), t)),
        *_temperature(cos, t),
        ("sign", -loss),
        ("no_softmax", -scores.diagonal().mean()),
        ("softmax_twice", (own(scores.softmax(dim=1)) + own(scores.T.softmax(dim=1))) / 2),
        ("cosine_of_pairs", 1 - cos.diagonal().mean()),
        ("probabilities", -(rows.exp() + columns.exp()).mean() / 2),
        ("probabilities", 1 - (rows.exp() + columns.exp()).mean() / 2),
        ("summed", loss * n),
        ("loss_squared", loss.square()),
        ("not_averaged", -(rows + columns) / 2),
        ("not_scalar", loss.reshape(1)),
        ("wrong_pairs", both(scores.roll(1, dims=1))),
        ("wrong_pairs", both(scores.flip(1))),
        ("over_everything", -scores.flatten().log_softmax(dim=0).view_as(scores).diagonal().mean()),
        ("own_left_out", _others_only(scores)),
        ("two_views", _two_views(image, text, t)),
        *_sigmoid(scores),
        ("base_two", loss / math.log(2)),
    ]


def _other_scores(image: Tensor, text: Tensor, t: float | int | Tensor) -> Iterator[tuple[str, Tensor]]:
    """Scores that are no cosines of images and texts, divided by the temperature."""
    i, x = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    yield "not_normalised", image @ text.T / t
    yield "one_normalised", i @ text.T / t
    yield "one_normalised", image @ x.T / t
    yield "over_the_batch", F.normalize(image, dim=0) @ F.normalize(text, dim=0).T / t
    yield "whole_norm", (image / image.norm()) @ (text / text.norm()).T / t
    yield "other_norm", F.normalize(image, p=1, dim=-1) @ F.normalize(text, p=1, dim=-1).T / t
    yield "other_norm", (i / image.norm(dim=-1, keepdim=True)) @ (x / text.norm(dim=-1, keepdim=True)).T / t
    for small in (1e-2, 1e-3):
        longer = [side / (side.norm(dim=-1, keepdim=True) + small) for side in (image, text)]
        yield "epsilon_in_the_length", longer[0] @ longer[1].T / t
    yield "images_alone", i @ i.T / t
    yield "images_alone", x @ x.T / t
    yield "distances", -torch.cdist(i, x) / t
    yield "distances", -torch.cdist(i, x).square() / t
    yield "distances", -torch.cdist(image, text) / t


def _temperature(cos: Tensor, t: float | int | Tensor) -> Iterator[tuple[str, Tensor]]:
    exp = t.exp() if isinstance(t, Tensor) else math.exp(t)
    yield "times_temperature", both(cos * t)
    yield "no_temperature", both(cos)
    yield "exp_temperature", both(cos * exp)
    yield "exp_temperature", both(cos / exp)
    yield "temperature_outside", both(cos) / t


def _others_only(scores: Tensor) -> Tensor:
    """Each own score against the others alone."""
    others = scores.masked_fill(torch.eye(len(scores), dtype=torch.bool), -torch.inf)
    return (others.logsumexp(dim=1) + others.logsumexp(dim=0) - 2 * scores.diagonal()).mean() / 2


def _two_views(image: Tensor, text: Tensor, t: float | int | Tensor) -> Tensor:
    """SimCLR's loss: images and texts in one batch, each against all but itself."""
    every = torch.cat((image, text))
    scores = (cosines(every, every) / t).fill_diagonal_(-torch.inf)
    partner = torch.arange(len(every)).roll(len(image))
    return F.cross_entropy(scores, partner)


def _sigmoid(scores: Tensor) -> Iterator[tuple[str, Tensor]]:
    """Each pair judged by itself, as SigLIP does."""
    signs = 2 * torch.eye(len(scores), dtype=scores.dtype) - 1
    each = -F.logsigmoid(signs * scores)
    yield "sigmoid", each.mean()
    yield "sigmoid", each.sum(dim=1).mean()
    yield "sigmoid", each.diagonal().mean()


def ask_lengths(ask: Ask, image: Tensor, text: Tensor, temperature: float | int) -> None:
    """Vectors of other lengths give what these give."""
    given: Given = (image, text, temperature)
    for of_image, of_text in ((1e4, 1.0), (1.0, 1e-4), (0.01, 100.0)):
        with ask.blaming("lengths"):
            ask.expect(ask.got(of_image * image, of_text * text, temperature), given)
    lengths = 0.1 + 9 * torch.arange(len(image)).view(-1, 1)
    with ask.blaming("lengths"):
        ask.expect(ask.got(image * lengths, text * lengths.flip(0), temperature), given)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    image, noise = drawn(2, (5, 4), (5, 4))
    text = (image + 0.6 * noise) * torch.tensor([[0.5], [2.0], [1.0], [3.0], [1.5]])
    with trial.case("example"):
        trial(torch.eye(2), 2 * torch.eye(2), 0.5)
    with trial.case("pairs"):
        trial.values((image, text, 0.4), (text[:4].flip(0), image[:4], 0.7))
    with trial.case("again"):
        some = image[:3], text[:3]
        trial.in_a_row((*some, 0.4), (*some, 0.3), (some[0], text[2:], 0.4), (image[2:], some[1], 0.4))
    with trial.case("lengths"):
        ask_lengths(trial, image, text, 0.5)
    with trial.case("one_pair"):
        trial(image[:1], text[:1], 0.5)
    with trial.case("sharp"):
        trial(image, text.flip(0), 1e-3)
    with trial.case("sizes"):
        trial(image[:2, :2], text[:2, :2], 0.5)
        trial(image[:4], text[:4], 0.5)
    with trial.case("twins"):
        trial(image[[0, 1, 0, 2]], text[[0, 1, 3, 3]], 0.5)
    with trial.case("temperatures"):
        for temperature in (1, 2.5, torch.tensor(0.5)):
            trial(image, text, temperature)
    trial.last(image, text, 0.5)


EXERCISE = Exercise(
    "itc_loss",
    number="9.1",
    hidden=10,
    arguments=("image", "text", "temperature"),
    results=(Reals("loss"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=("image", "text"),
)
# Too near to what is right to be told from it by a few numbers.
TOLD_APART = tuple(key for key, _ in mistakes(torch.eye(2), torch.eye(2), 0.5) if key != "epsilon_in_the_length")
