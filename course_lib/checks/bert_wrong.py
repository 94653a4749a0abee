"""What the exercises of notebook 05 give, and what they give after each likely mistake: shared by checks and exam."""

import math

import torch
from torch import Tensor

from course_lib.checks.outputs import Outputs, Wrongs

Lists = tuple[list[int], list[int]]
NOT_COUNTED = -100


# ---------------------------------------------------------------- mask_tokens


def hide(
    tokens: Tensor, special_mask: Tensor, mask_id: int, u_select: Tensor, u_kind: Tensor, random_tokens: Tensor
) -> Outputs:
    """(inputs, labels): 15 % selected, of these 80 % masked, 10 % random, 10 % as they are."""
    return _hide(tokens, (u_select < 0.15) & ~special_mask, mask_id, u_kind, random_tokens)


def _hide(
    tokens: Tensor, selected: Tensor, mask_id: int, u_kind: Tensor, random_tokens: Tensor, *, masked: float = 0.8,
    changed: float = 0.9,
) -> Outputs:  # fmt: skip
    inputs = torch.where(selected & (u_kind < changed), random_tokens, tokens)
    inputs = torch.where(selected & (u_kind < masked), torch.full_like(tokens, mask_id), inputs)
    return inputs, torch.where(selected, tokens, torch.full_like(tokens, NOT_COUNTED))


def likely_hide(
    tokens: Tensor, special_mask: Tensor, mask_id: int, u_select: Tensor, u_kind: Tensor, random_tokens: Tensor
) -> Wrongs:
    chosen = u_select < 0.15
    selected = chosen & ~special_mask
    inputs, labels = _hide(tokens, selected, mask_id, u_kind, random_tokens)
    changed = selected & (u_kind < 0.9)
    kept_random = torch.where(selected & (u_kind >= 0.9), random_tokens, tokens)
    kept_random = torch.where(selected & (u_kind < 0.8), torch.full_like(tokens, mask_id), kept_random)
    off = torch.full_like(tokens, NOT_COUNTED)
    every = torch.where((u_kind < 0.9) & ~special_mask, random_tokens, tokens)
    every = torch.where((u_kind < 0.8) & ~special_mask, torch.full_like(tokens, mask_id), every)
    return [
        ("special_selected", _hide(tokens, chosen, mask_id, u_kind, random_tokens)),
        ("special_inverted", _hide(tokens, chosen & special_mask, mask_id, u_kind, random_tokens)),
        ("selection_inverted", _hide(tokens, (u_select > 0.15) & ~special_mask, mask_id, u_kind, random_tokens)),
        ("uniforms_swapped", _hide(tokens, (u_kind < 0.15) & ~special_mask, mask_id, u_select, random_tokens)),
        ("all_masked", _hide(tokens, selected, mask_id, u_kind, random_tokens, masked=1.1, changed=1.1)),
        ("never_kept", _hide(tokens, selected, mask_id, u_kind, random_tokens, changed=1.1)),
        ("never_random", _hide(tokens, selected, mask_id, u_kind, random_tokens, changed=0.8)),
        ("never_random", _hide(tokens, selected, mask_id, u_kind, random_tokens, masked=0.9)),
        ("random_and_kept_swapped", (kept_random, labels)),
        ("not_selected_changed", (every, labels)),
        ("labels_everywhere", (inputs, tokens.clone())),
        ("labels_hidden", (inputs, torch.where(selected, inputs, off))),
        ("kept_not_asked", (inputs, torch.where(changed, tokens, off))),
        ("only_masked_asked", (inputs, torch.where(selected & (u_kind < 0.8), tokens, off))),
        ("zero_labels", (inputs, torch.where(selected, tokens, torch.zeros_like(tokens)))),
        ("labels_inverted", (inputs, torch.where(selected, off, tokens))),
        ("swapped", (labels, inputs)),
    ]


# ---------------------------------------------------------------- pack_pair


def pack(a: list[int], b: list[int], cls_id: int, sep_id: int, max_len: int) -> Lists:
    """[CLS] a [SEP] b [SEP] and its segments; the longer loses its last token while it is too long, b when equal."""
    return _packed(*_cut(a, b, max_len - 3), cls_id, sep_id)


def _cut(a: list[int], b: list[int], room: int, *, front: bool = False) -> Lists:
    a, b = list(a), list(b)
    while len(a) + len(b) > room:
        loser = a if len(a) > len(b) else b
        loser.pop(0 if front else -1)
    return a, b


def _packed(a: list[int], b: list[int], cls_id: int, sep_id: int) -> Lists:
    return [cls_id, *a, sep_id, *b, sep_id], [0] * (len(a) + 2) + [1] * (len(b) + 1)


def likely_pack(a: list[int], b: list[int], cls_id: int, sep_id: int, max_len: int) -> list[tuple[str, Lists]]:
    tokens, segments = pack(a, b, cls_id, sep_id, max_len)
    room = max_len - 3
    first, second = _cut(a, b, room)
    whole, whole_segments = _packed(a, b, cls_id, sep_id)
    half = room // 2
    n = len(first)
    return [
        ("not_cut", (whole, whole_segments)),
        ("cut_at_the_end", (whole[:max_len], whole_segments[:max_len])),
        ("cut_at_the_end", ([*whole[: max_len - 1], sep_id], whole_segments[:max_len])),
        ("only_b_cut", _packed(a, b[: max(0, room - len(a))], cls_id, sep_id)),
        ("only_a_cut", _packed(a[: max(0, room - len(b))], b, cls_id, sep_id)),
        ("halves", _packed(a[:half], b[: room - half], cls_id, sep_id)),
        ("first_tokens_cut", _packed(*_cut(a, b, room, front=True), cls_id, sep_id)),
        ("special_not_counted", _packed(*_cut(a, b, max_len), cls_id, sep_id)),
        ("no_cls", (tokens[1:], segments[1:])),
        ("no_last_sep", (tokens[:-1], segments[:-1])),
        ("no_middle_sep", ([cls_id, *first, *second, sep_id], [0] * (n + 1) + [1] * (len(second) + 1))),
        ("b_first", _packed(second, first, cls_id, sep_id)),
        ("segments_all_zero", (tokens, [0] * len(tokens))),
        ("first_sep_in_second", (tokens, [0] * (n + 1) + [1] * (len(second) + 2))),
        ("last_sep_in_first", (tokens, [*segments[:-1], 0])),
        ("segments_from_one", (tokens, [segment + 1 for segment in segments])),
        ("cls_apart", (tokens, [1, *segments[1:]])),
        ("swapped", (segments, tokens)),
    ]


# ---------------------------------------------------------------- mlm_loss


def masked_loss(logits: Tensor, labels: Tensor) -> Outputs:
    """Mean cross-entropy over the labels that count; 0 where none does."""
    surprise, counted = _surprise(logits, labels)
    return ((surprise * counted).sum() / counted.sum().clamp(min=1),)


def _surprise(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    counted = labels != NOT_COUNTED
    scores = logits.double().log_softmax(dim=-1)
    return -scores.gather(-1, labels.clamp(min=0)[..., None])[..., 0], counted.double()


def likely_masked_loss(logits: Tensor, labels: Tensor) -> Wrongs:
    surprise, counted = _surprise(logits, labels)
    x = logits.double()
    right = (surprise * counted).sum() / counted.sum().clamp(min=1)
    picked = x.gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    rows = (surprise * counted).sum(dim=1) / counted.sum(dim=1).clamp(min=1)
    moved = torch.cat((labels[:, 1:], torch.full_like(labels[:, :1], NOT_COUNTED)), dim=1)
    wrong_vocabulary = x.softmax(dim=1).log()
    over_positions = -wrong_vocabulary.gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return [
        ("averaged_over_all", ((surprise * counted).mean(),)),
        ("everything_counted", (surprise.mean(),)),
        ("summed", ((surprise * counted).sum(),)),
        ("mean_of_rows", (rows.mean(),)),
        ("not_averaged", (surprise * counted,)),
        ("sign", (-right,)),
        ("no_softmax", (-(picked * counted).sum() / counted.sum().clamp(min=1),)),
        ("softmax_twice", masked_loss(x.softmax(dim=-1), labels)),
        ("no_logarithm", (-((-surprise).exp() * counted).sum() / counted.sum().clamp(min=1),)),
        ("base_two", (right / math.log(2),)),
        ("shifted", masked_loss(logits, moved)),
        ("over_positions", ((over_positions * counted).sum() / counted.sum().clamp(min=1),)),
        ("perplexity", (right.exp(),)),
    ]
