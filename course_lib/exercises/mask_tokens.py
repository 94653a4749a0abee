"""``mask_tokens``: what BERT reads and what it is asked, 15 % of the tokens (Devlin et al. 2019)."""

from collections.abc import Iterator

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Ids
from course_lib.asking.visible import Trial

Pair = tuple[Tensor, Tensor]  # inputs and labels, each (batch, n)
Masking = tuple[Tensor, Tensor, int, Tensor, Tensor, Tensor]  # the six arguments


def right(
    tokens: Tensor, special_mask: Tensor, mask_id: int, u_select: Tensor, u_kind: Tensor, random_tokens: Tensor
) -> Pair:
    """All but mask_id (batch, n) to inputs and labels (batch, n): labels ask for the selected tokens, −100 elsewhere.

    Tokens [7, 8, 9] with u_select [.1, .1, .5], u_kind [.5, .85, .5], mask_id 5 and random tokens 4, none of them
    special, are read as [5, 4, 9], with labels [7, 8, −100].
    """
    selected = selection(u_select, special_mask)
    return hidden(tokens, selected, mask_id, u_kind, random_tokens), asked(tokens, selected)


def selection(u_select: Tensor, special_mask: Tensor) -> Tensor:
    return (u_select < 0.15) & ~special_mask


def hidden(
    tokens: Tensor,
    selected: Tensor,
    mask_id: int,
    u_kind: Tensor,
    random_tokens: Tensor,
    masked: float = 0.8,
    changed: float = 0.9,
) -> Tensor:
    """The selected become mask_id below the first boundary, random below the second."""
    inputs = torch.where(selected & (u_kind < changed), random_tokens, tokens)
    return inputs.masked_fill(selected & (u_kind < masked), mask_id)


def asked(tokens: Tensor, selected: Tensor, otherwise: int = -100) -> Tensor:
    return tokens.masked_fill(~selected, otherwise)


def mistakes(
    tokens: Tensor, special_mask: Tensor, mask_id: int, u_select: Tensor, u_kind: Tensor, random_tokens: Tensor
) -> Mistakes:
    """What comes out after each likely mistake."""
    selected = selection(u_select, special_mask)
    inputs, labels = right(tokens, special_mask, mask_id, u_select, u_kind, random_tokens)
    rest = mask_id, u_kind, random_tokens
    return [
        *(
            (key, (hidden(tokens, chosen, *rest), asked(tokens, chosen)))
            for key, chosen in _selected_otherwise(u_select, special_mask)
        ),
        ("uniforms_swapped", right(tokens, special_mask, mask_id, u_kind, u_select, random_tokens)),
        *((key, (other, labels)) for key, other in _hidden_otherwise(tokens, selected, *rest)),
        ("not_selected_changed", (hidden(tokens, ~special_mask, *rest), labels)),
        *(
            ("special_changed", (torch.where(places, hidden(tokens, u_select < 0.15, *rest), inputs), labels))
            for places in (torch.ones_like(selected), u_kind < 0.8, u_kind >= 0.8)
        ),
        ("special_asked", (inputs, asked(tokens, u_select < 0.15))),
        ("labels_everywhere", (inputs, tokens)),
        ("labels_hidden", (inputs, asked(inputs, selected))),
        ("kept_not_asked", (inputs, asked(tokens, selected & (u_kind < 0.9)))),
        ("only_masked_asked", (inputs, asked(tokens, selected & (u_kind < 0.8)))),
        ("zero_labels", (inputs, asked(tokens, selected, 0))),
        ("minus_one_labels", (inputs, asked(tokens, selected, -1))),
        ("labels_are_flags", (inputs, selected.long())),
        ("labels_inverted", (inputs, asked(tokens, ~selected))),
        ("swapped", (labels, inputs)),
    ]


def _selected_otherwise(u_select: Tensor, special_mask: Tensor) -> Iterator[tuple[str, Tensor]]:
    chosen = u_select < 0.15
    yield "special_selected", chosen
    yield "special_inverted", chosen & special_mask
    yield "selection_inverted", ~chosen & ~special_mask
    yield "selection_inverted", ~(chosen & ~special_mask)
    yield "first_text_for_all", chosen[:1] & ~special_mask
    yield "first_text_for_all", (chosen & ~special_mask)[:1].expand_as(chosen)
    yield "all_selected", ~special_mask


def _hidden_otherwise(
    tokens: Tensor, selected: Tensor, mask_id: int, u_kind: Tensor, random_tokens: Tensor
) -> Iterator[tuple[str, Tensor]]:
    """Other inputs, with the right tokens selected."""
    rest = tokens, selected, mask_id, u_kind, random_tokens
    kept = tokens, selected, mask_id, 1 - u_kind, random_tokens
    yield "all_masked", hidden(*rest, masked=2)
    yield "never_kept", hidden(*rest, changed=2)
    yield "never_random", hidden(*rest, changed=0.8)
    yield "never_random", hidden(*rest, masked=0.9)
    random = torch.where(selected & (u_kind >= 0.9), random_tokens, tokens)
    yield "random_and_kept_swapped", random.masked_fill(selected & (u_kind < 0.8), mask_id)
    random = torch.where(selected & (u_kind < 0.8), random_tokens, tokens)
    yield "mask_and_random_swapped", random.masked_fill(selected & (u_kind >= 0.8) & (u_kind < 0.9), mask_id)
    yield "random_over_mask", torch.where(selected & (u_kind < 0.9), random_tokens, tokens)
    yield "kinds_from_above", hidden(*kept)
    random = torch.where(selected & (u_kind < 0.1), random_tokens, tokens)
    yield "kinds_from_above", random.masked_fill(selected & (u_kind >= 0.2), mask_id)
    changed = selected & (u_kind >= 0.8) & (u_kind < 0.9)
    in_order = tokens.masked_fill(selected & (u_kind < 0.8), mask_id)
    in_order[changed] = random_tokens.flatten()[: int(changed.sum())]
    yield "random_in_order", in_order


def batch() -> Masking:
    """Three texts of eight tokens, in which every likely mistake gives something of its own."""
    tokens = torch.randint(10, 60, (3, 8), generator=torch.Generator().manual_seed(3))
    special = (torch.arange(8) % 7 == 0).expand(3, 8).clone()
    u_select = torch.tensor([0.05, 0.1, 0.2, 0.02, 0.12, 0.3, 0.14, 0.01]).repeat(3, 1)
    u_select[1, 2], u_select[2, 4] = 0.11, 0.6
    kinds = [[0.1, 0.3, 0.1, 0.85, 0.95, 0.2, 0.05, 0.85], [0.95, 0.82, 0.15, 0.4, 0.88, 0.91, 0.99, 0.1]]
    return tokens, special, 5, u_select, torch.tensor(kinds)[[0, 1, 0]], 10 + (tokens + 7) % 50


def each_kind(given: Masking) -> Iterator[Masking]:
    """The same with all of one kind: masked, random, kept, each near both of its ends."""
    tokens, special_mask, mask_id, u_select, u_kind, random_tokens = given
    for kind in (0.0, 0.79, 0.81, 0.89, 0.91, 0.999):
        yield tokens, special_mask, mask_id, u_select, torch.full_like(u_kind, kind), random_tokens


def each_boundary(given: Masking) -> Iterator[Masking]:
    """The same with all that is selected on one boundary: between the kinds, and of the selection."""
    tokens, special_mask, mask_id, u_select, u_kind, random_tokens = given
    exact = u_kind.double()  # in float32, 0.9 is not 0.9
    for border in (0.8, 0.9):
        yield tokens, special_mask, mask_id, u_select, torch.full_like(exact, border), random_tokens
    on_it = torch.where(u_select < 0.15, u_select.double(), torch.full_like(exact, 0.15))
    yield tokens, special_mask, mask_id, on_it, exact, random_tokens


def other_ids(given: Masking) -> Iterator[Masking]:
    """mask_id 0 and tokens of 0; tokens that are mask_id; random tokens that are what stood there; large ids."""
    tokens, special_mask, mask_id, u_select, u_kind, random_tokens = given
    zeros = tokens.masked_fill(tokens % 2 == 0, 0)
    yield zeros, special_mask, 0, u_select, u_kind, random_tokens
    yield zeros, special_mask, mask_id, u_select, u_kind, torch.zeros_like(tokens)
    yield torch.full_like(tokens, 7), special_mask, 7, u_select, u_kind, random_tokens
    yield tokens, special_mask, mask_id, u_select, u_kind, tokens
    yield tokens + 50_000, special_mask, 103, u_select, u_kind, random_tokens + 50_000


def changed(given: Masking) -> Iterator[Masking]:
    """The same with one argument changed at a time."""
    tokens, special_mask, mask_id, u_select, u_kind, random_tokens = given
    yield given
    yield tokens.flip(1), special_mask, mask_id, u_select, u_kind, random_tokens
    yield tokens, special_mask, mask_id + 1, u_select, u_kind, random_tokens
    yield tokens, special_mask, mask_id, u_select.flip(1), u_kind, random_tokens
    yield tokens, special_mask, mask_id, u_select, u_kind.flip(1), random_tokens
    yield tokens, special_mask, mask_id, u_select, u_kind, random_tokens + 1


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    tokens, special, mask_id, u_select, u_kind, others = given = batch()
    with trial.case("example"):
        u_one, u_two = torch.tensor([[0.1, 0.1, 0.5, 0.1]]), torch.tensor([[0.5, 0.5, 0.5, 0.85]])
        first = torch.tensor([[True, False, False, False]])
        trial(torch.tensor([[1, 7, 8, 9]]), first, 5, u_one, u_two, torch.full((1, 4), 4))
    with trial.case("batch"):
        trial.values(given)
    with trial.case("again"):
        parts = (part[:, :7] if isinstance(part, Tensor) else part for part in given)
        trial.in_a_row(*changed(tuple(parts)))  # type: ignore[arg-type]
    with trial.case("none_selected"):
        trial(tokens, special, mask_id, 0.2 + u_select, u_kind, others)
    with trial.case("special_tokens"):
        trial(tokens, torch.ones_like(special), mask_id, u_select, u_kind, others)
    with trial.case("kinds"):
        for one in each_kind(given):
            trial(*one)
    with trial.case("boundaries"):
        for one in each_boundary(given):
            trial(*one)
    with trial.case("any_ids"):
        for one in other_ids(given):
            trial(*one)
    with trial.case("sizes"):
        for end in (5, 1):
            trial(tokens[:1, :end], special[:1, :end], mask_id, u_select[:1, :end], u_kind[:1, :end], others[:1, :end])
    with trial.case("int64"):
        trial.expect(trial.got(*given), given, strict=torch.int64)
        wide = tokens, special, mask_id, u_select.double(), u_kind.double(), others
        trial.expect(trial.got(*wide), wide, strict=torch.int64)
    with trial.case("unmodified"):
        trial.unmodified(*given)


EXERCISE = Exercise(
    "mask_tokens",
    number="5.2",
    hidden=9,
    arguments=("tokens", "special_mask", "mask_id", "u_select", "u_kind", "random_tokens"),
    results=(Ids("inputs"), Ids("labels")),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
)
