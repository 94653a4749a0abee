"""``sgns_loss``: skip-gram with negative sampling (Mikolov et al. 2013, equation 4). Right results in float64."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.failed import Failed, shown
from course_lib.asking.numbers import GRADIENT_DEPTH, gradients
from course_lib.asking.questions import Raised
from course_lib.asking.results import Reals, close
from course_lib.asking.visible import Trial

log_sigmoid = F.logsigmoid


def right(center: Tensor, context: Tensor, negatives: Tensor, *before: Given) -> Tensor:
    """(batch, d), (batch, d), (batch, k, d) to the mean of −log σ(c · o) − Σ log σ(−c · n).

    c = (1, 0), o = (2, 1), negatives (−1, 3) and (0, 1): −ln 0.881 − ln 0.731 − ln 0.5 = 1.133.
    ``before``: an earlier question, which only mistakes look at.
    """
    return _each(*_products(center, context, negatives)).mean()


def _products(center: Tensor, context: Tensor, negatives: Tensor) -> tuple[Tensor, Tensor]:
    """c · o (batch) and c · n (batch, k)."""
    c, o, n = (tensor.double() for tensor in (center, context, negatives))
    return (c * o).sum(dim=-1), (n * c[:, None]).sum(dim=-1)


def _each(true: Tensor, drawn: Tensor) -> Tensor:
    """The loss of each example."""
    return -(log_sigmoid(true) + log_sigmoid(-drawn).sum(dim=-1))


def mistakes(center: Tensor, context: Tensor, negatives: Tensor, *before: Given) -> Mistakes:
    """What comes out after each likely mistake."""
    true, drawn = _products(center, context, negatives)
    each, d, k = _each(true, drawn), center.shape[-1], negatives.shape[1]
    unit = _products(*(F.normalize(tensor.double(), dim=-1) for tensor in (center, context, negatives)))
    of_negatives = -log_sigmoid(-drawn)
    scores = torch.cat((true[:, None], drawn), dim=1)
    others = negatives.double().flatten(0, 1) @ center.double().T  # every center with everybody's negatives
    return [
        ("summed", each.sum()),
        ("not_averaged", each),
        ("not_scalar", each.mean()[None]),
        ("first_example", each[0]),
        ("first_example", each[-1]),
        ("negatives_averaged", (of_negatives.mean(dim=-1) - log_sigmoid(true)).mean()),
        ("all_averaged", each.mean() / (k + 1)),
        ("all_averaged", each.mean() / k),
        ("negatives_not_averaged", of_negatives.sum() - log_sigmoid(true).mean()),
        ("sum_over_batch", of_negatives.sum(dim=0).mean() - log_sigmoid(true).mean()),
        ("negatives_of_others", (-log_sigmoid(-others).sum(dim=0) - log_sigmoid(true)).mean()),
        ("sign_of_loss", -each.mean()),
        ("sign_of_negatives", _each(true, -drawn).mean()),
        ("sign_of_true", _each(-true, drawn).mean()),
        ("both_signs", _each(-true, -drawn).mean()),
        ("negatives_subtracted", (-log_sigmoid(true) - of_negatives.sum(dim=-1)).mean()),
        ("no_logarithm", -(true.sigmoid() + (-drawn).sigmoid().sum(dim=-1)).mean()),
        ("no_sigmoid", -(true - drawn.sum(dim=-1)).mean()),
        ("sigmoid_twice", _each(true.sigmoid(), drawn.sigmoid()).mean()),
        ("sigmoid_twice", -(log_sigmoid(true.sigmoid()) + log_sigmoid((-drawn).sigmoid()).sum(dim=-1)).mean()),
        ("no_negatives", -log_sigmoid(true).mean()),
        ("no_true", of_negatives.sum(dim=-1).mean()),
        ("one_negative", _each(true, drawn[:, :1]).mean()),
        ("one_negative", _each(true, drawn[:, -1:]).mean()),
        ("negatives_before_sigmoid", _each(true, drawn.sum(dim=-1, keepdim=True)).mean()),
        ("negatives_before_sigmoid", _each(true, drawn.mean(dim=-1, keepdim=True)).mean()),
        ("log_of_sum", -(log_sigmoid(true) + (-drawn).sigmoid().sum(dim=-1).log()).mean()),
        ("log_of_sum", -(true.sigmoid() + (-drawn).sigmoid().sum(dim=-1)).log().mean()),
        ("softmax", -scores.log_softmax(dim=-1)[:, 0].mean()),
        ("cosine", _each(*unit).mean()),
        ("scaled", _each(true / d, drawn / d).mean()),
        ("scaled", _each(true / math.sqrt(d), drawn / math.sqrt(d)).mean()),
        ("negatives_with_context", _each(true, (negatives * context[:, None]).double().sum(dim=-1)).mean()),
        ("base_two", each.mean() / math.log(2)),
        ("base_two", each.mean() / math.log(10)),
        ("hits_left_out", _without_hits(context, negatives, true, drawn)),
        ("remembers_calls", right(*before[0]) if before else None),
    ]


def _without_hits(context: Tensor, negatives: Tensor, true: Tensor, drawn: Tensor) -> Tensor:
    """Negatives that are the true neighbour left out."""
    hits = (negatives == context[:, None]).all(dim=-1)
    return -(log_sigmoid(true) + (log_sigmoid(-drawn) * ~hits).sum(dim=-1)).mean()


# ---------------------------------------------------------------- questions that the check and the exam share


def drawn(seed: int, batch: int, d: int, k: int) -> Given:
    """Vectors, the same each time; one of the negatives is the true neighbour."""
    generator = torch.Generator().manual_seed(seed)
    return planted(*(torch.randn(*shape, generator=generator) for shape in shapes(batch, d, k)))


def shapes(batch: int, d: int, k: int) -> list[tuple[int, ...]]:
    """Of the three arguments."""
    return [(batch, d), (batch, d), (batch, k, d)]


def planted(center: Tensor, context: Tensor, negatives: Tensor) -> Given:
    """A negative that is the true neighbour: now and then one is drawn."""
    negatives[0, 1] = context[0]
    return center, context, negatives


def with_zeros(center: Tensor, context: Tensor, negatives: Tensor) -> Given:
    """A center, a neighbour and a negative of zeros, in different examples."""
    center[1], context[2], negatives[3, 0] = 0.0, 0.0, 0.0
    return center, context, negatives


def ask_moves(ask: Ask, center: Tensor, context: Tensor, negatives: Tensor) -> None:
    """Neighbours and negatives of zeros, as word2vec's begin."""
    ask.moves(["context", "negatives"], center, torch.zeros_like(context), torch.zeros_like(negatives))


def products(true: float, drawn: float) -> Given:
    """Two examples with three negatives each, with these products."""
    return torch.full((2, 1), 100.0), torch.full((2, 1), true / 100), torch.full((2, 3, 1), drawn / 100)


LARGE = ((1e4, -1e4), (-1e4, 1e4), (-1e4, -1e4), (1e4, 1e4), (30.0, 20.0), (-60.0, 60.0))


def ask_large(ask: Ask, true: float, drawn: float) -> None:
    """For such products the loss is finite and right."""
    given = products(true, drawn)
    with ask.blaming("clipped"):
        got = ask.got(*given)
        (found,) = ask.exercise.read(got)
        if not bool(found.isfinite().all()):
            seen = shown(found) if found.dim() == 0 else "inf"
            expected = shown(ask.want(*given)[0])
            raise Failed("extreme", what="loss", got=seen, expected=expected).on(ask.exercise.described(given))
        ask.expect(got, given)


def ask_large_gradient(ask: Ask, *given: Tensor) -> None:
    """Where σ is 0 or 1, what comes of a gradient is right; whether one comes is asked elsewhere."""
    names = ask.exercise.arguments
    try:
        got = ask.grads(names, *given)
    except Raised:
        return
    ones = [torch.ones_like(loss) for loss in ask.want(*given)]
    want = gradients(ask.want, given, range(len(names)), ones)
    for name, grad, expected in zip(names, got, want, strict=True):
        if grad is not None and not close(grad, expected, torch.float32, GRADIENT_DEPTH):
            seen = Reals(f"{name}.grad").difference(grad, expected).facts
            raise Failed("large_gradient", seen, pattern=None).on(ask.exercise.described(given))


def ask_views(ask: Ask, *given: Tensor) -> None:
    """Tensors seen through a transpose, whose numbers do not lie in order."""
    with ask.blaming("views"):
        ask(*(tensor.mT.contiguous().mT for tensor in given))


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    batch, other = drawn(2, 4, 3, 3), drawn(3, 4, 3, 3)
    with trial.case("example"):
        given = torch.tensor([[1.0, 0.0]]), torch.tensor([[2.0, 1.0]]), torch.tensor([[[-1.0, 3.0], [0.0, 1.0]]])
        trial.steady(trial.got(*given), trial.got(*given))
        trial(*given)
    with trial.case("larger"):
        trial.values((*batch, batch), (*other, batch))
    with trial.case("sizes"):
        one = batch[0][:1], batch[1][:1], batch[2][:1, :1]
        for given in (drawn(4, 1, 2, 2), drawn(5, 3, 3, 3), one, with_zeros(*drawn(6, 4, 3, 2))):
            trial(*given)
        ask_views(trial, *batch)
    with trial.case("unmodified"):
        trial.unmodified(*batch)
    with trial.case("extreme"):
        for true, negative in LARGE:
            ask_large(trial, true, negative)
        ask_large_gradient(trial, *(30 * tensor for tensor in batch))
    with trial.case("gradient"):
        trial.gradient(*batch)
    with trial.case("moves"):
        ask_moves(trial, *batch)
    with trial.case("float64"):
        trial.dtypes(batch)


EXERCISE = Exercise(
    "sgns_loss",
    number="2.3",
    hidden=6,
    arguments=("center", "context", "negatives"),
    results=(Reals("loss"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    sent=lambda center, context, negatives, *_: (center, context, negatives),
)
