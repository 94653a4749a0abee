"""The visible checks: they say what came out, what was expected, where, the likely mistake and what to try next."""

from course_lib.checks import (
    bert,
    bert_causes,
    decoding,
    decoding_beams,
    decoding_beams_causes,
    decoding_cache,
    decoding_cache_causes,
    decoding_causes,
    embeddings,
    embeddings_causes,
    instruction_tuning,
    instruction_tuning_causes,
    language_modelling,
    language_modelling_causes,
    limitations,
    limitations_causes,
    prompting,
    prompting_causes,
    rnns,
    rnns_causes,
    transformers,
    transformers_causes,
)
from course_lib.checks.checker import Cause, CheckFailed, Exercise, run

__all__ = ["CAUSES", "EXERCISES", "CheckFailed", "check"]

# Every exercise with its cases, and the causes that its messages name, by the keys of the exam's hints.
EXERCISES: dict[str, Exercise] = {
    **language_modelling.EXERCISES,
    **embeddings.EXERCISES,
    **rnns.EXERCISES,
    **transformers.EXERCISES,
    **bert.EXERCISES,
    **prompting.EXERCISES,
    **instruction_tuning.EXERCISES,
    **decoding.EXERCISES,
    **decoding_beams.EXERCISES,
    **decoding_cache.EXERCISES,
    **limitations.EXERCISES,
}
CAUSES: dict[str, dict[str, Cause]] = {
    **language_modelling_causes.CAUSES,
    **embeddings_causes.CAUSES,
    **rnns_causes.CAUSES,
    **dict.fromkeys(transformers.EXERCISES, transformers_causes.CAUSES),
    **bert_causes.CAUSES,
    **prompting_causes.CAUSES,
    **instruction_tuning_causes.CAUSES,
    **decoding_causes.CAUSES,
    **decoding_beams_causes.CAUSES,
    **decoding_cache_causes.CAUSES,
    **limitations_causes.CAUSES,
}


def check(exercise: str, answer: object) -> None:
    """Try an answer on small cases: prints what passed, or raises CheckFailed. ValueError for an unknown exercise."""
    if exercise not in EXERCISES:
        raise ValueError(f"no exercise is called {exercise!r}; there are {', '.join(EXERCISES)}")
    run(exercise, EXERCISES[exercise], answer)
