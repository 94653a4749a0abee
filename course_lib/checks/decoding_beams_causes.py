"""The likely mistakes in `beam_search`, by the same keys as the exam's hints."""

from course_lib.checks.checker import Cause
from course_lib.language import mark

BEAMS = {
    "prompt_missing": Cause(
        mark("The prompt is missing from the texts."), mark("A text is the prompt and what follows.")
    ),
    "worst_first": Cause(
        mark("The worst text comes first."),
        mark("Log-probabilities are negative: the best is the largest, nearest to 0."),
    ),
    "probabilities": Cause(
        mark("The scores are probabilities."),
        mark("Return the sum of log-probabilities as it is, without exp."),
    ),
    "averaged": Cause(
        mark("The scores are divided by the length."),
        mark("Return the plain sum: here nothing is normalised."),
    ),
    "average_decides": Cause(
        mark("Texts are compared by their score per token."),
        mark("Here the sum decides, whatever the length."),
    ),
    "greedy_beams": Cause(
        mark("Each beam is continued by its likeliest token only."),
        mark("Put all continuations of all beams into one list, and keep the best n_beams of it."),
    ),
    "last_score_only": Cause(
        mark("Only the newest token's log-probability counts."),
        mark("Add it to the score of the beam that it continues."),
    ),
    "wrong_parent": Cause(
        mark("A token is appended to another beam than the one it continues."),
        mark("Of a flat index, index // V is the beam and index % V the token."),
    ),
    "one_more": Cause(mark("The texts are one token too long."), mark("Count the steps.")),
    "one_less": Cause(mark("The texts are one token too short."), mark("Count the steps.")),
    "best_only": Cause(mark("Only the best text comes back."), mark("All n_beams are asked for, best first.")),
    "how_many": Cause(mark("It is not n_beams texts that come back."), mark("Keep n_beams at every step.")),
    "same_text_twice": Cause(
        mark("The same text comes twice."),
        mark("Begin with one beam, the prompt: copies of it continue alike."),
    ),
    "texts": Cause(
        mark("The texts found are not the likeliest."),
        mark("Follow two steps by hand, with two beams and three tokens."),
    ),
    "score": Cause(
        mark("The texts are right and a score is not."),
        mark("A score is the sum of the new tokens' log-probabilities, nothing else."),
    ),
    "form": Cause(
        mark("A list of pairs (tokens, score) is asked for."),
        mark("tokens is 1-D and whole numbers, score is one number."),
    ),
    "model_input": Cause(
        mark("next_log_probs is given something that is no int64 tensor (beams, n)."),
        mark("Stack the texts: torch.stack; a single one is prompt[None]."),
    ),
    "one_beam": Cause(mark("It goes wrong for one beam."), mark("Is there a squeeze, or a loop over a single number?")),
    "finished_dropped": Cause(
        mark("Texts that ended are lost."),
        mark("They stay among the candidates, as they are, and go on competing."),
    ),
    "finished_extended": Cause(
        mark("A text goes on after its eos."),
        mark("Only texts that have not ended are continued."),
    ),
    "finished_apart": Cause(
        mark("A finished text gives its place to another."),
        mark("It keeps its place among the n_beams as long as no other is better."),
    ),
    "eos_missing": Cause(mark("The eos is taken off the text."), mark("It belongs to it.")),
    "finished": Cause(
        mark("It goes wrong when texts end."),
        mark("A finished text stays as it is, with its score, and competes with the others."),
    ),
    "finished_fed": Cause(
        mark("next_log_probs is asked about a text that has ended."),
        mark("Feed only those that go on."),
    ),
    "all_finished": Cause(
        mark("It goes wrong when every text has ended."),
        mark("There is nothing left to feed: leave the loop."),
    ),
    "prompt_finished": Cause(
        mark("An eos in the prompt is taken for the end."),
        mark("Only a new token ends a text: look behind the prompt, or keep a mark."),
    ),
    "many_beams": Cause(
        mark("It goes wrong when there are fewer continuations than beams."),
        mark("topk cannot give more than there are: keep what there is."),
    ),
}
CAUSES = {"beam_search": BEAMS}
