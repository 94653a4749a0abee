"""The likely mistakes in `KVCache` and `generate_with_cache`, by the same keys as the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

CACHE = {
    "stores_nothing": Cause(
        mark("Only what was just passed in comes back: nothing is kept."),
        mark("Store it on self, joined to what this layer holds already."),
    ),
    "forgets": Cause(
        mark("Earlier positions get lost."),
        mark("Make three updates of one position each and print the shapes: which is missing?"),
    ),
    "prepended": Cause(
        mark("New positions go in front of the old ones."),
        mark("In which order are the two given to cat?"),
    ),
    "without_the_new": Cause(
        mark("What was just passed in is missing from what comes back."),
        mark("Append first, then hand out."),
    ),
    "twice": Cause(mark("Positions come twice."), mark("Is something appended in two places?")),
    "wrong_axis": Cause(
        mark("Old and new are joined along the wrong dimension."),
        mark("(batch, heads, positions, d_head): which one grows as the text does?"),
    ),
    "stacked": Cause(
        mark("stack makes a new dimension."),
        mark("cat makes an existing one longer: dim=2."),
    ),
    "swapped": Cause(mark("Values and keys come back in the wrong order."), mark("Keys first.")),
    "key_twice": Cause(
        mark("Keys and values come back the same."),
        mark("Look for the place where one of them is stored as both."),
    ),
    "one_tensor": Cause(mark("One tensor comes back where two are asked for."), mark("Return keys and values.")),
    "later_update_raises": Cause(
        mark("The first update works and a later one raises."),
        mark("The number of positions differs from call to call: join along them, dim=2."),
    ),
    "layers_mixed": Cause(
        mark("Layers share what they store."),
        mark("Keep a list with a place for each layer; [[]] * n makes one list, n times."),
    ),
    "one_layer": Cause(
        mark("One layer is cached, and another hands out just what it was given."),
        mark("Where does your code ask which layer it is?"),
    ),
    "length": Cause(
        mark("length is not the number of positions in layer 0."),
        mark("Before any update it is 0; then look at the shape of what layer 0 holds."),
    ),
    "length_raises": Cause(
        mark("Reading length raises an error."),
        mark("Before any update nothing is stored: what should it say then?"),
    ),
    "length_method": Cause(
        mark("length is a method; it is read without parentheses."),
        mark("Write @property above it."),
    ),
    "length_of_all_layers": Cause(
        mark("length counts the positions of all layers."),
        mark("Those of layer 0 are enough: all layers read the same tokens."),
    ),
    "length_counts_updates": Cause(
        mark("length counts calls, not positions."),
        mark("One call may bring a whole prompt."),
    ),
    "length_axis": Cause(
        mark("length is another dimension's size."),
        mark("Positions are the third dimension."),
    ),
    "no_index_error": Cause(
        mark("A layer that does not exist goes through."),
        mark("Check the number against n_layers, and raise IndexError."),
    ),
    "negative_layer": Cause(
        mark("Layer −1 goes through."),
        mark("For a list, −1 is its last item: check the number yourself."),
    ),
    "shares_what_was_passed_in": Cause(
        mark("The caller changed what it had passed in, and the cache changed with it."),
        mark("Store a copy: clone()."),
    ),
    "shares_what_was_handed_out": Cause(
        mark("The caller changed what it had been handed, and the cache changed with it."),
        mark("Hand out a copy: clone()."),
    ),
    "caches_share": Cause(
        mark("Two caches share what they store."),
        mark("Make the lists in __init__, on self: not in the class, not as a default argument."),
    ),
    "sizes": Cause(
        mark("It goes wrong for other sizes: one text, one head, many positions."),
        mark("Take every size from the tensors, and squeeze nothing."),
    ),
    "dtype_kept": Cause(
        mark("What comes out has another dtype than what went in."),
        mark("Look for a tensor that is made without the dtype of the key."),
    ),
}
GENERATE = {
    "prompt_missing": Cause(
        mark("The prompt is missing from what comes back."), mark("Return it, then the new tokens.")
    ),
    "one_more": Cause(mark("There is one token too many."), mark("Count how many times you choose a token.")),
    "one_less": Cause(mark("There is one token too few."), mark("Count how many times you choose a token.")),
    "only_last": Cause(mark("Only the last token comes back."), mark("Keep all of them, after the prompt.")),
    "prompt_only": Cause(mark("The prompt comes back as it was."), mark("Where are the chosen tokens added?")),
    "first_scores": Cause(
        mark("The choice is made from the scores after the first token fed."),
        mark("Which scores know the whole text? [:, -1]."),
    ),
    "least_likely": Cause(mark("The least likely token is chosen."), mark("argmax, not argmin.")),
    "rows_mixed": Cause(
        mark("Rows of the batch get each other's tokens."),
        mark("argmax over the last dimension gives one token per row."),
    ),
    "not_called": Cause(mark("The model is never called."), mark("Feed it the prompt first.")),
    "no_cache": Cause(
        mark("The model is never given a cache, so it begins from nothing at every call."),
        mark("cache = model.new_cache() before the loop; then model(tokens, cache)."),
    ),
    "cache_dropped": Cause(
        mark("Some calls have the cache and others do not."),
        mark("What is fed without it is forgotten: pass it every time."),
    ),
    "recomputed": Cause(
        mark("A new cache is made at every step, and the whole text is read into it."),
        mark("Make one before the loop, and feed only what it does not hold yet."),
    ),
    "fresh_cache": Cause(
        mark("A new cache is made at every step, and only the last token is read into it."),
        mark("The model then knows nothing else of the text: make one before the loop, and keep it."),
    ),
    "whole_text_again": Cause(
        mark("The whole text is fed again into a cache that holds it."),
        mark("After the prompt, feed only the token just chosen."),
    ),
    "last_token_twice": Cause(
        mark("The prompt's last token is fed a second time."),
        mark("Reading the prompt already gave the scores of what comes next: use them."),
    ),
    "fed_twice": Cause(
        mark("Some token is fed twice."),
        mark("Print the shape of what you feed: the prompt once, then (batch, 1) each time."),
    ),
    "too_few": Cause(
        mark("Some token never reaches the model."),
        mark("Every token but the last must be read before the next is chosen."),
    ),
    "prompt_not_read": Cause(
        mark("The cache does not begin with the prompt."),
        mark("Read all of the prompt before choosing."),
    ),
    "model_input": Cause(
        mark("The model is fed something that is no tensor of ids (batch, fed)."),
        mark("Keep both dimensions: argmax with keepdim=True, or [:, None]."),
    ),
    "own_cache": Cause(
        mark("The model is given a cache that it did not make."),
        mark("Ask it for one: model.new_cache()."),
    ),
    "rows_change": Cause(
        mark("The number of rows changes from call to call with the same cache."),
        mark("Each row of a cache is one text of the batch."),
    ),
    "nothing_new": Cause(
        mark("0 new tokens give something else than the prompt."), mark("How often should your loop run?")
    ),
    "one_new": Cause(
        mark("It goes wrong for 1 new token."), mark("It needs no case of its own: which line treats it so?")
    ),
    "short_prompt": Cause(
        mark("It goes wrong for a prompt of one token."),
        mark("It needs no case of its own: which line counts on more?"),
    ),
}
CAUSES = {"KVCache": CACHE, "generate_with_cache": GENERATE}
