"""``perplexity``: e to the mean negative log-probability of a text's words."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.failed import described
from course_lib.asking.results import Number
from course_lib.asking.visible import Trial

CHUNKS = (10, 16, 20, 32, 50, 64, 100, 128, 200, 250, 256, 500, 512, 1000, 1024, 2000, 2048)
EPSILONS = (1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
FLOORS = (-5.0, -10.0, -20.0, -30.0, -50.0, -100.0)
_SHOWN = 9  # logarithms


def right(log_probs: Tensor) -> float:
    """exp(−mean) of natural logarithms (N,). Raises ValueError for a text without words.

    Of probabilities 0.5 and 0.125 it is exp((ln 2 + ln 8) / 2) = 4.
    """
    if len(log_probs) == 0:
        raise ValueError("a text without words has no perplexity")
    return exp(-mean(log_probs.double().tolist()))


def mistakes(log_probs: Tensor) -> Mistakes:
    """What comes out after each likely mistake; None where it gives nothing of its own."""
    logs = log_probs.double().tolist()
    size, middle, total = len(logs), mean(logs), math.fsum(logs)
    value, shares = exp(-middle), [math.exp(log) for log in logs]
    return [
        ("base_two", power(2.0, -middle)),
        ("base_ten", power(10.0, -middle)),
        ("bits_to_e", exp(-middle / math.log(2))),
        ("not_mean", exp(-total)),
        ("always_two", exp(-total / 2)),
        ("sign", exp(middle)),
        *(("entropy", -middle / base) for base in (1.0, math.log(2))),
        ("mean_probability", size / sum(shares) if sum(shares) else math.inf),
        ("mean_of_inverses", mean([exp(-log) for log in logs])),
        ("one_less", exp(-total / (size - 1)) if size > 1 else None),
        ("one_more", exp(-total / (size + 1))),
        ("first_left_out", exp(-mean(logs[1:])) if size > 1 else None),
        ("last_left_out", exp(-mean(logs[:-1])) if size > 1 else None),
        *(("one_word", exp(-log)) for log in (logs[0], logs[-1], min(logs), max(logs))),
        ("normalised", exp(float(log_probs.double().logsumexp(0)) - middle)),
        ("certain_left_out", exp(-mean([log for log in logs if log] or [0.0]))),
        *(("rounded", round(value, digits) if math.isfinite(value) else None) for digits in (0, 1, 2)),
        *((key, None if math.isclose(number, value, rel_tol=1.1e-3) else number) for key, number in _special(logs)),
    ]


def _special(logs: Sequence[float]) -> list[tuple[str, float]]:
    """Mistakes that show in long texts only, or in those with a word that was all but impossible."""
    size = len(logs)
    chunks = [[logs[i : i + length] for i in range(0, size, length)] for length in CHUNKS]
    return [
        *(("chunk_means", exp(-mean([mean(chunk) for chunk in each]))) for each in chunks),
        *(("clipped", exp(-mean([max(log, floor) for log in logs]))) for floor in FLOORS),
        *(("epsilon_in_log", exp(-mean([math.log(math.exp(log) + tiny) for log in logs]))) for tiny in EPSILONS),
    ]


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def power(base: float, exponent: float) -> float:
    """base ** exponent, as floats have it: infinite where it is too large."""
    return _finite(lambda: base**exponent)


def exp(exponent: float) -> float:
    return _finite(lambda: math.exp(exponent))


def _finite(compute: Callable[[], float]) -> float:
    try:
        return compute()
    except OverflowError:
        return math.inf


def describe(log_probs: Tensor) -> str:
    """The logarithms, if they are few."""
    if not 0 < len(log_probs) <= _SHOWN:
        return described(("log_probs",), (log_probs,))
    return f"log_probs = [{', '.join(f'{log + 0.0:.4g}' for log in log_probs.tolist())}]"


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    five = torch.tensor([0.5, 0.1, 0.25, 0.8, 0.15], dtype=torch.float64).log()
    with trial.case("the_example"):
        trial(torch.tensor([0.5, 0.125]).log())
    with trial.case("five_words"):
        trial.values((five,), (torch.tensor([0.3, 1.0, 0.2, 0.6, 0.1, 0.4], dtype=torch.float64).log(),))
    with trial.case("uniform"):
        trial(torch.full((7,), -math.log(40), dtype=torch.float64))
    with trial.case("one_token"):
        trial(torch.tensor([-1.5]))
        trial(torch.zeros(3))
    with trial.case("long_text"):
        trial(drifting(5003), named=True)
    with trial.case("unlikely"):
        trial(torch.cat([five[:2], torch.tensor([-150.0], dtype=torch.float64), five]), named=True)
    with trial.case("empty"):
        trial.raises(ValueError, "no_value_error", torch.zeros(0))
    with trial.case("other_texts"), trial.blaming("remembers_calls"):
        trial(five.flip(0) - torch.arange(5) / 10)
        trial(five[:3].sum().repeat(4) / 4)
        trial(five[:3])
    trial.last(five)


def drifting(size: int) -> Tensor:
    """Logarithms that get worse along the text, and much worse in its last tenth: no piece of it is like the whole."""
    places = torch.arange(size, dtype=torch.float64)
    return -0.3 - 0.5 * places / size - 1.5 * (places >= 0.9 * size) - 0.2 * (places % 3)


EXERCISE = Exercise(
    "perplexity",
    number="1.3",
    hidden=8,
    arguments=("log_probs",),
    results=(Number("perplexity"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    describe=describe,
)
