"""What the checks of notebook 02 say of likely mistakes, by the keys of the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

FREQUENCY = {
    "binary": Cause(mark("Only whether a word occurs is said, not how often."), mark("Add one each time it occurs.")),
    "relative": Cause(mark("Counts are divided by the document's length."), mark("Leave whole numbers: int64.")),
    "tf_idf": Cause(mark("Counts are weighted by how rare a word is."), mark("That comes later; count first.")),
    "transposed": Cause(
        mark("Rows are words and columns documents."), mark("One row for each document, one column for each word.")
    ),
    "sorted_vocabulary": Cause(
        mark("Columns are in alphabetical order."), mark("The vocabulary says the order: its i-th word is column i.")
    ),
    "order_of_appearance": Cause(
        mark("Columns follow the words as the documents bring them."),
        mark("The vocabulary says the order: its i-th word is column i."),
    ),
    "summed": Cause(mark("All documents are counted together."), mark("Each has a row of its own.")),
    "not_reset": Cause(
        mark("A document's row still holds the counts of those before."), mark("Begin each row with zeros.")
    ),
    "others_counted": Cause(
        mark("There is a column too many, for other words."), mark("Words outside the vocabulary are ignored.")
    ),
    "one_document": Cause(
        mark("All rows are those of one document."),
        mark("Look at which document your loop counts, and where it writes."),
    ),
    "not_int64": Cause(
        mark("The counts are not int64."), mark("Give torch.zeros or torch.tensor the dtype torch.int64.")
    ),
    "other_words": Cause(
        mark("It goes wrong with words outside the vocabulary."),
        mark("Ask whether a word has a column before you count it."),
    ),
    "empty_document": Cause(
        mark("It goes wrong without words or without documents."),
        mark("A document without words is a row of zeros; no documents are a tensor (0, V)."),
    ),
    "unused_word": Cause(
        mark("It goes wrong with a word that no document has."), mark("It keeps its column, full of zeros.")
    ),
    "exact_words": Cause(mark("Words are taken for each other."), mark("Compare whole words, as they stand.")),
}
PAIRS = {
    "self_included": Cause(mark("A word is paired with itself."), mark("Leave out the position of the center.")),
    "after_only": Cause(mark("Only words after the center count."), mark("The window reaches to both sides.")),
    "before_only": Cause(mark("Only words before the center count."), mark("The window reaches to both sides.")),
    "swapped": Cause(mark("The pairs are (context, center)."), mark("The center comes first.")),
    "one_too_far": Cause(
        mark("The window reaches one word too far."), mark("At most `window` words away; mind where range ends.")
    ),
    "one_too_near": Cause(
        mark("The window ends one word too early."), mark("`window` words away still counts; mind where range ends.")
    ),
    "context_order": Cause(
        mark("The right pairs, in another order."),
        mark("By center position, then by context position, from left to right."),
    ),
    "wraps_around": Cause(
        mark("At the edges the window goes on at the other end."),
        mark("A negative index counts from the end: stop at 0 and at the length."),
    ),
    "edges_left_out": Cause(mark("Words near the edges have no pairs."), mark("They have fewer neighbours, not none.")),
    "no_repeats": Cause(mark("Equal pairs are kept once."), mark("Each occurrence gives a pair of its own.")),
    "same_word_left_out": Cause(
        mark("A neighbour that is the same word is left out."), mark("Compare positions, not words.")
    ),
    "positions": Cause(mark("Positions come back, not the tokens."), mark("Look up tokens[i] and tokens[j].")),
    "not_pairs": Cause(mark("The list holds something else than pairs."), mark("Each entry is (center, context).")),
    "pairs": Cause(
        mark("Other pairs come out."), mark("Write the pairs of the first three words by hand and compare.")
    ),
    "wide_window": Cause(
        mark("It goes wrong when the window is wider than the text."), mark("Cut it off at both ends.")
    ),
    "repeated_words": Cause(
        mark("It goes wrong with words that occur twice."), mark("Go by position: index() finds only the first.")
    ),
    "other_tokens": Cause(
        mark("It goes wrong when tokens are numbers."), mark("Do nothing with a token but put it into a pair.")
    ),
    "short_texts": Cause(
        mark("It goes wrong with one word or none."), mark("Nobody has a neighbour there: an empty list.")
    ),
}
SGNS = {
    "summed": Cause(mark("The losses of the batch are added up."), mark("Take their mean.")),
    "not_averaged": Cause(mark("A loss for each pair comes back."), mark("Take their mean: a scalar.")),
    "negatives_averaged": Cause(
        mark("The negatives are averaged."), mark("Each of them counts in full: a sum over k.")
    ),
    "all_averaged": Cause(
        mark("Pairs and negatives are averaged together."), mark("Sum over k first, then the mean over the batch.")
    ),
    "sign_of_loss": Cause(mark("The sign of the loss is wrong."), mark("Minus the logarithm: a loss is made small.")),
    "sign_of_negatives": Cause(
        mark("Negatives are drawn towards the center."), mark("Their products have a minus inside σ.")
    ),
    "sign_of_true": Cause(mark("The true neighbour is pushed away."), mark("Its product has no minus inside σ.")),
    "negatives_subtracted": Cause(
        mark("The negatives' part is subtracted."), mark("Both parts have the same sign in front.")
    ),
    "no_logarithm": Cause(mark("There is no logarithm."), mark("−log σ, not −σ.")),
    "no_sigmoid": Cause(mark("There is no σ."), mark("log σ of each product, not the product.")),
    "no_negatives": Cause(mark("The negatives do not count."), mark("Add their part.")),
    "no_true": Cause(mark("The true neighbour does not count."), mark("Add its part.")),
    "one_negative": Cause(mark("Only the first negative counts."), mark("Sum over all k of them.")),
    "negatives_before_sigmoid": Cause(
        mark("The negatives' products are added up before σ."),
        mark("σ and logarithm first, for each of them; then the sum."),
    ),
    "softmax": Cause(
        mark("A softmax over neighbour and negatives."), mark("Each product is judged by itself, with σ.")
    ),
    "cosine": Cause(mark("Vectors are normalised."), mark("Plain dot products.")),
    "negatives_with_context": Cause(
        mark("Negatives are multiplied with the context."), mark("All products are with the center.")
    ),
    "base_two": Cause(mark("The logarithm has base 2."), mark("Natural logarithms.")),
    "sizes": Cause(
        mark("It goes wrong for other sizes."), mark("Look for a squeeze, or a number of dimensions taken for granted.")
    ),
    "extreme": Cause(
        mark("It is not finite for large products."),
        mark("σ of −10,000 is 0, and its logarithm infinite: F.logsigmoid takes both in one step."),
    ),
    "clipped": Cause(
        mark("Large losses are cut off."), mark("Do not clamp, and add no small number: F.logsigmoid is exact.")
    ),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
NEIGHBOURS = {
    "dot_product": Cause(mark("Long vectors win: dot products are compared."), mark("Divide by both lengths.")),
    "distance": Cause(mark("Distances are compared."), mark("The cosine looks at directions only.")),
    "half_normalised": Cause(mark("Only one of the two lengths is divided by."), mark("Divide by both.")),
    "squared_lengths": Cause(
        mark("Squared lengths are divided by."), mark("The length is the root of the sum of squares.")
    ),
    "query_included": Cause(
        mark("The query is its own nearest neighbour."), mark("Leave its row out before you choose.")
    ),
    "one_too_few": Cause(mark("There is one neighbour too few."), mark("Leave the query out first, then take k.")),
    "worst_first": Cause(mark("The farthest come back."), mark("Sort from the largest cosine down.")),
    "reversed": Cause(mark("The right ones, the best last."), mark("Sort from the largest cosine down.")),
    "shifted": Cause(
        mark("Indices after the query's are one off."),
        mark("Where a row was taken out, the others moved: hide it instead of deleting it."),
    ),
    "one_minus": Cause(mark("One minus the cosine comes back."), mark("The cosine itself.")),
    "by_size": Cause(mark("A cosine of −0.9 counts as near."), mark("Opposite is far: no absolute value.")),
    "swapped": Cause(mark("Similarities and indices are swapped."), mark("Indices first.")),
    "not_a_pair": Cause(mark("Two results are asked for."), mark("Return indices, similarities.")),
    "other_queries": Cause(
        mark("It goes wrong for the first row or the last."), mark("How do you leave the query out?")
    ),
    "all_of_them": Cause(mark("It goes wrong when more are asked for than there are."), mark("min(k, V − 1) of them.")),
    "zero_vector": Cause(mark("It goes wrong with a vector of zeros."), mark("0/0 is NaN: its similarity is 0.")),
    "ties": Cause(
        mark("Of equal cosines, another than the lower index comes first."), mark("sort has an argument stable.")
    ),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
PROCRUSTES = {
    "transposed": Cause(
        mark("This W takes the target to the source."),
        mark("source comes first in the product, and W on the right of source."),
    ),
    "v_not_transposed": Cause(mark("V stands where Vᵀ should."), mark("torch.linalg.svd gives Vᵀ already.")),
    "least_squares": Cause(
        mark("The matrix is the best one, but not orthogonal."),
        mark("It may turn and mirror, not stretch: use the singular vectors."),
    ),
    "stretched": Cause(mark("The singular values are still in it."), mark("They are what stretches: leave them out.")),
    "no_mirror": Cause(
        mark("Mirrors are forbidden in your code."), mark("Orthogonal matrices may mirror: determinant 1 or −1.")
    ),
    "centered": Cause(mark("The points are centred first."), mark("Take them as they are.")),
    "rows_normalised": Cause(mark("The points are made of length 1 first."), mark("Take them as they are.")),
    "identity": Cause(mark("W is the identity: nothing turns."), mark("Look at sourceᵀ · target.")),
    "applied": Cause(mark("The turned points come back, not W."), mark("Return the matrix (d, d).")),
    "not_orthogonal": Cause(mark("W is not orthogonal."), mark("WᵀW must be the identity.")),
    "not_best": Cause(
        mark("Another orthogonal W comes nearer."), mark("U Vᵀ from the decomposition of sourceᵀ · target.")
    ),
    "exact": Cause(mark("A plain turn is not found."), mark("Compare source · W with target.")),
    "mirror": Cause(mark("A mirrored space is not found."), mark("Do nothing about the determinant.")),
    "few_points": Cause(
        mark("It goes wrong with fewer points than dimensions."),
        mark("sourceᵀ · target is (d, d) however many points there are."),
    ),
    "scale": Cause(
        mark("It goes wrong where the spaces have different scale."), mark("W turns only; nothing has to be divided.")
    ),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
CAUSES = {
    "term_frequency": FREQUENCY,
    "skipgram_pairs": PAIRS,
    "sgns_loss": SGNS,
    "nearest_neighbours": NEIGHBOURS,
    "procrustes": PROCRUSTES,
}
