"""What people ask models for, and instructions in the reader's language."""

from collections.abc import Mapping

from course_lib.figures.charts import bars
from course_lib.figures.theme import Picture
from course_lib.language import mark, text

# Shares of prompts sent to OpenAI's API, in percent (Ouyang et al. 2022, table 1).
PROMPT_KINDS = (
    (mark("write something"), 45.6),
    (mark("open question"), 12.4),
    (mark("ideas"), 11.2),
    (mark("chat"), 8.4),
    (mark("rewrite"), 6.6),
    (mark("summarize"), 4.2),
    (mark("classify"), 3.5),
    (mark("other"), 3.5),
    (mark("question on a text"), 2.6),
    (mark("extract"), 1.9),
)
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "asked": (mark("Write a positive review."), mark("What is the plural of “broom”?"), mark("Tell me a story.")),
    "sentence": (mark("The doctor bought a red guitar and plays it at night by the lake."),),
    "system": (mark("You answer in one sentence."),),
    "turns": (mark("Where does Lucía live?"), mark("In Oaxaca."), mark("And what does she play?")),
}


def prompt_kinds() -> Picture:
    """The kinds of prompts that people sent, with their shares."""
    return bars({text(kind): share for kind, share in PROMPT_KINDS}, text("% of prompts"), decimals=1)


def examples(name: str) -> list[str]:
    """Texts in the reader's language: a key of EXAMPLES."""
    return [text(one) for one in EXAMPLES[name]]
