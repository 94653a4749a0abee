"""What the checks of notebook 09 say of likely mistakes, by the keys of the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

SUBSEQUENCE = {
    "not_plain": Cause(mark("The result is no whole number."), mark("The length, not the subsequence.")),
    "run": Cause(
        mark("This is the longest run without a gap."), mark("Items in between may be skipped on both sides.")
    ),
    "words_shared": Cause(
        mark("Different items that both hold are counted."), mark("Order counts, and so does how often.")
    ),
    "counts_shared": Cause(
        mark("Items that both hold are counted, in any order."), mark("The order must be the same in both.")
    ),
    "same_places": Cause(
        mark("Items at the same places are compared."), mark("They may stand anywhere, in the same order.")
    ),
    "greedy": Cause(
        mark("Each item takes the first match it finds."),
        mark("An early match may cost two later ones: compare both ways and keep the better."),
    ),
    "prefix": Cause(mark("Only what both begin with is counted."), mark("After a difference it goes on.")),
    "edit_distance": Cause(mark("This is an edit distance, or made from one."), mark("Count what stays.")),
    "left_over": Cause(mark("What is left over is counted."), mark("Count what both share.")),
    "one_off": Cause(mark("It is one off."), mark("Look at where your loops begin and end.")),
    "last_left_out": Cause(
        mark("The last items are left out."), mark("The table has a row and a column more than there are items.")
    ),
    "other": Cause(mark("Another number comes out."), mark("Fill the table of the example by hand.")),
    "empty": Cause(mark("It goes wrong with an empty side."), mark("Nothing in common: 0.")),
    "same": Cause(
        mark("It goes wrong for a text and itself."), mark("All of it; backwards, what a palindrome would share.")
    ),
    "repeated": Cause(mark("It goes wrong where a word comes again and again."), mark("Each place may be used once.")),
    "words": Cause(mark("It goes wrong with words."), mark("Compare with ==; anything may be an item.")),
    "long": Cause(
        mark("It does not finish for long texts, or goes wrong."),
        mark("A table of n · m numbers; recursion without memory takes exponential time."),
    ),
}
CHRF = {
    "not_plain": Cause(mark("The result is no number."), mark("A float from 0 to 100.")),
    "of_one": Cause(mark("The score goes from 0 to 1."), mark("Times 100.")),
    "beta_one": Cause(mark("Precision and recall count the same."), mark("β = 2: recall counts twice as much.")),
    "beta_upside_down": Cause(
        mark("Recall counts less than precision."),
        mark("(1 + β²) P R / (β² P + R); P divides by the hypothesis's n-grams."),
    ),
    "precision": Cause(mark("This is precision alone."), mark("Combine it with recall.")),
    "recall": Cause(mark("This is recall alone."), mark("Combine it with precision.")),
    "spaces_kept": Cause(mark("Spaces are counted as characters."), mark("Take white space out first.")),
    "longest_only": Cause(mark("Only the longest n-grams are used."), mark("Average over n = 1 … max_order.")),
    "letters_only": Cause(mark("Only single characters are used."), mark("Average over n = 1 … max_order.")),
    "counts_pooled": Cause(
        mark("The counts of all n are summed before dividing."),
        mark("A precision and a recall for each n, then their means."),
    ),
    "mean_of_scores": Cause(
        mark("An F score for each n is averaged."), mark("Average precisions and recalls, then combine them once.")
    ),
    "sets": Cause(
        mark("Repeated n-grams are counted once."), mark("Count them: the smaller of the two counts matches.")
    ),
    "lower_case": Cause(mark("Capitals are made small."), mark("They are letters of their own.")),
    "words": Cause(mark("Words are counted."), mark("Characters.")),
    "from_two": Cause(mark("Single characters are left out."), mark("n begins at 1.")),
    "other": Cause(mark("Another number comes out."), mark("Count the example's n-grams by hand.")),
    "identical": Cause(mark("The same sentence does not give 100."), mark("P = R = 1.")),
    "nothing": Cause(mark("It goes wrong where nothing matches."), mark("P + R = 0: the score is 0, not 0/0.")),
    "empty": Cause(mark("It goes wrong with an empty side."), mark("Then 0.")),
    "short": Cause(
        mark("It goes wrong for short texts."), mark("Average only over those n for which both sides have n-grams.")
    ),
    "spaces": Cause(mark("White space changes the score."), mark("split and join take out all of it.")),
    "options": Cause(mark("It goes wrong for another max_order or β."), mark("Use the arguments.")),
    "letters": Cause(mark("It goes wrong with accents or capitals."), mark("á and a are two characters.")),
}
CONTRAST = {
    "texts_for_images": Cause(
        mark("Only images look for their texts."), mark("Texts look for their images, too: the transposed scores.")
    ),
    "images_for_texts": Cause(mark("Only texts look for their images."), mark("Images look for their texts, too.")),
    "both_summed": Cause(mark("The two directions are summed."), mark("Their mean.")),
    "not_normalised": Cause(mark("The vectors are not normalised."), mark("Cosines: divide each by its length.")),
    "times_temperature": Cause(mark("The cosines are multiplied by the temperature."), mark("Divide by it.")),
    "no_temperature": Cause(mark("The temperature is not used."), mark("Divide the cosines by it.")),
    "sign": Cause(mark("The sign of the loss is wrong."), mark("Minus the log-probability: a loss is made small.")),
    "no_softmax": Cause(
        mark("The other pairs of the batch are not used."), mark("Softmax over each row: own against all.")
    ),
    "cosine_of_pairs": Cause(
        mark("Only the cosine of each pair is used."), mark("Contrast it with the others: cross-entropy.")
    ),
    "probabilities": Cause(mark("The logarithm is missing."), mark("−log of the probability.")),
    "summed": Cause(mark("The sum comes back."), mark("The mean over the batch.")),
    "not_averaged": Cause(mark("A loss for each pair comes back."), mark("One number: their mean.")),
    "wrong_pairs": Cause(mark("Pictures are paired with other texts."), mark("Row i belongs to row i.")),
    "over_everything": Cause(mark("One softmax runs over all pairs."), mark("One for each row, one for each column.")),
    "base_two": Cause(mark("The logarithm has base 2."), mark("Natural logarithms.")),
    "lengths": Cause(mark("It goes wrong for vectors of other lengths."), mark("Normalise inside.")),
    "one_pair": Cause(mark("It goes wrong for a single pair."), mark("Nothing to confuse: 0.")),
    "sharp": Cause(
        mark("It is not finite for a small temperature."), mark("log_softmax in one step; softmax and then log is −∞.")
    ),
    "sizes": Cause(mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number taken for granted.")),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
EFFECT = {
    "not_plain": Cause(mark("The result is no number."), mark("float(…).")),
    "sign": Cause(mark("The sign is wrong."), mark("x minus y, and nearer to a counts as positive.")),
    "not_divided": Cause(
        mark("The difference is not divided by a standard deviation."), mark("By that of all associations together.")
    ),
    "n_in_the_deviation": Cause(mark("The standard deviation divides by n."), mark("By n − 1.")),
    "variance": Cause(mark("It is divided by the variance."), mark("By its root.")),
    "deviation_of_x": Cause(mark("It is divided by the deviation within x."), mark("By that of x and y together.")),
    "deviation_of_y": Cause(mark("It is divided by the deviation within y."), mark("By that of x and y together.")),
    "pooled": Cause(mark("The deviations of x and y are pooled."), mark("One deviation, of x and y together.")),
    "dot_products": Cause(mark("Dot products are used."), mark("Cosines: lengths must not count.")),
    "means_of_vectors": Cause(
        mark("Each word is compared with the mean vector of an attribute."),
        mark("The mean of its cosines with each word."),
    ),
    "only_a": Cause(mark("b is not used."), mark("Mean cosine with a minus mean cosine with b.")),
    "summed": Cause(mark("Associations are summed over a group."), mark("Averaged.")),
    "magnitude": Cause(
        mark("The sign never changes."), mark("Negative and positive mean opposite things: keep the sign.")
    ),
    "other": Cause(mark("Another number comes out."), mark("Write the associations of the example by hand.")),
    "unequal": Cause(mark("It goes wrong for groups of different sizes."), mark("Means over each group's own size.")),
    "lengths": Cause(mark("It goes wrong for vectors of other lengths."), mark("Normalise inside.")),
    "opposites": Cause(mark("Swapping a and b does not turn the sign."), mark("a minus b.")),
    "two_words": Cause(
        mark("It goes wrong with one word in each group."), mark("The deviation of two numbers, n − 1 = 1.")
    ),
    "float64": Cause(mark("It goes wrong in float64."), mark("Look for a tensor with a dtype of its own.")),
}
CAUSES = {
    "longest_common_subsequence": SUBSEQUENCE,
    "chrf": CHRF,
    "itc_loss": CONTRAST,
    "association_effect_size": EFFECT,
}
