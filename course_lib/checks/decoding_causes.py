"""The likely mistakes in the filters and `sample` of notebook 08, by the same keys as the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

ANY = {
    "mask": Cause(
        mark("True and False come back where scores are asked for."),
        mark("Use that mask: where it says no, write −∞; elsewhere, leave the score."),
    ),
    "leading_dimensions": Cause(
        mark("It is right for a batch (B, V) and for no other shape."),
        mark("Work on the last dimension, dim=-1, whatever stands before it."),
    ),
    "infinities": Cause(
        mark("Scores that are −∞ already do not stay so."),
        mark("They are tokens that an earlier filter took away: try a row with one −∞ and print each step."),
    ),
    "dtype_raised": Cause(
        mark("It works in float32 only."),
        mark("Look for a tensor that is made without the dtype of the scores."),
    ),
    "probabilities": Cause(
        mark("Probabilities come back where scores are asked for."),
        mark("Leave the last softmax out: whoever draws will use it."),
    ),
    "normalised": Cause(
        mark("The scores are changed by a constant, as log_softmax does."),
        mark("Leave them as they are: where a token stays, so does its score."),
    ),
}
TEMPERATURE = {
    "multiplied": Cause(
        mark("The scores are multiplied by the temperature."),
        mark("Should a low temperature bring scores together or spread them?"),
    ),
    "temperature_unused": Cause(
        mark("The temperature changes nothing."),
        mark("Where does it enter your computation?"),
    ),
    "wrong_power": Cause(
        mark("The scores are divided by a power of the temperature."),
        mark("Divide by the temperature itself."),
    ),
    "subtracted": Cause(
        mark("The temperature is added or subtracted."),
        mark("Softmax does not notice a constant. Which operation changes the distances between scores?"),
    ),
    "rounded": Cause(
        mark("The quotients are rounded."),
        mark("// drops what comes after the point."),
    ),
    "no_value_error": Cause(
        mark("A temperature of 0 or less goes through."),
        mark("Check it in the first line, and raise ValueError."),
    ),
    "allowed_refused": Cause(
        mark("An allowed temperature is refused."),
        mark("Every number above 0 is allowed, also above 1."),
    ),
}
FILTERS = {
    "one_more": Cause(
        mark("One token too many stays."),
        mark("Count what stays in the first row. Is there a ≤ where < is meant, or a + 1?"),
    ),
    "smallest": Cause(
        mark("The wrong end of the order is kept: the least likely."),
        mark("In which direction does your sort go?"),
    ),
    "inverted": Cause(
        mark("What should stay is taken away, and the rest is kept."),
        mark("Say your condition aloud: does it tell who stays or who goes?"),
    ),
    "first_columns": Cause(
        mark("A decision about sorted places is used for the vocabulary's places."),
        mark("After sorting, column 0 is the likeliest token, not token 0. How do you bring the decision back?"),
    ),
    "batch_mixed": Cause(
        mark("Rows of the batch decide about each other."),
        mark("Each row is a text of its own: sort, add and compare along the last dimension only."),
    ),
    "not_filtered": Cause(mark("Nothing is taken away."), mark("Print which tokens your condition finds.")),
    "filled_with_zero": Cause(
        mark("There is a 0 where −∞ is meant."),
        mark("A score of 0 still counts: e⁰ = 1. What score has an exponential of 0?"),
    ),
    "filled_with_number": Cause(
        mark("There is a low number where −∞ is meant."),
        mark("Scores may be lower than any number you choose; -math.inf never fails."),
    ),
    "left_sorted": Cause(
        mark("The scores come back sorted."),
        mark("Column i must be token i's score again: scatter, or compare with a threshold."),
    ),
}
TOP_K = {
    "one_less": Cause(
        mark("The k-th largest is taken away too."),
        mark("Exactly k stay. Is there a < where ≤ is meant?"),
    ),
    "only_kept": Cause(
        mark("Only the k values, or their places, come back."),
        mark("The result has the shape of the scores: all tokens at their own place."),
    ),
    "by_magnitude": Cause(
        mark("Scores are compared without their sign."),
        mark("−5 is smaller than 1: take the abs away."),
    ),
    "one_kept": Cause(mark("It goes wrong for k = 1."), mark("It needs no case of its own: which line treats it so?")),
    "all_kept": Cause(
        mark("It goes wrong when k is the vocabulary's size or more."),
        mark("topk cannot give more than there are: what is the most you should ask for?"),
    ),
    "no_value_error": Cause(
        mark("A k below 1 goes through."),
        mark("Check it in the first line, and raise ValueError."),
    ),
}
TOP_P = {
    "drops_reaching": Cause(
        mark("The token that reaches p is taken away."),
        mark("A token stays if those *before* it have not reached p yet: compare the sum without itself."),
    ),
    "not_sorted": Cause(
        mark("Probabilities are added up in the order of the vocabulary."),
        mark("The set is made of the likeliest: sort first."),
    ),
    "one_probability": Cause(
        mark("Each token's own probability is compared with p."),
        mark("It is the sum from the likeliest down that must reach p: cumsum."),
    ),
    "complement": Cause(
        mark("The set reaches 1 − p where it should reach p."),
        mark("Follow the first row by hand: at which sum do you stop?"),
    ),
    "no_softmax": Cause(
        mark("Scores are added up where probabilities are meant."),
        mark("p is a probability: use softmax before cumsum."),
    ),
    "nothing_kept": Cause(
        mark("A row is left without any token."),
        mark("The first token reaches p alone. It reaches it, so it stays."),
    ),
    "one_kept": Cause(
        mark("More than one token stays where the first alone reaches p."),
        mark("How many tokens are needed to reach p here?"),
    ),
    "all_kept": Cause(
        mark("p = 1 does not keep all."),
        mark("The sum of all probabilities may round to a little above or below 1: treat p = 1 by itself."),
    ),
    "no_value_error": Cause(
        mark("A p that is no probability goes through."),
        mark("0 < p ≤ 1 must hold: check it in the first line, and raise ValueError."),
    ),
}
SAMPLE = {
    "likeliest": Cause(
        mark("It is always the likeliest token that comes."),
        mark("Where does u enter? The same scores with another u may give another token."),
    ),
    "sorted_first": Cause(
        mark("The probabilities are sorted before they are added up."),
        mark("Add them up in the vocabulary's order."),
    ),
    "place_in_sorted": Cause(
        mark("A place among sorted probabilities comes back, not a token."),
        mark("Do not sort at all: add up in the vocabulary's order."),
    ),
    "one_less": Cause(
        mark("The token before the right one comes back."),
        mark("You want the first whose cumulative probability exceeds u. Count those that do not: which comes next?"),
    ),
    "one_more": Cause(
        mark("The token after the right one comes back."),
        mark("You want the first whose cumulative probability exceeds u, not the one that follows it."),
    ),
    "from_the_end": Cause(
        mark("Probabilities are added up from the end, or 1 − u is used."),
        mark("Begin at token 0, and compare with u itself."),
    ),
    "one_number": Cause(
        mark("One u decides for all rows."),
        mark("u has one number per row: give it a last dimension of 1 before comparing."),
    ),
    "scores_unused": Cause(
        mark("All tokens are drawn as if equally likely."),
        mark("Where do the scores enter?"),
    ),
    "no_softmax": Cause(
        mark("Scores are added up where probabilities are meant."),
        mark("Use softmax before cumsum."),
    ),
    "wrong_axis": Cause(
        mark("Softmax or sum runs across the rows of the batch."),
        mark("Both go along the last dimension, dim=-1."),
    ),
    "not_cumulative": Cause(
        mark("u is compared with single probabilities."),
        mark("Lay the probabilities end to end first: cumsum."),
    ),
    "impossible": Cause(
        mark("Scores of −∞ upset it."),
        mark("Their probability is 0. Print what your softmax makes of them."),
    ),
    "drawn_impossible": Cause(
        mark("With u = 0 a token of probability 0 is drawn."),
        mark("Its cumulative probability, 0, does not *exceed* u: > where you have ≥."),
    ),
    "last": Cause(
        mark("With u a hair below 1, no possible token is drawn, or the wrong one."),
        mark("The probabilities may add up to 0.9999999. If nothing exceeds u, which token is meant?"),
    ),
    "overflow": Cause(
        mark("exp of large scores overflows."),
        mark("torch's softmax subtracts the largest score first."),
    ),
    "dtype": Cause(
        mark("Token ids are not int64."),
        mark("Indices are whole numbers of 64 bits: look at what your last line makes."),
    ),
}
CAUSES = {
    "apply_temperature": ANY | TEMPERATURE,
    "top_k_filter": ANY | FILTERS | TOP_K,
    "top_p_filter": ANY | FILTERS | TOP_P,
    "sample": ANY | SAMPLE,
}
