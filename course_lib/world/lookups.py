"""Invented names, told and then asked in the same document: the answer can come from the context only.

Flagged by their kind, so that word vectors can leave them out: their names would blur the real words' neighbours.
"""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.listed import listed
from course_lib.world.scene import Draft, Language, Scene

SYLLABLES = listed(
    """
    ba be bo da do fa fe ga gu ka ki la le lo lu ma mi mo na ne nu pa pi ra re ro sa si so ta te ti tu va ve zo
    za
    """
)
ENDS = (*listed("n r l x s m"), "", "", "")  # a third end in a vowel
# (what is stated of name and thing, what is asked of the name)
RELATIONS: Mapping[Language, Sequence[tuple[str, str]]] = {
    "es": (
        ("{} tiene {thing.un} {color.o:thing}.", "¿Qué tiene {}?"),
        ("{} vive en {wild_place.un}.", "¿Dónde vive {}?"),
        ("{} come {food.ns}.", "¿Qué come {}?"),
        ("{} les teme a {animal.los}.", "¿A qué les teme {}?"),
        ("{} toca {instrument.el}.", "¿Qué toca {}?"),
        ("{} viaja en {ride.n}.", "¿En qué viaja {}?"),
    ),
    "en": (
        ("{} has {color.a} {thing.n}.", "What does {} have?"),
        ("{} lives by {wild_place.a}.", "Where does {} live?"),
        ("{} eats {food.ns}.", "What does {} eat?"),
        ("{} is afraid of {animal.ns}.", "What is {} afraid of?"),
        ("{} plays {instrument.the}.", "What does {} play?"),
        ("{} travels by {ride.n}.", "What does {} travel by?"),
    ),
}
ANSWERS: Mapping[Language, Sequence[str]] = {
    "es": (
        "{thing.Un} {color.o:thing}",
        "En {wild_place.un}",
        "{food.Ns}",
        "A {animal.los}",
        "{instrument.El}",
        "En {ride.n}",
    ),
    "en": (
        "{color.A} {thing.n}",
        "By {wild_place.a}",
        "{food.Ns}",
        "{animal.Ns}",
        "{instrument.The}",
        "By {ride.n}",
    ),
}
QUESTION: Mapping[Language, str] = {"es": "Pregunta: {}\nRespuesta: {}.", "en": "Question: {}\nAnswer: {}."}


def lookup(scene: Scene, world: World) -> Draft:
    """Two to four invented people, one relation; one of them is asked about."""
    relation = scene.pick(range(len(RELATIONS["en"])))
    statement, question = RELATIONS[scene.language][relation]
    names: dict[str, Scene] = {}
    for _ in range(scene.pick((2, 3, 4))):
        names[invented_name(scene)] = scene.fresh()
    told = [names[name](statement).replace("{}", name) for name in names]
    asked = scene.pick(tuple(names))
    answer = names[asked](ANSWERS[scene.language][relation])
    lines = QUESTION[scene.language].format(question.format(asked), answer)
    return Draft(" ".join(told) + "\n" + lines, {"asked": asked, "answer": answer, "names": " ".join(names)})


def invented_name(scene: Scene) -> str:
    """Two or three syllables and perhaps a consonant: Zovetan, Pira."""
    return "".join(scene.pick(SYLLABLES) for _ in range(scene.pick((2, 3)))).capitalize() + scene.pick(ENDS)
