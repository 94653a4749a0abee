"""The likely mistakes in notebook 01 and the next step for each, by the same keys as the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

LOG = Cause(
    mark("A logarithm comes back where a probability is asked for."),
    mark("Leave the logarithm to whoever multiplies many of them."),
)
NGRAM = {
    "log": LOG,
    "joint": Cause(
        mark("The count is divided by the number of all tokens."),
        mark("The context is given: divide by how often it occurred."),
    ),
    "divided_by_word": Cause(
        mark("The count is divided by how often the word occurred."),
        mark("Which of the two is given, the context or the word?"),
    ),
    "context_ignored": Cause(
        mark("The context changes nothing."),
        mark("Look up the n-gram, context and word together: (*context, word)."),
    ),
    "add_one": Cause(mark("One is added to the counts."), mark("Here nothing is smoothed: that comes later.")),
    "count_returned": Cause(mark("A count comes back, not a share."), mark("Divide it by the context's count.")),
    "inverse": Cause(mark("The fraction is upside down."), mark("A probability is at most 1.")),
    "reversed": Cause(mark("The word is looked for before the context."), mark("It comes last: (*context, word).")),
    "last_word_only": Cause(mark("Only the last word of the context counts."), mark("Take all of it.")),
    "first_word_only": Cause(mark("Only the first word of the context counts."), mark("Take all of it.")),
    "continuations": Cause(
        mark("The count is divided by the sum of all continuations."),
        mark("A context at the very end has none: divide by the context's own count."),
    ),
    "percent": Cause(mark("A percentage comes back."), mark("A probability is a number from 0 to 1.")),
    "other_orders": Cause(
        mark("It is right for one length of context only."),
        mark("Take the context as it comes, without unpacking it."),
    ),
    "empty_context": Cause(
        mark("It goes wrong without a context."),
        mark("counts[()] is the number of tokens: no case of its own is needed."),
    ),
    "unseen_word": Cause(
        mark("It goes wrong for a word that never followed."),
        mark("What is not in counts occurred 0 times: get(…, 0)."),
    ),
    "no_key_error": Cause(
        mark("A context that never occurred raises no KeyError."),
        mark("Nothing can be said of it: raise KeyError with the context in its message."),
    ),
    "context_not_named": Cause(
        mark("The KeyError does not name the context."),
        mark("Whoever reads it wants to know which one: put it into the message."),
    ),
}
INTERPOLATED = {
    "log": LOG,
    "first_words": Cause(
        mark("The first words of the context are taken."),
        mark("Which of its words are next to the word that comes?"),
    ),
    "no_uniform": Cause(mark("weights[0] is not used."), mark("It stands for 1/V, the same for every word.")),
    "weights_reversed": Cause(
        mark("The weights are used the other way round."),
        mark("weights[0] is for 1/V, weights[1] for single words, and so on."),
    ),
    "highest_only": Cause(mark("Only the longest context counts."), mark("Every order adds its share: a sum.")),
    "weight_lost": Cause(
        mark("The weight of an unseen context is lost."),
        mark("Hand it to the next lower order, or the sum over all words falls below 1."),
    ),
    "weight_to_uniform": Cause(
        mark("The weight of an unseen context goes to 1/V at once."),
        mark("It goes to the next lower order, and further only if that one is unseen too."),
    ),
    "renormalised": Cause(
        mark("The weight of an unseen context is shared among all orders."),
        mark("All of it goes to the next lower one."),
    ),
    "unseen_raises": Cause(
        mark("An unseen context raises."),
        mark("Ask whether it occurred before you divide; its weight goes down."),
    ),
    "short_context": Cause(
        mark("It goes wrong for a context shorter than the orders need."),
        mark("What is missing counts as unseen: the weight goes down."),
    ),
    "unseen_word": Cause(
        mark("It goes wrong for a word that never occurred."),
        mark("Every estimate gives it 0, and 1/V its share."),
    ),
    "orders": Cause(
        mark("It works for one number of weights only."),
        mark("len(weights) − 1 is the longest n-gram: loop over it."),
    ),
    "sums_to_one": Cause(
        mark("Over the whole vocabulary the probabilities do not sum to 1."),
        mark("Which word gets too little, or which weight is lost?"),
    ),
}
PERPLEXITY = {
    "base_two": Cause(mark("2 is raised to the mean."), mark("The logarithms are natural: use e.")),
    "not_mean": Cause(
        mark("The sum is taken, not the mean."),
        mark("A longer text must not be more surprising for its length."),
    ),
    "sign": Cause(mark("The sign is missing."), mark("Log-probabilities are negative, and perplexity is at least 1.")),
    "entropy": Cause(mark("The mean itself comes back."), mark("Perplexity is e to that.")),
    "mean_probability": Cause(
        mark("Probabilities are averaged, then inverted."),
        mark("Average the logarithms."),
    ),
    "mean_of_inverses": Cause(
        mark("Inverses of probabilities are averaged."),
        mark("Average the logarithms first, then take e to it."),
    ),
    "one_less": Cause(mark("The sum is divided by n − 1."), mark("All n tokens count.")),
    "uniform": Cause(
        mark("It goes wrong when every token is equally likely."),
        mark("With probability 1/V each, the perplexity is V."),
    ),
    "one_token": Cause(mark("It goes wrong for a single token."), mark("The mean of one number is that number.")),
    "long_text": Cause(
        mark("It goes wrong for long texts."),
        mark("The product of so many probabilities is too small for a float: stay with logarithms to the end."),
    ),
    "no_value_error": Cause(
        mark("An empty text raises no ValueError."),
        mark("The mean of nothing is not a number: check first."),
    ),
    "dtype_raised": Cause(mark("It works in one float only."), mark("Look for a tensor with a dtype of its own.")),
}
BPE = {
    "counts_ignored": Cause(
        mark("Each word counts once."),
        mark("A pair counts as often as its word occurs."),
    ),
    "no_end_symbol": Cause(
        mark("The end of a word is missing."),
        mark("A word begins as its letters and the symbol </w>."),
    ),
    "not_applied": Cause(
        mark("Merges are chosen but not made."),
        mark("After each, the pair is one symbol in every word, and new pairs appear."),
    ),
    "rarest": Cause(mark("The rarest pair is merged."), mark("The most frequent goes first.")),
    "one_more": Cause(mark("There is one merge too many."), mark("Count the rounds of your loop.")),
    "one_less": Cause(mark("There is one merge too few."), mark("Count the rounds of your loop.")),
    "joined": Cause(mark("The new symbols come back, not the pairs."), mark("Return what was merged: (left, right).")),
    "last_only": Cause(mark("Only the last merge comes back."), mark("Collect them in a list.")),
    "not_pairs": Cause(
        mark("The list holds something else than pairs."), mark("Each entry is (left, right), two texts.")
    ),
    "merges": Cause(mark("Another pair is merged."), mark("Count the pairs of that step by hand.")),
    "ties": Cause(
        mark("Of equally frequent pairs, another than the smaller is merged first."),
        mark("min over (−count, pair) settles both at once."),
    ),
    "overlaps": Cause(
        mark("Overlapping pairs are counted once."),
        mark("In aaa the pair (a, a) occurs twice."),
    ),
    "from_the_right": Cause(
        mark("Letters are merged from the right."), mark("aaa becomes aa a: go from left to right.")
    ),
    "repeated_letters": Cause(
        mark("It goes wrong with letters in a row."),
        mark("Go from left to right, and do not use a letter twice."),
    ),
    "stops_early": Cause(
        mark("It goes wrong when no pair is left."),
        mark("When every word is one symbol, leave the loop."),
    ),
    "none_asked": Cause(
        mark("It goes wrong for no merges, or no words."),
        mark("Both give an empty list: which line takes more for granted?"),
    ),
    "letters": Cause(
        mark("It goes wrong with letters such as ñ, or with < in a word."),
        mark("Keep symbols in lists, not joined by spaces or searched for in texts."),
    ),
}
CAUSES = {
    "ngram_probability": NGRAM,
    "interpolated_probability": INTERPOLATED,
    "perplexity": PERPLEXITY,
    "learn_bpe": BPE,
}
