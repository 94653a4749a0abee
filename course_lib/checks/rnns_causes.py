"""What the checks of notebook 03 say of likely mistakes, by the keys of the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

ELMAN = {
    "no_tanh": Cause(mark("There is no tanh."), mark("It keeps the state between −1 and 1.")),
    "sigmoid": Cause(mark("σ stands where tanh should."), mark("The state has both signs.")),
    "relu": Cause(mark("relu stands where tanh should."), mark("The state has both signs and stays small.")),
    "no_bias": Cause(mark("The bias is not added."), mark("Add b before tanh.")),
    "bias_twice": Cause(mark("The bias is added twice."), mark("Elman's step has one b.")),
    "bias_outside": Cause(mark("The bias is added after tanh."), mark("Inside the parentheses.")),
    "no_state": Cause(mark("The old state changes nothing."), mark("Without it the network has no memory.")),
    "no_input": Cause(mark("The input changes nothing."), mark("Add x · W_xhᵀ.")),
    "transposed": Cause(
        mark("A weight matrix is used the wrong way round."),
        mark("W_hh (d_h, d_h) has a row for each output: h @ w_hh.T."),
    ),
    "state_kept": Cause(mark("The old state is added to the new one."), mark("It enters through W_hh only.")),
    "tanh_apart": Cause(mark("tanh is taken of the parts."), mark("Of the sum of all three.")),
    "averaged": Cause(mark("The batch is averaged."), mark("Each row is a text of its own.")),
    "product": Cause(mark("Input and state are multiplied."), mark("Their parts are added.")),
    "square": Cause(
        mark("It goes wrong where input and state have the same size."),
        mark("Do not find out from shapes which matrix is which."),
    ),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
LSTM = {
    "gate_order": Cause(
        mark("The gates are taken in another order."),
        mark("torch's order is input, forget, candidate, output: i, f, g, o."),
    ),
    "interleaved": Cause(
        mark("The gates are taken as every fourth number."), mark("Each is a run of d_h consecutive numbers: chunk(4).")
    ),
    "candidate_sigmoid": Cause(
        mark("The candidate goes through σ."), mark("g goes through tanh; only gates go through σ.")
    ),
    "candidate_linear": Cause(mark("The candidate goes through nothing."), mark("g goes through tanh.")),
    "no_tanh_of_cell": Cause(mark("The new state is the cell without tanh."), mark("It is o · tanh(c_new).")),
    "old_cell": Cause(mark("The new state is read from the old cell."), mark("First make c_new, then h_new from it.")),
    "no_forget_gate": Cause(mark("Nothing is ever forgotten."), mark("f multiplies the old cell.")),
    "no_input_gate": Cause(mark("Everything is written."), mark("i multiplies the candidate.")),
    "no_output_gate": Cause(mark("The whole cell is shown."), mark("o multiplies tanh(c_new).")),
    "coupled": Cause(mark("Forgetting is 1 − input."), mark("Here f is a gate of its own.")),
    "gates_tanh": Cause(mark("The gates go through tanh."), mark("A gate is between 0 and 1: σ.")),
    "no_cell": Cause(mark("The old cell is lost."), mark("c_new begins with f · c.")),
    "no_state": Cause(mark("The old state changes nothing."), mark("The gates look at x and at h.")),
    "one_bias": Cause(mark("Only one of the two biases is added."), mark("b_ih and b_hh, both.")),
    "swapped": Cause(mark("Cell and state are swapped."), mark("First h_new, then c_new.")),
    "cell_after_tanh": Cause(
        mark("The cell comes back after tanh."), mark("Only what h shows of it goes through tanh.")
    ),
    "state_as_cell": Cause(mark("The state comes back twice."), mark("The second result is c_new.")),
    "remembers": Cause(
        mark("A cell that should stay as it is fades."), mark("With f = 1 and i = 0, c_new is c exactly.")
    ),
    "saturated": Cause(
        mark("It goes wrong where gates are wide open or shut."),
        mark("torch.sigmoid does not overflow; 1 / (1 + exp(−x)) in parts may."),
    ),
    "not_a_pair": Cause(mark("Two results are asked for."), mark("Return both, in the order of the statement.")),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
POOL = {
    "mask_ignored": Cause(mark("Padding counts too."), mark("Leave out the states under False.")),
    "divided_by_all": Cause(
        mark("The sum is divided by all positions."), mark("Divide by how many count, row by row.")
    ),
    "summed": Cause(mark("The sum comes back."), mark("Divide by how many count.")),
    "maximum": Cause(mark("The largest come back."), mark("A mean is asked for.")),
    "inverted": Cause(mark("The padding is averaged."), mark("True marks what counts.")),
    "one_state": Cause(mark("One state comes back."), mark("The mean of all that count.")),
    "wrong_dimension": Cause(mark("The mean goes over another dimension."), mark("Over the n positions: dim=1.")),
    "one_count": Cause(mark("All rows are divided by the same number."), mark("Each by its own count.")),
    "one_more": Cause(mark("The count is one too large."), mark("Guard against 0 with clamp(min=1), not with + 1.")),
    "positions_kept": Cause(mark("The states come back one by one."), mark("Sum them over the positions.")),
    "any_mask": Cause(
        mark("It goes wrong with other masks."), mark("True may stand anywhere, not only at the beginning.")
    ),
    "empty_row": Cause(mark("It goes wrong for a row without True."), mark("0/0 is NaN: divide by at least 1.")),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
ATTENTION = {
    "no_tanh": Cause(mark("There is no tanh."), mark("tanh of the sum of both projections.")),
    "product": Cause(mark("Query and keys are multiplied."), mark("Additive: the projections are added.")),
    "no_v": Cause(mark("v is not used."), mark("It weighs the d_a numbers of tanh into one score.")),
    "no_query": Cause(
        mark("The query changes nothing."), mark("Add W_q q to every key, inside tanh: outside, softmax cancels it.")
    ),
    "scaled": Cause(mark("The scores are divided by a root."), mark("That belongs to dot products.")),
    "mask_ignored": Cause(mark("Padding is attended to."), mark("Scores under False become −∞ before softmax.")),
    "masked_after_softmax": Cause(
        mark("The mask comes after softmax."), mark("The weights no longer sum to 1: mask the scores.")
    ),
    "masked_with_zero": Cause(mark("Scores under False become 0."), mark("e⁰ is 1: they need −∞.")),
    "inverted": Cause(mark("What counts is masked."), mark("True may be attended to.")),
    "wrong_dimension": Cause(mark("Softmax goes over another dimension."), mark("Over the m keys.")),
    "no_softmax": Cause(mark("The scores are used as weights."), mark("Softmax makes them weights.")),
    "unweighted": Cause(mark("The context is a plain mean."), mark("Weigh each key.")),
    "swapped": Cause(mark("Context and weights are swapped."), mark("First context, then weights.")),
    "scores_returned": Cause(mark("Scores come back, not weights."), mark("The second result is what softmax gave.")),
    "one_key": Cause(
        mark("It goes wrong where only one key may be attended to."), mark("Its weight is 1, all others 0.")
    ),
    "padding": Cause(
        mark("What stands under False leaks."), mark("Masked scores are −∞, and their weights exactly 0.")
    ),
    "large": Cause(mark("It is not finite for large scores."), mark("torch's softmax does not overflow.")),
    "not_a_pair": Cause(mark("Two results are asked for."), mark("Return both, in the order of the statement.")),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
CAUSES = {
    "elman_step": ELMAN,
    "lstm_step": LSTM,
    "masked_mean_pool": POOL,
    "additive_attention": ATTENTION,
}
