"""An exercise that is not written yet does not stop the notebook: until it is, the course's own takes its name.

In the learner's own notebook alone, and said above every cell that uses it. Nothing of this is where answers are
examined: there this package is hollow, and an unwritten exercise earns nothing.
"""

import importlib
import re
import sys
from typing import Any

from course_lib import cells
from course_lib.exercises import load
from course_lib.language import text

# Where the course's own of each exercise is, under the same name and with the same arguments.
HOMES = {
    "association": ("association_effect_size",),
    "attention": ("MultiHeadAttention", "causal_mask", "scaled_dot_product_attention"),
    "bag_of_words": ("term_frequency",),
    "bert": ("mask_tokens", "mlm_loss", "pack_pair"),
    "chrf": ("chrf",),
    "decoding": ("apply_temperature", "beam_search", "generate_with_cache", "sample", "top_k_filter", "top_p_filter"),
    "gpt": ("next_token_loss", "parameter_count"),
    "kv_cache": ("KVCache",),
    "layers": ("sinusoidal_positions",),
    "lora": ("LoRALinear",),
    "memorisation": ("longest_common_subsequence",),
    "ngrams": ("interpolated_probability", "ngram_probability", "perplexity"),
    "prompting": ("classify_by_verbalizer", "contextual_calibration"),
    "reward_model": ("preference_loss",),
    "rlhf.ppo": ("gae", "ppo_loss"),
    "rnn": ("elman_step", "lstm_step", "masked_mean_pool"),
    "seq2seq": ("additive_attention",),
    "t5": ("span_corruption",),
    "tokenizers.pairs": ("learn_bpe",),
    "training.sft": ("sft_labels",),
    "vision_text": ("itc_loss",),
    "word_vectors": ("nearest_neighbours", "procrustes", "sgns_loss", "skipgram_pairs"),
}

_HOME = {exercise: module for module, exercises in HOMES.items() for exercise in exercises}
_unwritten: dict[str, Any] = {}  # name of the exercise → the stub whose place the course's own took


def reference(exercise: str) -> Any:
    """The course's own function or class of that name. Raises KeyError for an unknown exercise."""
    return getattr(importlib.import_module(f"course_lib.{_HOME[exercise]}"), exercise)


def take_the_place_of(exercise: str, stub: Any) -> bool:
    """In a live notebook: from now on the name means the course's own. Else nothing happens, and False comes back."""
    here = cells.shell()
    if not cells.somebody_works() or exercise not in _HOME or here.user_ns.get(exercise) is not stub:
        return False
    here.user_ns[exercise] = reference(exercise)
    _unwritten[exercise] = stub
    return True


def own(exercise: str, answer: Any) -> Any:
    """What the learner has under that name: the stub, where the course's own stands in for it."""
    return _unwritten[exercise] if exercise in _unwritten and answer is reference(exercise) else answer


def unwritten(name: str) -> bool:
    """Whether the course's own stands in for that exercise just now."""
    here = cells.shell()
    return name in _unwritten and here is not None and here.user_ns.get(name) is reference(name)


def watch() -> None:
    """From now on, say above each cell which names in it are the course's own."""
    here = cells.shell()
    if here is not None and _say not in here.events.callbacks["pre_run_cell"]:
        here.events.register("pre_run_cell", _say)


def _say(info: Any) -> None:
    source = str(info.raw_cell or "")
    if not _unwritten or re.match(r"\s*check\(", source):
        return
    for name in sorted(cells.uses(source, {name for name in _unwritten if unwritten(name)})):
        said = text("Exercise {number} is not written yet: {name} is the course's own here.", name=name,
                    number=load(name).number)  # fmt: skip
        sys.stdout.write(f"({said})\n")
