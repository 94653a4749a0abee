"""What the checks of notebook 05 say of likely mistakes, by the keys of the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

PACKING = {
    "not_cut": Cause(
        mark("Nothing is cut."), mark("While it is longer than max_len, the longer side loses its last token.")
    ),
    "cut_at_the_end": Cause(
        mark("The end of the whole is cut off."), mark("Cut a and b before you put them together.")
    ),
    "only_b_cut": Cause(mark("Only b is cut."), mark("The longer of the two loses, each time.")),
    "only_a_cut": Cause(mark("Only a is cut."), mark("The longer of the two loses, each time.")),
    "halves": Cause(mark("Each side gets half of the room."), mark("A short side keeps all it has.")),
    "first_tokens_cut": Cause(mark("The first tokens are cut."), mark("The last ones go.")),
    "special_not_counted": Cause(
        mark("The special tokens are not counted."), mark("They take three places of max_len.")
    ),
    "no_cls": Cause(mark("[CLS] is missing."), mark("It comes first.")),
    "no_last_sep": Cause(mark("The last [SEP] is missing."), mark("One after a, one after b.")),
    "no_middle_sep": Cause(mark("The [SEP] between a and b is missing."), mark("One after a, one after b.")),
    "b_first": Cause(mark("b comes before a."), mark("[CLS] a [SEP] b [SEP].")),
    "segments_all_zero": Cause(mark("All segments are 0."), mark("1 after the first [SEP].")),
    "first_sep_in_second": Cause(mark("The first [SEP] has segment 1."), mark("It belongs to the first text.")),
    "last_sep_in_first": Cause(mark("The last [SEP] has segment 0."), mark("It belongs to the second text.")),
    "segments_from_one": Cause(mark("Segments are 1 and 2."), mark("They are 0 and 1.")),
    "cls_apart": Cause(mark("[CLS] has segment 1."), mark("It belongs to the first text.")),
    "swapped": Cause(mark("Tokens and segments are swapped."), mark("First tokens, then segments.")),
    "packed": Cause(mark("Something else comes out."), mark("Write the five tokens of the example by hand.")),
    "equal_lengths": Cause(mark("It goes wrong where both are equally long."), mark("Then b loses its last token.")),
    "exact_fit": Cause(mark("What fits is cut."), mark("While it is longer than max_len, not while it is as long.")),
    "empty_sides": Cause(mark("It goes wrong with an empty side."), mark("The special tokens are there all the same.")),
    "shortest": Cause(
        mark("It goes wrong where there is only room for the special tokens."), mark("Both sides lose everything.")
    ),
    "no_value_error": Cause(
        mark("A max_len below 3 raises no ValueError."), mark("There is no room for the special tokens: say so.")
    ),
    "not_a_pair": Cause(mark("Two results are asked for."), mark("Return both, in the order of the statement.")),
}
MASKING = {
    "special_selected": Cause(mark("Special tokens are selected too."), mark("special_mask True means: never.")),
    "special_inverted": Cause(mark("Only special tokens are selected."), mark("special_mask True means: never.")),
    "selection_inverted": Cause(
        mark("What should be left alone is selected."), mark("Selected are those with u_select below 0.15.")
    ),
    "uniforms_swapped": Cause(
        mark("u_select and u_kind are used for each other."),
        mark("u_select says which, u_kind says what becomes of it."),
    ),
    "all_masked": Cause(mark("Every selected token is hidden."), mark("Only 80 % are; see u_kind.")),
    "never_kept": Cause(mark("No selected token stays as it is."), mark("From u_kind 0.9 on it does.")),
    "never_random": Cause(mark("No selected token becomes a random one."), mark("From u_kind 0.8 to 0.9 it does.")),
    "random_and_kept_swapped": Cause(
        mark("Random and kept tokens have changed places."), mark("Below 0.9 random, above it kept.")
    ),
    "not_selected_changed": Cause(
        mark("Tokens that were not selected are changed."), mark("u_kind counts for selected ones only.")
    ),
    "labels_everywhere": Cause(mark("Every token is asked for."), mark("−100 where it was not selected.")),
    "labels_hidden": Cause(mark("The labels hold what the model sees."), mark("They hold what stood there before.")),
    "kept_not_asked": Cause(
        mark("Selected tokens that stay are not asked for."), mark("They are: that is why they were selected.")
    ),
    "only_masked_asked": Cause(mark("Only hidden tokens are asked for."), mark("All that were selected are.")),
    "zero_labels": Cause(mark("0 stands where −100 should."), mark("0 is a token; −100 is what the loss leaves out.")),
    "labels_inverted": Cause(mark("The labels are −100 where they should ask."), mark("The other way round.")),
    "swapped": Cause(mark("Inputs and labels are swapped."), mark("First inputs, then labels.")),
    "special_tokens": Cause(
        mark("It goes wrong with special tokens."), mark("Wherever special_mask is True, nothing changes.")
    ),
    "kinds": Cause(
        mark("One of the three kinds goes wrong."), mark("Below 0.8 mask_id, below 0.9 random, else as it was.")
    ),
    "none_selected": Cause(
        mark("It goes wrong when nothing is selected."), mark("Tokens as they are, and −100 everywhere.")
    ),
    "any_ids": Cause(
        mark("It goes wrong with other ids."), mark("Which were selected is in u_select, not in the tokens.")
    ),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "not_a_pair": Cause(mark("Two results are asked for."), mark("Return both, in the order of the statement.")),
}
LOSS = {
    "averaged_over_all": Cause(mark("The sum is divided by all positions."), mark("Divide by how many labels count.")),
    "everything_counted": Cause(mark("Labels of −100 are counted."), mark("They are not asked for.")),
    "summed": Cause(mark("The sum comes back."), mark("Divide by how many labels count.")),
    "mean_of_rows": Cause(mark("Each text is averaged first."), mark("One mean over all labels that count.")),
    "not_averaged": Cause(mark("A loss for each position comes back."), mark("One number: their mean.")),
    "sign": Cause(mark("The sign of the loss is wrong."), mark("Minus the log-probability: a loss is made small.")),
    "no_softmax": Cause(mark("Scores are used as log-probabilities."), mark("log_softmax over the vocabulary first.")),
    "softmax_twice": Cause(mark("Softmax is taken twice."), mark("cross_entropy takes scores, not probabilities.")),
    "no_logarithm": Cause(mark("The logarithm is missing."), mark("−log of the probability.")),
    "base_two": Cause(mark("The logarithm has base 2."), mark("Natural logarithms.")),
    "shifted": Cause(
        mark("Labels are compared with the position before."), mark("Here each position is asked for its own token.")
    ),
    "over_positions": Cause(mark("Softmax goes over positions."), mark("Over the vocabulary, the last dimension.")),
    "perplexity": Cause(mark("Perplexity comes back."), mark("Its logarithm is the loss.")),
    "none_counted": Cause(mark("It goes wrong where no label counts."), mark("0/0 is NaN: divide by at least 1.")),
    "all_counted": Cause(mark("It goes wrong where every label counts."), mark("Then it is the plain mean.")),
    "large": Cause(
        mark("It is not finite for large scores."), mark("log_softmax in one step; softmax and then log is −∞.")
    ),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
CAUSES = {
    "pack_pair": PACKING,
    "mask_tokens": MASKING,
    "mlm_loss": LOSS,
}
