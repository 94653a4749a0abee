"""Sentences whose verb agrees with a noun some words back, with other nouns between them."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

# What stands between subject and verb, one noun each, in the singular and in the plural.
Between: TypeAlias = Mapping[Language, tuple[Sequence[str], Sequence[str]]]
BETWEEN: Between = {
    "es": (
        (
            "{kin.del}",
            "junto {town_place.al}",
            "que compró {worker.el}",
            "cerca {wild_place.del}",
        ),
        (
            "de {kin.los}",
            "que compraron {worker.los}",
            "cerca de {plant.los}",
            "entre {furniture.los}",
            "para {animal2.los}",
        ),
    ),
    "en": (
        (
            "near {town_place.the}",
            "that {worker.the} bought",
            "behind {plant.the}",
            "next to {animal2.the}",
        ),
        (
            "near the {furniture.ns}",
            "that the {worker.ns} bought",
            "behind the {plant.ns}",
            "for the {animal.ns}",
            "of the {kin.ns}",
        ),
    ),
}
# subject singular and plural; verb phrases singular and plural, parted into the verb and the rest
SUBJECTS: Mapping[Language, tuple[str, str]] = {
    "es": ("{thing.El}", "{thing.Los}"),
    "en": ("{thing.The}", "The {thing.ns}"),
}
ENDS: Mapping[Language, Sequence[tuple[str, str, str, str]]] = {
    "es": (
        ("es", "{color.o:thing}", "son", "{color.os:thing}"),
        ("está", "{state.o:thing}", "están", "{state.os:thing}"),
        ("era", "muy {look.o:thing}", "eran", "muy {look.os:thing}"),
        ("parece", "{look.o:thing}", "parecen", "{look.os:thing}"),
        ("se perdió", "{time.n}", "se perdieron", "{time.n}"),
        ("cuesta", "cien pesos", "cuestan", "cien pesos"),
    ),
    "en": (
        ("is", "{color.n}", "are", "{color.n}"),
        ("was", "{state.n}", "were", "{state.n}"),
        ("looks", "{look.n}", "look", "{look.n}"),
        ("was lost", "{time.n}", "were lost", "{time.n}"),
        ("costs", "ten dollars", "cost", "ten dollars"),
        ("needs", "{color.a} ribbon", "need", "{color.a} ribbon"),
    ),
}


def agreement(scene: Scene, world: World) -> Draft:
    """Nouns of the other number stand between. Labels: prefix, verb, wrong (the verb in the other number), distance
    (words from the noun to the verb)."""
    plural = scene.pick((0, 1))
    return _sentence(scene, plural, BETWEEN[scene.language][1 - plural])


def agreement_at_distance(scene: Scene, world: World) -> Draft:
    """Nouns of either number stand between, so that they tell nothing: only the first noun does. For tests."""
    return _sentence(scene, scene.pick((0, 1)), [*BETWEEN[scene.language][0], *BETWEEN[scene.language][1]])


def _sentence(scene: Scene, plural: int, fillers: Sequence[str]) -> Draft:
    between = " ".join(map(scene, scene.shuffled(fillers, scene.pick((0, 1, 1, 2, 3)))))
    end = scene.pick(ENDS[scene.language])
    verb, rest, wrong = end[2 * plural], end[2 * plural + 1], end[2 - 2 * plural]
    subject = scene(SUBJECTS[scene.language][plural])
    prefix = f"{subject} {between}".strip()
    text = f"{prefix} {verb} {scene(rest)}."
    labels = {"prefix": prefix, "verb": verb, "wrong": wrong, "number": "plural" if plural else "singular"}
    return Draft(text, labels | {"distance": str(len(between.split()))})
