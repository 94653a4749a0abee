"""What the checks of notebook 06 say of likely mistakes, by the keys of the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

NEXT = {
    "not_shifted": Cause(
        mark("Each token is predicted from itself."), mark("The scores at t are for the token at t + 1.")
    ),
    "backwards": Cause(
        mark("The shift goes the other way: tokens are predicted from what comes after them."),
        mark("Drop the last scores and the first token."),
    ),
    "mask_of_inputs": Cause(
        mark("The mask is cut on the wrong side."),
        mark("It is by target: drop its first column, as you do with the tokens."),
    ),
    "mask_ignored": Cause(mark("The mask is not used."), mark("Only targets with True count.")),
    "mask_inverted": Cause(mark("What should be left out is what counts."), mark("True means: counts.")),
    "averaged_over_all": Cause(mark("The sum is divided by all positions."), mark("Divide by how many targets count.")),
    "summed": Cause(mark("The sum comes back."), mark("Divide by how many targets count.")),
    "mean_of_rows": Cause(mark("Each text is averaged first."), mark("One mean over all targets that count.")),
    "not_averaged": Cause(mark("A loss for each position comes back."), mark("One number: their mean.")),
    "sign": Cause(mark("The sign of the loss is wrong."), mark("Minus the log-probability: a loss is made small.")),
    "no_softmax": Cause(mark("Scores are used as log-probabilities."), mark("log_softmax over the vocabulary first.")),
    "softmax_twice": Cause(mark("Softmax is taken twice."), mark("cross_entropy takes scores, not probabilities.")),
    "base_two": Cause(mark("The logarithm has base 2."), mark("Natural logarithms.")),
    "perplexity": Cause(mark("Perplexity comes back."), mark("Its logarithm is the loss.")),
    "over_positions": Cause(mark("Softmax goes over positions."), mark("Over the vocabulary, the last dimension.")),
    "no_mask": Cause(mark("It goes wrong without a mask."), mark("mask=None: every target counts.")),
    "none_counted": Cause(mark("It goes wrong where no target counts."), mark("0/0 is NaN: divide by at least 1.")),
    "large": Cause(
        mark("It is not finite for large scores."), mark("log_softmax in one step; softmax and then log is −∞.")
    ),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
COUNT = {
    "not_plain": Cause(mark("The result is no whole number."), mark("Count with integers: // instead of /.")),
    "approximation": Cause(
        mark("This is the approximation 12 · layers · d²."), mark("Here biases, norms and embeddings count.")
    ),
    "no_embeddings": Cause(mark("The embeddings are missing."), mark("A row per token, and a row per position.")),
    "no_positions": Cause(
        mark("The position embeddings are missing."), mark("One row for each position of the context.")
    ),
    "no_last_norm": Cause(mark("The last layer norm is missing."), mark("After all blocks: a scale and a shift.")),
    "no_biases": Cause(mark("The biases of the linear layers are missing."), mark("3d, d, 4d and d in each block.")),
    "no_norms": Cause(mark("The layer norms of the blocks are missing."), mark("Two in each block, 2d each.")),
    "one_norm": Cause(mark("Each block has one layer norm."), mark("It has two: before attention, before the MLP.")),
    "norms_without_bias": Cause(mark("The layer norms have no shift."), mark("A scale and a shift: 2d each.")),
    "one_projection": Cause(mark("Query, key and value share one matrix of d × d."), mark("One each: 3d².")),
    "no_output_projection": Cause(
        mark("The projection after attention is missing."), mark("One more matrix of d × d, with its bias.")
    ),
    "narrow_mlp": Cause(mark("The MLP is only d wide inside."), mark("It is 4d wide inside.")),
    "one_layer": Cause(mark("One block is counted."), mark("Multiply by n_layers.")),
    "tied_inverted": Cause(
        mark("Tied and untied are the wrong way round."),
        mark("Tied: the output uses the embedding table, and adds nothing."),
    ),
    "output_bias": Cause(mark("The output layer has a bias."), mark("It has none.")),
    "other": Cause(mark("Another number comes out."), mark("Count one block by hand for d = 1: 12 + 13.")),
    "untied": Cause(mark("It goes wrong with tied=False."), mark("Then vocab_size · d_model more.")),
    "published": Cause(mark("GPT-2's own sizes come out wrong."), mark("124,439,808 for 12 layers, 768 columns.")),
    "no_layers": Cause(mark("It goes wrong without layers."), mark("Embeddings and the last norm remain.")),
    "whole": Cause(mark("It is not exact for large sizes."), mark("Integers all the way: a float holds 53 bits.")),
}
VERBALIZER = {
    "not_plain": Cause(mark("What comes back is none of the labels."), mark("Return a key of verbalizers.")),
    "best_answer_only": Cause(
        mark("Each label is judged by its best answer."), mark("Sum the probabilities of all its answers.")
    ),
    "first_answer_only": Cause(
        mark("Each label is judged by its first answer."), mark("Sum the probabilities of all its answers.")
    ),
    "last_answer_only": Cause(
        mark("Each label is judged by its last answer."), mark("A loop overwrites instead of adding.")
    ),
    "averaged": Cause(
        mark("Probabilities are averaged over a label's answers."),
        mark("They are summed: more ways to say it count for more."),
    ),
    "logs_summed": Cause(
        mark("Log-probabilities are summed."), mark("That multiplies probabilities. log Σ exp adds them.")
    ),
    "logs_averaged": Cause(mark("Log-probabilities are averaged."), mark("log Σ exp adds probabilities.")),
    "worst_label": Cause(mark("The least likely label comes back."), mark("The largest sum wins.")),
    "first_label": Cause(mark("The first label always comes back."), mark("Compare the labels' sums.")),
    "last_label": Cause(mark("The last label always comes back."), mark("Compare the labels' sums.")),
    "most_answers": Cause(
        mark("The label with the most answers comes back."), mark("Ask log_prob how likely each is.")
    ),
    "index_returned": Cause(mark("A position comes back instead of a label."), mark("Return the key itself.")),
    "answer_returned": Cause(mark("An answer comes back instead of a label."), mark("Return the label it stands for.")),
    "other": Cause(mark("Another label comes back."), mark("Write the sums of the example by hand.")),
    "arguments_swapped": Cause(
        mark("log_prob is given the answer first."), mark("Call it as log_prob(prompt, answer).")
    ),
    "other_question": Cause(
        mark("log_prob is asked about something else."), mark("The prompt as it is, and one answer, each time.")
    ),
    "one_answer": Cause(mark("It goes wrong with one answer per label."), mark("A list of one.")),
    "ties": Cause(
        mark("Of labels that tie, another than the first comes back."), mark("Replace the best only by a larger one.")
    ),
    "tiny": Cause(
        mark("It goes wrong where exp of a log-probability is 0."),
        mark("Stay in log space: logsumexp, or subtract the largest first."),
    ),
    "any_labels": Cause(mark("It goes wrong for other kinds of labels."), mark("A label may be 0 or False.")),
    "one_label": Cause(mark("It goes wrong with a single label."), mark("Then that one.")),
}
CALIBRATION = {
    "not_renormalised": Cause(mark("The rows do not sum to 1."), mark("Divide each row by its sum.")),
    "multiplied": Cause(mark("What the prompt favours is favoured twice."), mark("Divide by content_free_probs.")),
    "inverted": Cause(mark("The quotient is upside down."), mark("p over p_cf.")),
    "subtracted": Cause(mark("It is subtracted."), mark("Divide: bias multiplies probabilities.")),
    "over_batch": Cause(mark("Columns are renormalised."), mark("Each row sums to 1.")),
    "one_sum": Cause(mark("Everything is divided by one sum."), mark("Each row by its own.")),
    "softmax": Cause(mark("A softmax renormalises."), mark("Divide by the sum: these are no scores.")),
    "not_calibrated": Cause(mark("content_free_probs is not used."), mark("Divide by it first.")),
    "batch_mean": Cause(mark("It is divided by the batch's mean."), mark("By content_free_probs.")),
    "divided_by_most": Cause(mark("Each row is divided by its largest entry."), mark("By its sum.")),
    "square_root": Cause(mark("It is divided by a square root."), mark("By content_free_probs itself.")),
    "logarithms": Cause(mark("Logarithms come back."), mark("Probabilities.")),
    "even": Cause(mark("It goes wrong with a prompt that favours nothing."), mark("Then every row stays as it is.")),
    "itself": Cause(
        mark("The empty prompt's own probabilities do not become even."), mark("p_cf / p_cf, renormalised.")
    ),
    "small": Cause(mark("It goes wrong with small probabilities."), mark("No small number needs to be added.")),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
CAUSES = {
    "next_token_loss": NEXT,
    "parameter_count": COUNT,
    "classify_by_verbalizer": VERBALIZER,
    "contextual_calibration": CALIBRATION,
}
