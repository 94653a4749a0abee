"""``parameter_count``: how many numbers a GPT-2 of given sizes learns (Radford et al. 2019)."""

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.results import Whole
from course_lib.asking.visible import Trial


def right(n_layers: int, d_model: int, vocab_size: int, context: int, tied: bool = True) -> int:
    """One block of one column, 10 tokens and 5 positions: 15 + (12 + 13) + 2 = 42."""
    return _count(n_layers, d_model, vocab_size, context, tied)


def mistakes(n_layers: int, d_model: int, vocab_size: int, context: int, tied: bool | None = None) -> Mistakes:
    """What comes out after each likely mistake; ``tied`` is None where it is left out.

    A block has 12d² + 13d numbers: what it lacks or has too many of names the mistake, as far as a count can.
    """
    layers, d, said = n_layers, d_model, True if tied is None else tied
    total, table = right(layers, d, vocab_size, context, said), vocab_size * d

    def blocks(squares: int, columns: int, last: int = 2) -> int:
        return _count(layers, d, vocab_size, context, said, block=squares * d * d + columns * d, last=last * d)

    return [
        ("approximation", 12 * layers * d * d),
        ("no_embeddings", total - (vocab_size + context) * d),
        ("no_positions", total - context * d),
        ("no_tokens", total - table),
        ("no_last_norm", blocks(12, 13, last=0)),
        ("last_norm_half", blocks(12, 13, last=1)),
        ("d_missing", blocks(12, 12)),
        ("one_norm", blocks(12, 11)),
        ("norms_without_bias", blocks(12, 11, last=1)),
        ("three_d_missing", blocks(12, 10)),
        ("no_norms", blocks(12, 9)),
        ("no_norms", blocks(12, 9, last=0)),
        ("no_mlp_biases", blocks(12, 8)),
        ("no_biases", blocks(12, 4)),
        ("no_biases", blocks(12, 2)),
        ("no_biases", blocks(12, 2, last=1)),
        ("no_biases", blocks(12, 0)),
        ("one_projection", blocks(10, 11)),
        ("one_projection", blocks(10, 13)),
        ("no_output_projection", blocks(11, 12)),
        ("no_mlp", blocks(4, 8)),
        *(("narrow_mlp", blocks(4 + 2 * width, 9 + width)) for width in (1, 2, 3)),
        ("three_mlp_matrices", blocks(16, 13)),
        ("three_mlp_matrices", blocks(16, 17)),
        ("one_layer", _count(1, d, vocab_size, context, said)),
        ("one_layer_more", _count(layers + 1, d, vocab_size, context, said)),
        ("embeddings_in_each_block", total + (layers - 1) * (vocab_size + context) * d),
        ("tied_inverted", _count(layers, d, vocab_size, context, not said)),
        ("tied_inverted", _count(layers, d, vocab_size, context, tied=False)),
        ("untied_by_default", total + (table if tied is None else 0)),
        ("output_bias", total + vocab_size),
        ("bytes", 4 * total),
        ("millions", total // 10**6),
    ]


def _count(
    n_layers: int,
    d: int,
    vocab_size: int,
    context: int,
    tied: bool,
    *,
    block: int | None = None,
    last: int | None = None,
) -> int:
    block = 12 * d * d + 13 * d if block is None else block
    last = 2 * d if last is None else last
    return (vocab_size + context) * d + n_layers * block + last + (0 if tied else vocab_size * d)


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_untied(ask: Ask, n_layers: int, d_model: int, vocab_size: int, context: int) -> None:
    """``tied=False`` adds V · d to whatever ``tied=True`` gives."""
    sizes, table = (n_layers, d_model, vocab_size, context), vocab_size * d_model
    tied, untied = (ask.exercise.read(ask.got(*sizes, each))[0] for each in (True, False))
    more = untied - tied
    if more == table:
        return
    key = {0: "untied_ignored", 2 * table: "untied_twice", table + vocab_size: "output_bias"}.get(more, "untied")
    what = "parameter_count(…, tied=False) - parameter_count(…, tied=True)"
    case = f"n_layers = {n_layers}, d_model = {d_model}, vocab_size = {vocab_size}, context = {context}"
    raise Failed(key, what=what, got=str(more), expected=str(table), case=case)


# ---------------------------------------------------------------- the check


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        trial(12, 768, 50257, 1024)
    with trial.case("batch"):
        trial.values((2, 16, 503, 31), (3, 400, 9001, 64, True))
    with trial.case("one_column"):
        trial(1, 1, 10, 5)
    with trial.case("untied"):
        ask_untied(trial, 2, 8, 503, 31)
    with trial.case("published"):
        for layers, d in ((24, 1024), (36, 1280), (48, 1600)):
            trial(layers, d, 50257, 1024)
    with trial.case("again"), trial.blaming("remembers_calls"):
        trial(12, 768, 40478, 512)
    with trial.case("no_layers"):
        trial(0, 8, 503, 31)
    with trial.case("whole"):
        trial(799, 1_000_003, 50_001, 4001)


EXERCISE = Exercise(
    "parameter_count",
    number="6.2",
    hidden=5,
    arguments=("n_layers", "d_model", "vocab_size", "context", "tied"),
    results=(Whole("count"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
)
