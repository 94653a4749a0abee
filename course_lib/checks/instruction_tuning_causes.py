"""What the checks of notebook 07 say of likely mistakes, by the keys of the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

SPANS = {
    "not_plain": Cause(mark("Two lists are asked for."), mark("Return (inputs, targets).")),
    "no_eos_in_inputs": Cause(mark("The inputs do not end with eos."), mark("eos ends both.")),
    "no_eos_in_targets": Cause(mark("The targets do not end with eos."), mark("eos ends both.")),
    "no_eos": Cause(mark("Neither side ends with eos."), mark("eos ends both.")),
    "no_final_sentinel": Cause(
        mark("The targets lack the final sentinel."),
        mark("After the last span, the next sentinel says that nothing follows."),
    ),
    "same_sentinel": Cause(mark("Every span gets the same sentinel."), mark("The next one for each span.")),
    "sentinel_per_token": Cause(mark("Every hidden token gets a sentinel."), mark("One for the whole span.")),
    "spans_dropped": Cause(mark("The inputs show no sentinels."), mark("Each span leaves one in its place.")),
    "no_sentinels_in_targets": Cause(
        mark("The targets show no sentinels between spans."), mark("Before each span stands its sentinel.")
    ),
    "whole_text": Cause(mark("The targets are the whole text."), mark("Only what was hidden.")),
    "inputs_untouched": Cause(mark("The inputs are the whole text."), mark("Each span becomes one sentinel.")),
    "length_as_end": Cause(mark("The second number of a span is read as its end."), mark("It is its length.")),
    "one_too_long": Cause(mark("Each span is one token too long."), mark("tokens[start : start + length].")),
    "reversed_sentinels": Cause(
        mark("The sentinels are used from last to first."), mark("The first span gets the first.")
    ),
    "swapped": Cause(mark("Inputs and targets are swapped."), mark("First inputs, then targets.")),
    "other": Cause(mark("Something else comes out."), mark("Write both lists of the example by hand.")),
    "no_spans": Cause(
        mark("It goes wrong without spans."),
        mark("The inputs are the text and eos; the targets the first sentinel and eos."),
    ),
    "edges": Cause(
        mark("It goes wrong with a span at an edge."), mark("Nothing stands before the first token or after the last.")
    ),
    "adjacent": Cause(mark("It goes wrong with spans that touch."), mark("Two sentinels stand side by side.")),
    "whole": Cause(mark("It goes wrong where everything is hidden."), mark("One sentinel and eos are left.")),
    "too_few": Cause(mark("Too few sentinels raise no ValueError."), mark("One per span, and one to end.")),
}
LABELS = {
    "shifted": Cause(mark("The labels are shifted by one."), mark("They stay under their tokens; the loss shifts.")),
    "prompt_learned": Cause(mark("The prompt is learned too."), mark("−100 before prompt_length.")),
    "padding_learned": Cause(mark("Padding is learned too."), mark("−100 where padding_mask is False.")),
    "all_learned": Cause(mark("Every token is learned."), mark("Only the response is.")),
    "one_more_hidden": Cause(
        mark("The first token of the response is hidden."), mark("It stands at position prompt_length.")
    ),
    "one_less_hidden": Cause(
        mark("The last token of the prompt is learned."), mark("The response begins at prompt_length.")
    ),
    "only_prompt": Cause(mark("The prompt is learned instead of the response."), mark("The other way round.")),
    "mask_inverted": Cause(mark("Padding and real tokens are the wrong way round."), mark("True means: real.")),
    "zeros": Cause(mark("0 stands where −100 should."), mark("0 is a token; −100 is what the loss leaves out.")),
    "first_length": Cause(
        mark("Every row uses the first row's prompt_length."),
        mark("One length per row: compare with prompt_length[:, None]."),
    ),
    "from_the_end": Cause(mark("The lengths are counted from the end."), mark("The prompt comes first.")),
    "mask_returned": Cause(mark("A mask comes back."), mark("The tokens themselves, where they are learned.")),
    "left_padding": Cause(
        mark("It goes wrong with padding in other places."), mark("Look at padding_mask, position by position.")
    ),
    "no_padding": Cause(mark("It goes wrong without padding."), mark("Then only the prompt is hidden.")),
    "no_response": Cause(mark("It goes wrong where there is no response."), mark("Then the whole row is −100.")),
    "no_prompt": Cause(
        mark("It goes wrong where there is no prompt."), mark("prompt_length 0: every real token is learned.")
    ),
    "any_ids": Cause(mark("It goes wrong with other ids."), mark("What counts stands in the mask, not in the tokens.")),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
}
LORA = {
    "names": Cause(
        mark("The parameters a, b or the layer linear are missing."),
        mark("self.linear, self.a and self.b, with nn.Parameter."),
    ),
    "parameter_shape": Cause(mark("A parameter has another shape."), mark("a is (rank, d_in), b is (d_out, rank).")),
    "other_weights": Cause(
        mark("The layer that was given is not the one that is kept."), mark("self.linear = linear.")
    ),
    "not_scaled": Cause(mark("The product is not scaled."), mark("Times alpha / rank.")),
    "alpha_alone": Cause(mark("It is scaled by alpha alone."), mark("Divide by rank, too.")),
    "divided_by_rank_alone": Cause(mark("It is divided by rank alone."), mark("Multiply by alpha, too.")),
    "upside_down": Cause(mark("The scale is upside down."), mark("alpha over rank.")),
    "root_of_rank": Cause(mark("It is divided by the root of rank."), mark("By rank itself.")),
    "no_adapter": Cause(mark("a and b change nothing."), mark("Add the scaled x aᵀ bᵀ.")),
    "adapter_alone": Cause(mark("The layer itself is missing."), mark("linear(x) plus the product.")),
    "subtracted": Cause(mark("The product is subtracted."), mark("It is added.")),
    "no_base_bias": Cause(mark("The layer's bias is missing."), mark("Call linear(x) as a whole.")),
    "not_equal_at_first": Cause(mark("A new one gives something else than its layer."), mark("b begins as zeros.")),
    "a_not_random": Cause(mark("a is not random."), mark("If a and b are both zero, neither gets a gradient.")),
    "not_frozen": Cause(mark("The layer still learns."), mark("linear.requires_grad_(False).")),
    "not_learned": Cause(mark("a or b does not learn."), mark("nn.Parameter, and no no_grad or detach around them.")),
    "merged": Cause(mark("merged() gives something else."), mark("weight + (alpha / rank) · b a, and the same bias.")),
    "merged_kind": Cause(
        mark("merged() is no plain nn.Linear."), mark("Make an nn.Linear and copy weight and bias into it.")
    ),
    "merged_apart": Cause(mark("merged() changes the layer itself."), mark("Copy: the new weight is another tensor.")),
    "no_bias": Cause(mark("It goes wrong for a layer without bias."), mark("linear.bias may be None.")),
    "sizes": Cause(
        mark("It goes wrong for other sizes."),
        mark("x may have any number of leading dimensions; transpose a and b, not x."),
    ),
    "dtype_raised": Cause(mark("It works in one float only."), mark("a and b take the dtype of linear.weight.")),
}
PREFERENCE = {
    "swapped": Cause(mark("The rejected answer is preferred."), mark("chosen − rejected.")),
    "sign": Cause(mark("The sign of the loss is wrong."), mark("Minus the log-probability: a loss is made small.")),
    "no_logarithm": Cause(mark("The logarithm is missing."), mark("−log of the probability.")),
    "no_sigmoid": Cause(
        mark("The sigmoid is missing."), mark("The probability that chosen wins is σ of the difference.")
    ),
    "summed": Cause(mark("The sum comes back."), mark("The mean over the batch.")),
    "not_averaged": Cause(mark("A loss for each pair comes back."), mark("One number: their mean.")),
    "mean_inside": Cause(
        mark("The differences are averaged before the sigmoid."), mark("First the loss of each pair, then the mean.")
    ),
    "hinge": Cause(mark("This is the hinge loss."), mark("−log σ instead.")),
    "squared": Cause(mark("This is a squared error."), mark("−log σ instead.")),
    "base_two": Cause(mark("The logarithm has base 2."), mark("Natural logarithms.")),
    "chosen_alone": Cause(mark("The rejected rewards are not used."), mark("Only the difference counts.")),
    "each_alone": Cause(mark("Each reward is judged by itself."), mark("Only the difference counts.")),
    "equal": Cause(mark("It goes wrong where both are equal."), mark("Then the loss is log 2.")),
    "far": Cause(
        mark("It is not finite far away."), mark("logsigmoid (or softplus) in one step; sigmoid and then log is −∞.")
    ),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
GAE = {
    "not_a_pair": Cause(mark("Two results are asked for."), mark("Return both, in the order of the statement.")),
    "gamma_alone": Cause(mark("Advantages are carried back with γ alone."), mark("With γ · λ.")),
    "lambda_alone": Cause(mark("Advantages are carried back with λ alone."), mark("With γ · λ.")),
    "one_step": Cause(mark("Only one step is looked at."), mark("A_t = δ_t + γ λ A_{t+1}.")),
    "gamma_unused": Cause(mark("γ is not used."), mark("On the next value, and with λ on the next advantage.")),
    "no_next_value": Cause(mark("The next value is missing from δ."), mark("δ_t = r_t + γ V_{t+1} − V_t.")),
    "value_after_the_end": Cause(
        mark("A value from the padding follows the last token."), mark("After a row's end the value is 0.")
    ),
    "padding_counted": Cause(mark("Padding is counted."), mark("Outside the mask everything is zero.")),
    "forwards": Cause(mark("The sum runs forwards."), mark("From the last token to the first.")),
    "value_not_subtracted": Cause(mark("The value is not subtracted."), mark("How much better than expected: − V_t.")),
    "returns_minus_value": Cause(mark("Returns are advantages minus values."), mark("Plus.")),
    "returns_of_rewards": Cause(mark("Returns are summed rewards."), mark("advantages + values.")),
    "returns_are_advantages": Cause(mark("Returns are the advantages."), mark("advantages + values.")),
    "values_left_outside": Cause(mark("Returns are not zero outside the mask."), mark("Both are.")),
    "swapped": Cause(mark("Advantages and returns are swapped."), mark("First advantages, then returns.")),
    "telescopes": Cause(mark("It goes wrong for γ = λ = 1."), mark("Then the values in between cancel.")),
    "padding": Cause(
        mark("Something in the padding shows."),
        mark("Even infinity there must change nothing: where(mask, 0), not a product with the mask."),
    ),
    "no_tokens": Cause(
        mark("It goes wrong for very short rows."), mark("No token: zeros. One: its reward minus its value.")
    ),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
PPO = {
    "sign": Cause(mark("The sign of the loss is wrong."), mark("Minus: the gain is to be made large.")),
    "not_clipped": Cause(mark("The ratio is not clipped."), mark("The smaller of ρ A and clip(ρ) A.")),
    "only_clipped": Cause(mark("Only the clipped ratio is used."), mark("The smaller of both.")),
    "maximum": Cause(mark("The larger of the two is taken."), mark("The smaller: the pessimistic one.")),
    "difference": Cause(mark("A difference of log-probabilities is used as the ratio."), mark("exp(new − old).")),
    "upside_down": Cause(mark("The ratio is upside down."), mark("New over old.")),
    "clip_above_only": Cause(mark("The ratio is clipped above only."), mark("Between 1 − clip and 1 + clip.")),
    "clip_below_only": Cause(mark("The ratio is clipped below only."), mark("Between 1 − clip and 1 + clip.")),
    "clip_around_zero": Cause(mark("The ratio is clipped around 0."), mark("Around 1.")),
    "gain_clipped": Cause(mark("The gain is clipped, not the ratio."), mark("Clip ρ, then multiply by A.")),
    "mask_ignored": Cause(mark("Padding is counted."), mark("Only tokens with True.")),
    "averaged_over_all": Cause(mark("The sum is divided by all positions."), mark("Divide by how many tokens count.")),
    "mean_of_rows": Cause(
        mark("Each answer is averaged first."), mark("One mean over all counted tokens of the batch.")
    ),
    "summed": Cause(mark("The sum comes back."), mark("Divide by how many tokens count.")),
    "not_averaged": Cause(mark("A loss for each token comes back."), mark("One number: their mean.")),
    "log_prob_alone": Cause(
        mark("old_log_probs is not used."), mark("The ratio compares with the policy that wrote the answers.")
    ),
    "ratio_one": Cause(
        mark("It goes wrong where nothing has changed yet."), mark("Ratio 1: minus the mean advantage.")
    ),
    "clip_stops": Cause(
        mark("The gradient of a clipped token is wrong."), mark("Clipped gains stop; losses never do.")
    ),
    "not_detached": Cause(
        mark("A gradient reaches old_log_probs or advantages."), mark("They are constants: .detach().")
    ),
    "padding": Cause(
        mark("Something in the padding shows."),
        mark("Even infinity there must change nothing: where(mask, 0), not a product with the mask."),
    ),
    "none_counted": Cause(mark("It goes wrong where no token counts."), mark("0/0 is NaN: divide by at least 1.")),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
CAUSES = {
    "span_corruption": SPANS,
    "sft_labels": LABELS,
    "LoRALinear": LORA,
    "preference_loss": PREFERENCE,
    "gae": GAE,
    "ppo_loss": PPO,
}
