"""What the exercises of notebook 07 give, and what they give after each likely mistake: shared by checks and exam."""

import math
from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.checks.outputs import Outputs, Wrongs
from course_lib.checks.values import LikelyValues

Lists = tuple[list[int], list[int]]
Spans = list[tuple[int, int]]
NOT_COUNTED = -100

# ---------------------------------------------------------------- span_corruption


def corrupt(tokens: list[int], spans: Spans, sentinel_ids: list[int], eos_id: int) -> Lists:
    """Inputs with a sentinel for each span, and targets with what was there."""
    inputs, targets = _sides(tokens, spans, sentinel_ids)
    return [*inputs, eos_id], [*targets, sentinel_ids[len(spans)], eos_id]


def _sides(tokens: list[int], spans: Spans, sentinels: list[int], *, each: bool = False, longer: int = 0) -> Lists:
    inputs: list[int] = []
    targets: list[int] = []
    end = 0
    for (start, length), sentinel in zip(spans, sentinels, strict=False):
        inputs += [*tokens[end:start], *([sentinel] * (length if each else 1))]
        end = start + length + longer
        targets += [sentinel, *tokens[start:end]]
    return [*inputs, *tokens[end:]], targets


def likely_corrupt(tokens: list[int], spans: Spans, sentinel_ids: list[int], eos_id: int) -> LikelyValues:
    inputs, targets = corrupt(tokens, spans, sentinel_ids, eos_id)
    last, used = sentinel_ids[len(spans)], set(sentinel_ids)
    kept = [token for token in inputs[:-1] if token not in used]
    hidden = [token for token in targets[:-2] if token not in used]
    one = [sentinel_ids[0]] * len(sentinel_ids)
    longer = _sides(tokens, spans, sentinel_ids, longer=1)
    as_ends = [(start, max(0, end - start)) for start, end in spans]
    ends = _sides(tokens, as_ends, sentinel_ids)
    each = _sides(tokens, spans, sentinel_ids, each=True)
    reverse = corrupt(tokens, spans, [*sentinel_ids[len(spans) :: -1]], eos_id)
    finish = [last, eos_id]
    return [
        ("no_eos_in_inputs", (inputs[:-1], targets)),
        ("no_eos_in_targets", (inputs, targets[:-1])),
        ("no_eos", (inputs[:-1], targets[:-1])),
        ("no_final_sentinel", (inputs, [*targets[:-2], eos_id])),
        ("no_final_sentinel", (inputs, targets[:-2])),
        ("same_sentinel", corrupt(tokens, spans, one, eos_id)),
        ("same_sentinel", (corrupt(tokens, spans, one, eos_id)[0], [*_sides(tokens, spans, one)[1], last, eos_id])),
        ("sentinel_per_token", ([*each[0], eos_id], targets)),
        ("spans_dropped", ([*kept, eos_id], targets)),
        ("no_sentinels_in_targets", (inputs, [*hidden, eos_id])),
        ("no_sentinels_in_targets", (inputs, [*hidden, last, eos_id])),
        ("whole_text", (inputs, [*tokens, eos_id])),
        ("inputs_untouched", ([*tokens, eos_id], targets)),
        ("length_as_end", ([*ends[0], eos_id], [*ends[1], *finish])),
        ("one_too_long", ([*longer[0], eos_id], [*longer[1], *finish])),
        ("reversed_sentinels", reverse),
        ("swapped", (targets, inputs)),
    ]


# ---------------------------------------------------------------- sft_labels


def labels_of(tokens: Tensor, prompt_length: Tensor, padding_mask: Tensor) -> Outputs:
    """Tokens of the response; −100 on prompt and padding."""
    return (_labels(tokens, _places(tokens) >= prompt_length[:, None], padding_mask),)


def _places(tokens: Tensor) -> Tensor:
    return torch.arange(tokens.shape[1], device=tokens.device)


def _labels(tokens: Tensor, response: Tensor, real: Tensor, ignored: int = NOT_COUNTED) -> Tensor:
    return tokens.where(response & real, torch.full_like(tokens, ignored))


def likely_labels_of(tokens: Tensor, prompt_length: Tensor, padding_mask: Tensor) -> Wrongs:
    places, starts = _places(tokens), prompt_length[:, None]
    response = places >= starts
    right = _labels(tokens, response, padding_mask)
    off = torch.full_like(tokens[:, :1], NOT_COUNTED)
    return [
        ("shifted", (torch.cat((right[:, 1:], off), dim=1),)),
        ("shifted", (torch.cat((off, right[:, :-1]), dim=1),)),
        ("shifted", (right[:, 1:],)),
        ("prompt_learned", (_labels(tokens, torch.ones_like(response), padding_mask),)),
        ("padding_learned", (_labels(tokens, response, torch.ones_like(padding_mask)),)),
        ("all_learned", (tokens.clone(),)),
        ("one_more_hidden", (_labels(tokens, places > starts, padding_mask),)),
        ("one_less_hidden", (_labels(tokens, places >= starts - 1, padding_mask),)),
        ("only_prompt", (_labels(tokens, ~response, padding_mask),)),
        ("mask_inverted", (_labels(tokens, response, ~padding_mask),)),
        ("mask_inverted", (_labels(tokens, ~response | ~padding_mask, torch.ones_like(padding_mask)),)),
        ("zeros", (_labels(tokens, response, padding_mask, 0),)),
        ("first_length", (_labels(tokens, places >= prompt_length[0], padding_mask),)),
        ("from_the_end", (_labels(tokens, places < (padding_mask.sum(1) - prompt_length)[:, None], padding_mask),)),
        ("mask_returned", ((response & padding_mask).to(tokens.dtype),)),
    ]


# ---------------------------------------------------------------- LoRALinear

State = Mapping[str, Tensor]


def adapted(state: State, x: Tensor, rank: int, alpha: float) -> Tensor:
    """x Wᵀ + bias + (alpha / rank) · x aᵀ bᵀ, in float64."""
    return _base(state, x) + alpha / rank * _small(state, x)


def _base(state: State, x: Tensor) -> Tensor:
    out, bias = x.double() @ state["linear.weight"].double().T, state.get("linear.bias")
    return out if bias is None else out + bias.double()


def _small(state: State, x: Tensor) -> Tensor:
    return x.double() @ state["a"].double().T @ state["b"].double().T


def likely_adapted(state: State, x: Tensor, rank: int, alpha: float) -> list[tuple[str, Tensor]]:
    base, small = _base(state, x), _small(state, x)
    bias = state.get("linear.bias")
    return [
        ("not_scaled", base + small),
        ("alpha_alone", base + alpha * small),
        ("divided_by_rank_alone", base + small / rank),
        ("upside_down", base + rank / alpha * small),
        ("root_of_rank", base + alpha / rank**0.5 * small),
        ("no_adapter", base),
        ("adapter_alone", alpha / rank * small),
        ("subtracted", base - alpha / rank * small),
        *([] if bias is None else [("no_base_bias", base - bias.double() + alpha / rank * small)]),
    ]


# ---------------------------------------------------------------- preference_loss


def preference(chosen: Tensor, rejected: Tensor) -> Outputs:
    """−log σ(chosen − rejected), mean."""
    return (-F.logsigmoid(chosen.double() - rejected.double()).mean(),)


def likely_preference(chosen: Tensor, rejected: Tensor) -> Wrongs:
    gap = chosen.double() - rejected.double()
    each = -F.logsigmoid(gap)
    return [
        ("swapped", (-F.logsigmoid(-gap).mean(),)),
        ("sign", (-each.mean(),)),
        ("no_logarithm", (-gap.sigmoid().mean(),)),
        ("no_logarithm", (gap.sigmoid().mean(),)),
        ("no_logarithm", ((-gap).sigmoid().mean(),)),
        ("no_sigmoid", (-gap.mean(),)),
        ("summed", (each.sum(),)),
        ("not_averaged", (each,)),
        ("mean_inside", (-F.logsigmoid(gap.mean()),)),
        ("hinge", ((1 - gap).clamp(min=0).mean(),)),
        ("squared", ((gap - 1).square().mean(),)),
        ("base_two", (each.mean() / math.log(2),)),
        ("chosen_alone", (-F.logsigmoid(chosen.double()).mean(),)),
        ("each_alone", (-(F.logsigmoid(chosen.double()) + F.logsigmoid(-rejected.double())).mean(),)),
    ]


# ---------------------------------------------------------------- gae


def estimate(rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, lam: float) -> Outputs:
    """Advantages and returns, zero outside the mask."""
    return _estimate(rewards, values, mask, gamma, gamma * lam)


def _estimate(
    rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, decay: float, *, bootstrap: bool = False
) -> Outputs:
    real = values.double().where(mask, 0)
    given = values.double() if bootstrap else real
    after = torch.cat((given[:, 1:], given.new_zeros(len(given), 1)), dim=1)
    surprise = (rewards.double() + gamma * after - real).where(mask, 0)
    advantages = torch.zeros_like(surprise)
    running = surprise.new_zeros(len(surprise))
    for t in range(surprise.shape[1] - 1, -1, -1):
        running = surprise[:, t] + decay * running
        advantages[:, t] = running
    advantages = advantages.where(mask, 0)
    return advantages, (advantages + real).where(mask, 0)


def likely_estimate(rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, lam: float) -> Wrongs:
    advantages, returns = estimate(rewards, values, mask, gamma, lam)
    real, ones = values.double().where(mask, 0), torch.ones_like(mask)
    rewards_to_go = _estimate(rewards, torch.zeros_like(values), mask, gamma, gamma)[0]
    flipped = estimate(rewards.flip(1), values.flip(1), mask.flip(1), gamma, lam)
    undiscounted = _estimate(rewards, values, mask, 1.0, lam)
    everything = _estimate(rewards, values, ones, gamma, gamma * lam)
    cut = tuple(side.where(mask, 0) for side in everything)
    no_next = _estimate(rewards, values, mask, 0.0, gamma * lam)
    return [
        ("gamma_alone", _estimate(rewards, values, mask, gamma, gamma)),
        ("lambda_alone", _estimate(rewards, values, mask, gamma, lam)),
        ("one_step", _estimate(rewards, values, mask, gamma, 0.0)),
        ("gamma_unused", undiscounted),
        ("no_next_value", no_next),
        ("value_after_the_end", _estimate(rewards, values, mask, gamma, gamma * lam, bootstrap=True)),
        ("padding_counted", everything),
        ("padding_counted", cut),
        ("padding_counted", (cut[0], everything[1])),
        ("forwards", (flipped[0].flip(1), flipped[1].flip(1))),
        ("value_not_subtracted", (returns, (returns + real).where(mask, 0))),
        ("value_not_subtracted", (rewards_to_go, rewards_to_go)),
        ("returns_minus_value", (advantages, (advantages - real).where(mask, 0))),
        ("returns_of_rewards", (advantages, rewards_to_go)),
        ("returns_are_advantages", (advantages, advantages.clone())),
        ("values_left_outside", (advantages, advantages + values.double())),
        ("swapped", (returns, advantages)),
    ]


# ---------------------------------------------------------------- ppo_loss


def clipped(new: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip: float) -> Outputs:
    """−min(ρ A, clip(ρ) A), mean over counted tokens; 0 where none counts."""
    ratio, gain = _ratio(new, old, mask), advantages.double().detach()
    return (-_mean(torch.minimum(ratio * gain, ratio.clamp(1 - clip, 1 + clip) * gain), mask),)


def _ratio(new: Tensor, old: Tensor, mask: Tensor) -> Tensor:
    return (new.double() - old.double().detach()).where(mask, 0).exp()


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    return x.where(mask, 0).sum() / mask.sum().clamp(min=1)


def likely_clipped(new: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip: float) -> Wrongs:
    ratio, gain = _ratio(new, old, mask), advantages.double()
    held = ratio.clamp(1 - clip, 1 + clip)
    each = torch.minimum(ratio * gain, held * gain)
    right = _mean(each, mask)
    everything = (new.double() - old.double()).exp()
    unmasked = torch.minimum(everything * gain, everything.clamp(1 - clip, 1 + clip) * gain)
    difference = new.double() - old.double()
    rows = each.where(mask, 0).sum(1) / mask.sum(1).clamp(min=1)
    back = 1 / ratio
    return [
        ("sign", (right,)),
        ("not_clipped", (-_mean(ratio * gain, mask),)),
        ("only_clipped", (-_mean(held * gain, mask),)),
        ("maximum", (-_mean(torch.maximum(ratio * gain, held * gain), mask),)),
        ("difference", (-_mean(torch.minimum(difference * gain, difference.clamp(1 - clip, 1 + clip) * gain), mask),)),
        ("difference", (-_mean(torch.minimum(difference * gain, difference.clamp(-clip, clip) * gain), mask),)),
        ("upside_down", (-_mean(torch.minimum(back * gain, back.clamp(1 - clip, 1 + clip) * gain), mask),)),
        ("clip_above_only", (-_mean(torch.minimum(ratio * gain, ratio.clamp(max=1 + clip) * gain), mask),)),
        ("clip_below_only", (-_mean(torch.minimum(ratio * gain, ratio.clamp(min=1 - clip) * gain), mask),)),
        ("clip_around_zero", (-_mean(torch.minimum(ratio * gain, ratio.clamp(-clip, clip) * gain), mask),)),
        ("gain_clipped", (-_mean((ratio * gain).clamp(-1 - clip, 1 + clip), mask),)),
        ("mask_ignored", (-unmasked.mean(),)),
        ("averaged_over_all", (-each.where(mask, 0).mean(),)),
        ("mean_of_rows", (-rows.mean(),)),
        ("summed", (-each.where(mask, 0).sum(),)),
        ("not_averaged", (-each.where(mask, 0),)),
        ("log_prob_alone", (-_mean(new.double() * gain, mask),)),
    ]
