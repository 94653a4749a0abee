"""The visible checks of notebook 05: the cases of its three exercises, in the order a learner meets their mistakes."""

import copy
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.bert_causes import LOSS, MASKING, PACKING
from course_lib.checks.bert_wrong import (
    NOT_COUNTED,
    hide,
    likely_hide,
    likely_masked_loss,
    likely_pack,
    masked_loss,
    pack,
)
from course_lib.checks.checker import COMMON, Exercise, Trial, Wrong, example_first, plain
from course_lib.checks.outputs import same_outputs
from course_lib.checks.subject import Subject
from course_lib.language import mark

Masking = tuple[Tensor, Tensor, int, Tensor, Tensor, Tensor]


def both(got: Any, cause: Any, names: str) -> tuple[Any, Any]:
    """Two results; else Wrong."""
    if not isinstance(got, tuple | list) or len(got) != 2:
        raise Wrong(COMMON["none"] if got is None else cause, type(got).__name__, names)
    return got[0], got[1]


def unchanged(trial: Trial, answer: Any, *arguments: Any) -> None:
    trial.on(mark("Arguments stay as they were"))
    given = copy.deepcopy(arguments)
    trial.call_on(answer, *given)
    if str(given) != str(arguments):
        raise Wrong(COMMON["mutated"])


# ---------------------------------------------------------------- mask_tokens


def batch() -> Masking:
    """Three texts of eight tokens, in which every likely mistake gives something of its own."""
    generator = torch.Generator().manual_seed(3)
    tokens = torch.randint(10, 60, (3, 8), generator=generator)
    others = 10 + (tokens + 7) % 50
    special = torch.arange(8).remainder(7) == 0
    u_select = torch.tensor([0.05, 0.1, 0.2, 0.02, 0.12, 0.3, 0.14, 0.01]).repeat(3, 1)
    kinds = torch.tensor([[0.1, 0.3, 0.5, 0.85, 0.95, 0.2, 0.7, 0.85], [0.95, 0.82, 0.1, 0.4, 0.88, 0.9, 0.99, 0.1]])
    return tokens, special.expand(3, 8).clone(), 5, u_select, kinds[[0, 1, 0]], others


def ask_masking(trial: Trial, answer: Any, given: Masking, *, named: bool = False) -> None:
    got = both(trial.call(answer, *given), MASKING["not_a_pair"], "(inputs, labels)")
    want = hide(*given)
    for name, one in zip(("inputs", "labels"), got, strict=True):
        plain(one, name)
    for key, wrong in likely_hide(*given) if named else ():
        if same_outputs(got, wrong):
            place = next(i for i in (0, 1) if not torch.equal(wrong[i], want[i]))
            where = (wrong[place] != want[place]).nonzero()[0].tolist()
            name = ("inputs", "labels")[place]
            numbers = (side[place][tuple(where)].item() for side in (wrong, want))
            raise Wrong(MASKING[key], f"{name}{where} = {next(numbers)}", str(next(numbers)))
    for name, one, right in zip(("inputs", "labels"), got, want, strict=True):
        trial.close(one, right, name)


def check_masking(trial: Trial, answer: Any) -> None:
    """Exercise 5.2."""
    tokens, special, mask_id, u_select, u_kind, others = given = batch()

    def example(trial: Trial) -> None:
        trial.on(mark("The example: four tokens, two of them selected"))
        u_one, u_two = torch.tensor([[0.1, 0.1, 0.5, 0.1]]), torch.tensor([[0.5, 0.5, 0.5, 0.85]])
        first = torch.tensor([[True, False, False, False]])
        ask_masking(trial, answer, (torch.tensor([[1, 7, 8, 9]]), first, 5, u_one, u_two, torch.tensor([[4, 4, 4, 4]])))

    def larger(trial: Trial) -> None:
        trial.on(mark("Three texts of eight tokens"))
        ask_masking(trial, answer, given, named=True)
        trial.on(mark("Nothing selected"), MASKING["none_selected"])
        ask_masking(trial, answer, (tokens, special, mask_id, 0.2 + u_select, u_kind, others))
        trial.on(mark("Every token special"), MASKING["special_tokens"])
        ask_masking(trial, answer, (tokens, torch.ones_like(special), *given[2:]))
        for kind in (0.0, 0.79, 0.81, 0.89, 0.91, 0.999):
            trial.on(mark("Masked, random, kept: each by itself"), MASKING["kinds"])
            ask_masking(trial, answer, (tokens, special, mask_id, u_select, torch.full_like(u_kind, kind), others))
        trial.on(mark("mask_id 0, and a token that is mask_id already"), MASKING["any_ids"])
        ask_masking(trial, answer, (tokens - 10, special, 0, u_select, u_kind, tokens - 10))
        ask_masking(trial, answer, (torch.full_like(tokens, 7), special, 7, u_select, u_kind, others))
        trial.on(mark("One text, other sizes"), MASKING["sizes"])
        one = [part[:1, :5] if isinstance(part, Tensor) else part for part in given]
        ask_masking(trial, answer, tuple(one))  # type: ignore[arg-type]
        unchanged(trial, answer, *given)

    example_first(trial, example, larger)


# ---------------------------------------------------------------- pack_pair


def ask_packing(trial: Trial, answer: Any, a: list[int], b: list[int], max_len: int, *, named: bool = False) -> None:
    tokens, segments = both(trial.call(answer, a, b, 1, 2, max_len), PACKING["not_a_pair"], "(tokens, segments)")
    found = tuple(list(side) if isinstance(side, list | tuple) else side for side in (tokens, segments))
    want = pack(a, b, 1, 2, max_len)
    if found == want:
        return
    for key, wrong in likely_pack(a, b, 1, 2, max_len) if named else ():
        if found == wrong and wrong != want:
            raise Wrong(PACKING[key], str(found), str(want))
    raise Wrong(trial.blame or PACKING["packed"], str(found)[:200], str(want))


def check_packing(trial: Trial, answer: Any) -> None:
    """Exercise 5.1."""

    def example(trial: Trial) -> None:
        trial.on(mark("The example: two tokens and one, max_len 5"), COMMON["value"])
        ask_packing(trial, answer, [7, 8], [9], 5)

    def larger(trial: Trial) -> None:
        twelve = list(range(10, 22))
        for a, b, max_len in (([3, 4, 5], [6, 7], 20), (twelve, [3, 4, 5, 6], 12), ([3, 4, 5], twelve[:11], 13)):
            trial.on(mark("A pair that fits, and longer ones"))
            ask_packing(trial, answer, a, b, max_len, named=True)
        trial.on(mark("A pair that fits, and longer ones"))
        ask_packing(trial, answer, twelve[:9], list(range(30, 38)), 19, named=True)
        cases: tuple[tuple[str, str, list[int], list[int], int], ...] = (
            (mark("Both equally long"), "equal_lengths", [3, 4, 5, 6], [7, 8, 9, 10], 10),
            (mark("Both equally long"), "equal_lengths", twelve[:6], twelve[6:], 8),
            (mark("A pair that just fits"), "exact_fit", [3, 4, 5, 6], [7, 8, 9], 10),
            (mark("An empty side"), "empty_sides", [], [7, 8, 9, 10], 6),
            (mark("An empty side"), "empty_sides", [7, 8, 9, 10], [], 6),
            (mark("max_len 3"), "shortest", [3, 4, 5], [6, 7], 3),
        )
        for case, key, a, b, max_len in cases:
            trial.on(case, PACKING[key])
            ask_packing(trial, answer, a, b, max_len)
        trial.on(mark("ValueError for max_len below 3"))
        try:
            got = answer([7], [8], 1, 2, 2)
        except ValueError:
            pass
        except Exception as error:
            raise Wrong.raised(PACKING["no_value_error"], error, "ValueError") from None
        else:
            raise Wrong(PACKING["no_value_error"], str(got)[:100], "ValueError")
        unchanged(trial, answer, [3, 4, 5, 6], [7, 8, 9], 1, 2, 6)

    example_first(trial, example, larger)


# ---------------------------------------------------------------- mlm_loss

IN_LOSS = Subject(("logits", "labels"), ("loss",), masked_loss, likely_masked_loss, LOSS)


def check_loss(trial: Trial, answer: Any) -> None:
    """Exercise 5.3."""
    logits = torch.randn(3, 5, 7, generator=torch.Generator().manual_seed(0))
    labels = torch.tensor([[3, -100, 6, 0, -100], [-100, 2, -100, -100, -100], [1, 5, -100, 4, 2]])

    def example(trial: Trial) -> None:
        trial.on(mark("The example: one label of two counts"))
        given = torch.tensor([[[0.0, 1.0], [5.0, 0.0]]]), torch.tensor([[1, -100]])
        IN_LOSS.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Three texts of five positions"))
        IN_LOSS.ask(trial, answer, (logits, labels), named=True)
        trial.on(mark("No label counts"), LOSS["none_counted"])
        leaf = logits.clone().requires_grad_()
        if not trial.call_on(answer, leaf, labels.clone()).requires_grad:
            raise Wrong(COMMON["no_gradient"])
        loss = trial.call_on(answer, leaf, torch.full_like(labels, NOT_COUNTED))
        plain(loss, "loss")
        IN_LOSS.expect(trial, loss.detach(), (logits, torch.full_like(labels, NOT_COUNTED)))
        if not loss.requires_grad or bool(torch.autograd.grad(loss, leaf)[0].any()):
            raise Wrong(LOSS["none_counted"], "logits.grad", "0")
        trial.on(mark("Every label counts"), LOSS["all_counted"])
        IN_LOSS.ask(trial, answer, (logits, labels.clamp(min=0)))
        trial.on(mark("Large scores"), LOSS["large"])
        IN_LOSS.ask(trial, answer, (1000 * logits, labels))
        trial.on(mark("One text, other sizes"), LOSS["sizes"])
        IN_LOSS.ask(trial, answer, (logits[:1, :4, :], labels[:1, :4]))
        IN_LOSS.last(trial, answer, (logits, labels))

    example_first(trial, example, larger)


EXERCISES = {
    "pack_pair": Exercise("5.1", 7, check_packing),
    "mask_tokens": Exercise("5.2", 7, check_masking),
    "mlm_loss": Exercise("5.3", 8, check_loss),
}
