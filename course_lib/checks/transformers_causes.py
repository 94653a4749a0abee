"""The likely mistakes in notebook 04 and the next step for each, by the same keys as the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

ATTENTION = {
    "no_scaling": Cause(
        mark("The scores are not divided by √d."),
        mark("Which number keeps the size of a score from growing with d?"),
    ),
    "scaled_by_d": Cause(
        mark("The scores are divided by d where the paper divides by its square root."),
        mark("Look at the root in equation 1."),
    ),
    "scaled_up": Cause(
        mark("The scores are multiplied by √d where they should be divided by it."),
        mark("Should a score grow or shrink as d grows?"),
    ),
    "scaled_by_value_width": Cause(
        mark("The scores are scaled with the width of the values."),
        mark("d is the width of queries and keys: which tensor should you ask?"),
    ),
    "scaled_by_length": Cause(
        mark("The scores are scaled with a number of tokens."),
        mark("d is the last dimension of query, not the one before it."),
    ),
    "scaled_after_softmax": Cause(
        mark("The division by √d comes after the softmax."),
        mark("It is the scores that are too large: change the order."),
    ),
    "softmax_axis": Cause(
        mark("The softmax runs over the wrong axis."),
        mark("Each query shares its attention out among the keys: which axis of the scores counts keys?"),
    ),
    "softmax_twice": Cause(
        mark("The softmax is applied twice."),
        mark("Count the softmaxes between scores and output."),
    ),
    "not_softmax": Cause(
        mark("The scores do not go through a softmax over the keys."),
        mark("Each weight is exp(score) divided by the sum of its row."),
    ),
    "cosine": Cause(
        mark("Queries or keys are normalised to length 1 first."),
        mark("Use the plain dot product; only √d divides it."),
    ),
    "weights_times_key": Cause(
        mark("The weights multiply the keys."),
        mark("What is mixed into the output: keys or values?"),
    ),
    "uniform": Cause(
        mark("All weights are equal, as if the scores were not used."),
        mark("Print the scores: do they reach the softmax?"),
    ),
    "hard_attention": Cause(
        mark("Only the best key counts."),
        mark("Softmax is soft: every key gets some weight. Look for an argmax."),
    ),
    "swapped": Cause(
        mark("Weights and output come back in the wrong order."),
        mark("Compare your return with the signature."),
    ),
    "one_tensor": Cause(
        mark("One tensor comes back where two are asked for."),
        mark("Compare your return with the signature."),
    ),
    "scores_returned": Cause(
        mark("The second result holds the scores, not the weights."),
        mark("Return what comes out of the softmax."),
    ),
    "transposed": Cause(
        mark("A result comes back transposed."),
        mark("Which dimension counts queries? It comes before the last one."),
    ),
    "reshaped": Cause(
        mark("The keys are reshaped where they should be transposed."),
        mark("reshape keeps the order of the numbers and moves them to other rows: swap two dimensions instead."),
    ),
    "causal": Cause(
        mark("The future is hidden although no mask was given."),
        mark("Hide only what the mask hides."),
    ),
    "across_batch": Cause(
        mark("Queries attend to keys of other sequences."),
        mark("Do not merge the batch with the tokens: @ works on the last two dimensions by itself."),
    ),
    "rows_do_not_sum_to_one": Cause(
        mark("A row of weights does not sum to 1."),
        mark("Divide each row by its own sum and by nothing else."),
    ),
    "two_dimensions_only": Cause(
        mark("It works for one sequence but not for a batch."),
        mark(".T turns all dimensions round: swap only the last two."),
    ),
    "leading_dimensions": Cause(
        mark("It does not work for every number of leading dimensions."),
        mark("Count dimensions from the end: -1 and -2 are the same for any shape."),
    ),
    "mask_ignored": Cause(
        mark("The mask changes nothing."),
        mark("Where in your code is mask used?"),
    ),
    "mask_inverted": Cause(
        mark("The mask is inverted: here True means may attend."),
        mark("Which positions should lose their score, True or False?"),
    ),
    "mask_after_softmax": Cause(
        mark("Keys are hidden after the softmax, so the row no longer sums to 1 or becomes 0/0."),
        mark("Hide the scores, before the softmax."),
    ),
    "mask_zero_scores": Cause(
        mark("Hidden scores become 0, but exp(0) = 1: hidden keys keep weight."),
        mark("Which score has exp(score) = 0?"),
    ),
    "mask_added": Cause(
        mark("The mask is added as the numbers 0 and 1."),
        mark("Which number must be added to a score so that its exp is 0?"),
    ),
    "weights_before_mask": Cause(
        mark("The weights returned were computed before the mask."),
        mark("Return the same weights that made the output."),
    ),
    "output_before_mask": Cause(
        mark("The output returned was computed before the mask."),
        mark("Make the output from the weights you return."),
    ),
    "mask_drops_queries": Cause(
        mark("A query with a hidden key loses its whole row."),
        mark("Only the hidden keys should go: mask the scores one by one."),
    ),
    "mask_leaks": Cause(
        mark("Hidden keys keep a little weight: the number filled in is not low enough."),
        mark("Is there a number that is low enough whatever the scores are?"),
    ),
    "not_finite_mask": Cause(
        mark("The masked scores make the softmax NaN: there is a +∞, or a row of nothing but -∞."),
        mark("Print the scores after the mask. What should a hidden one be?"),
    ),
    "mask_broadcast": Cause(
        mark("This shape of mask does not work."),
        mark("torch expands a mask to (..., n, m) by itself: no shape needs a case of its own."),
    ),
    "mask_first_only": Cause(
        mark("The mask of the first sequence is used for all."),
        mark("Keep the leading dimensions of the mask."),
    ),
    "squeezed": Cause(
        mark("A dimension of size 1 went missing."),
        mark("Look for a squeeze, or an index where a slice is needed."),
    ),
    "one_token": Cause(
        mark("A single token is treated differently."),
        mark("It needs no case of its own: what does your code do when a length is 1?"),
    ),
    "overflow": Cause(
        mark("exp of a large score overflows, or of a very low one is 0 for a whole row."),
        mark("Subtract each row's own largest score before exp, or let torch.softmax do it."),
    ),
    "clamped": Cause(
        mark("Large scores are cut off, so different keys get the same weight."),
        mark("Subtract each row's largest score instead of cutting."),
    ),
    "weights_detached": Cause(
        mark("The gradient reaches value but neither query nor key."),
        mark("Were the weights detached on the way?"),
    ),
    "strides": Cause(
        mark("It fails when the inputs are not contiguous in memory."),
        mark("Where you wrote view, use reshape or let @ do the work."),
    ),
}
MASK = {
    "inverted": Cause(
        mark("The mask is inverted: True means may attend."),
        mark("May the first token attend to itself? Then row 0, column 0 is True."),
    ),
    "future": Cause(
        mark("Each token sees the future instead of the past."),
        mark("Keep the other triangle."),
    ),
    "no_diagonal": Cause(
        mark("A token does not see itself."),
        mark("Look at the diagonal: should it be True?"),
    ),
    "one_too_many": Cause(
        mark("Each token sees one token of the future."),
        mark("Look just above the diagonal."),
    ),
    "all_true": Cause(
        mark("Everything is True, so nothing is hidden."),
        mark("What may the first token attend to?"),
    ),
    "only_itself": Cause(
        mark("Each token sees only itself."),
        mark("It should also see all that came before."),
    ),
    "flipped": Cause(
        mark("The triangle is upside down."),
        mark("Row 0 is the first token, and column 0 too."),
    ),
    "additive": Cause(
        mark("This mask is made to be added to the scores."),
        mark("In this course a mask is boolean: True means may attend."),
    ),
    "averages": Cause(
        mark("The mask says how much to attend, not who may."),
        mark("Only True and False: the softmax will share out the attention."),
    ),
    "not_boolean": Cause(
        mark("The pattern is right, but the mask is not boolean."),
        mark("Which dtype do ~ and masked_fill need?"),
    ),
    "long": Cause(
        mark("It goes wrong for long sequences."),
        mark("Is a largest size, or a small integer type, written into the code?"),
    ),
    "cached": Cause(
        mark("A call answers for the n of an earlier call."),
        mark("What does your code keep from call to call?"),
    ),
}
HEADS = {
    "heads_interleaved": Cause(
        mark("The heads take columns that are not next to each other."),
        mark("Head h owns consecutive columns: in which order do you split the last dimension?"),
    ),
    "scaled_by_d_model": Cause(
        mark("The scores are scaled with d_model."),
        mark("A head's dot product has how many terms?"),
    ),
    "scaled_by_heads": Cause(
        mark("The scores are scaled with the number of heads."),
        mark("d is how many columns one head has."),
    ),
    "out_proj_unused": Cause(
        mark("The joined heads do not go through out_proj."),
        mark("Which layer have you not called yet?"),
    ),
    "single_head": Cause(
        mark("There is one head of d_model columns, whatever n_heads is."),
        mark("Where do the heads become a dimension of their own?"),
    ),
    "split_without_transpose": Cause(
        mark("Splitting into heads changes the shape alone, so numbers of other tokens get in."),
        mark("Split the last dimension first; then swap two dimensions."),
    ),
    "merged_without_transpose": Cause(
        mark("Joining the heads changes the shape alone, so tokens get mixed."),
        mark("Undo the swap of dimensions before you join."),
    ),
    "heads_not_tokens": Cause(
        mark("Heads attend to heads of the same token."),
        mark("Before attention the last two dimensions must be (n, d_head)."),
    ),
    "shared_projection": Cause(
        mark("Query, key and value do not each go through their own layer."),
        mark("Check the name of the layer in each of the three lines."),
    ),
    "projections_swapped": Cause(
        mark("Two of the projections are swapped."),
        mark("Check the name of the layer in each of the three lines."),
    ),
    "value_not_projected": Cause(
        mark("The values do not go through v_proj."),
        mark("Which layer have you not called yet?"),
    ),
    "bias_unused": Cause(
        mark("The biases of the layers are not used."),
        mark("Call the layer itself instead of multiplying by its weight."),
    ),
    "weight_not_transposed": Cause(
        mark("x·W + b is computed where nn.Linear computes x·Wᵀ + b."),
        mark("Call the layer itself instead of multiplying by its weight."),
    ),
    "no_bias": Cause(
        mark("A layer has no bias."),
        mark("The four are linear layers with bias, as nn.Linear makes them."),
    ),
    "names": Cause(
        mark("The four layers are not where they should be."),
        mark(
            "They are attributes of the module: q_proj, k_proj, v_proj, out_proj. Did __init__ call super().__init__()?"
        ),
    ),
    "projection_shape": Cause(
        mark("A layer does not go from d_model to d_model."),
        mark("Each layer holds all the heads, side by side."),
    ),
    "stale_weights": Cause(
        mark("A change of the layers' weights does not show."),
        mark("Read the layers in every forward; keep no copy of their weights."),
    ),
    "batch_second": Cause(
        mark("The input is read as (n, batch, d_model)."),
        mark("In this course the batch comes first."),
    ),
    "residual": Cause(
        mark("The input is added to the output."),
        mark("The residual connection belongs to the block around this layer."),
    ),
    "heads_averaged": Cause(
        mark("The heads are averaged."),
        mark("They are put side by side: d_model = n_heads · d_head."),
    ),
    "returned_tuple": Cause(
        mark("More than the output comes back."),
        mark("forward returns one tensor: (batch, n, d_model)."),
    ),
    "value_error_backwards": Cause(
        mark("A valid choice of d_model and n_heads is refused."),
        mark("Look at the condition before your raise."),
    ),
    "key_ignored": Cause(
        mark("The query attends to itself although a key was given."),
        mark("Is key replaced even when it is there?"),
    ),
    "value_ignored": Cause(
        mark("The keys are mixed although a value was given."),
        mark("Which tensor goes into v_proj?"),
    ),
    "key_value_swapped": Cause(
        mark("Key and value are swapped."),
        mark("Which tensor goes into k_proj, and which into v_proj?"),
    ),
    "same_length": Cause(
        mark("It fails when there are more or fewer keys than queries."),
        mark("Take each length from its own tensor."),
    ),
    "value_default": Cause(
        mark("Without a value, the key should be used."),
        mark("What does your code do when only value is None?"),
    ),
    "value_overwritten": Cause(
        mark("A value that was given is replaced when there is no key."),
        mark("Each argument has its own default: treat them one after the other."),
    ),
    "argument_names": Cause(
        mark("An argument has another name than the signature gives it."),
        mark("They are query, key, value and mask, in this order."),
    ),
    "mask_last_row": Cause(
        mark("One row of the mask is used for every query."),
        mark("Keep the dimension of the queries."),
    ),
    "mask_one_head": Cause(
        mark("The mask holds for one head only."),
        mark("Mask the scores of all heads at once."),
    ),
    "mask_two_dimensions": Cause(
        mark("A mask of shape (n, m) does not work."),
        mark("It needs no axis for batch or heads: torch adds them on the left."),
    ),
    "batch_mask_heads": Cause(
        mark("A mask (batch, n, m) is read as one mask per head."),
        mark("The scores are (batch, heads, n, m): where does the mask need a new axis?"),
    ),
    "batch_mask": Cause(
        mark("A mask of shape (batch, n, m) does not work."),
        mark("Each sequence has its own mask, the same for all its heads: where does it need a new axis?"),
    ),
    "edges": Cause(
        mark("A length, a batch or a number of heads of 1 is treated differently."),
        mark("It needs no case of its own: what does your code do when a size is 1?"),
    ),
    "dtype_raised": Cause(
        mark("It does not work in float64."),
        mark("Look for a .float() or a dtype= that is fixed in the code."),
    ),
    "parameters_frozen": Cause(
        mark("No gradient reaches one of the layers, so it cannot learn."),
        mark("Call the layer itself, without detach, .data or no_grad."),
    ),
    "no_value_error": Cause(
        mark("n_heads does not divide d_model, and nothing happens."),
        mark("Which remainder tells you? Raise a ValueError with a useful message."),
    ),
    "wrong_exception": Cause(
        mark("Another exception than ValueError is raised."),
        mark("Use raise ValueError(...) with a useful message."),
    ),
}
POSITIONS = {
    "halves": Cause(
        mark("All sines come first, then all cosines."),
        mark("They alternate: sine on even columns, cosine on odd ones."),
    ),
    "cosine_first": Cause(
        mark("Sine and cosine are swapped."),
        mark("At position 0 the first column is sin(0) = 0."),
    ),
    "only_sine": Cause(
        mark("The odd columns hold sines."),
        mark("Odd columns are the cosine of the same angle."),
    ),
    "own_frequency": Cause(
        mark("Each column has its own frequency."),
        mark("Columns 2i and 2i+1 share one angle: which number goes into its exponent?"),
    ),
    "not_doubled": Cause(
        mark("The exponent is half of what it should be (or the base is 100, which is the same)."),
        mark("For pair i the exponent is 2i/d_model."),
    ),
    "doubled_twice": Cause(
        mark("The exponent is twice what it should be."),
        mark("If you count columns in steps of 2, you already have 2i."),
    ),
    "column_doubled": Cause(
        mark("The exponent is twice the column, so each column has its own frequency."),
        mark("In 2i, i counts pairs: columns 0 and 1 are pair 0, columns 2 and 3 are pair 1."),
    ),
    "table_dtype": Cause(
        mark("The table must be float32."),
        mark("Convert it at the end: which dtype do your positions and exponents have?"),
    ),
    "last_frequency": Cause(
        mark("The exponent reaches exactly 1 in the last pair."),
        mark("Divide by d_model, not by the last even column."),
    ),
    "base": Cause(
        mark("The base of the frequencies is not 10000."),
        mark("Count the zeros."),
    ),
    "starts_at_one": Cause(
        mark("The positions start at 1."),
        mark("The first position is 0: its row is 0, 1, 0, 1, …"),
    ),
    "multiplied": Cause(
        mark("The position is multiplied by 10000^(2i/d_model)."),
        mark("Should later columns turn faster or more slowly?"),
    ),
    "position_normalised": Cause(
        mark("The positions are divided by n."),
        mark("Position 3 must look the same in a longer sequence."),
    ),
    "two_pi": Cause(
        mark("The angles hold a factor 2π."),
        mark("The paper's formula has none."),
    ),
    "times_root_d": Cause(
        mark("The table is multiplied by √d_model."),
        mark("The paper scales the embeddings so, not the positions."),
    ),
    "whole_numbers": Cause(
        mark("The angles are whole numbers."),
        mark("// drops what comes after the point."),
    ),
    "imprecise": Cause(
        mark("The table is not precise."),
        mark("Compute the angles in float32 or better."),
    ),
    "narrow": Cause(
        mark("One position or two columns are treated differently."),
        mark("They need no case of their own: what does your code do when n is 1?"),
    ),
    "wide": Cause(
        mark("It goes wrong for wide tables."),
        mark("Is a largest width written into the code?"),
    ),
}
CAUSES = ATTENTION | MASK | HEADS | POSITIONS
