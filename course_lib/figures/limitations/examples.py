"""Words and prompts in the reader's language."""

from collections.abc import Mapping

from course_lib.language import mark, text

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "foods": (mark("mango"), mark("rice"), mark("cheese"), mark("chocolate"), mark("soup"), mark("bread")),
    "tools": (mark("hammer"), mark("broom"), mark("saw"), mark("rope"), mark("ladder"), mark("nail")),
    "praise": (mark("wonderful"), mark("excellent"), mark("fantastic"), mark("delicious"), mark("fascinating")),
    "blame": (mark("terrible"), mark("awful"), mark("horrible"), mark("boring"), mark("ugly")),
    "women": ("Lucía", "Hannah", "Renata", "Emily", "Valeria", "Grace"),
    "men": ("Mateo", "James", "Diego", "Oliver", "Iker", "Henry"),
    "kitchen": (mark("cook"), mark("kitchen"), mark("spoon"), mark("plate")),
    "workshop": (mark("mechanic"), mark("workshop"), mark("engine"), mark("screw")),
    "captions": (
        mark("A large red heart in the center."),
        mark("A large blue circle in the center."),
        mark("A large green star in the center."),
        mark("A large yellow square in the center."),
    ),
    "typo": (mark("The doctro bouhgt a reed guitar."),),
    "direct": (mark("Recite the passage that you know by heart."),),
}


def examples(name: str) -> list[str]:
    """Texts in the reader's language: a key of EXAMPLES."""
    return [text(one) for one in EXAMPLES[name]]
