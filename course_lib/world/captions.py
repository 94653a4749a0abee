"""Captions of images that hold one or two shapes; the labels say what to draw."""

from collections.abc import Mapping, Sequence
from itertools import product

from course_lib.world import lexicon
from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene, Table

SHAPES = """círculo=circle, cuadrado=square, triángulo=triangle, estrella=star, rectángulo=rectangle, hexágono=hexagon,
    cruz=cross, corazón=heart, flecha=arrow, luna=moon, rombo=diamond, óvalo=oval"""
COLORS = "rojo=red, azul=blue, verde=green, amarillo=yellow, negro=black, blanco=white, morado=purple, gris=gray"
SIZES = "grande=large, mediano=medium-sized, pequeño=small"
POSITIONS = """
    arriba a la izquierda=at the top left; arriba=at the top; arriba a la derecha=at the top right;
    a la izquierda=on the left; en el centro=in the center; a la derecha=on the right;
    abajo a la izquierda=at the bottom left; abajo=at the bottom; abajo a la derecha=at the bottom right
"""
ATTRIBUTES = ("shape", "tint", "size", "position")

ONE: Mapping[Language, Sequence[str]] = {
    "es": (
        "{shape.Un} {tint.o:shape} {size.o:shape} {position.n}.",
        "{position.N} hay {shape.un} {tint.o:shape} {size.o:shape}.",
        "La imagen muestra {shape.un} {size.o:shape} de color {tint.n} {position.n}.",
        "Se ve {shape.un} {tint.o:shape} y {size.o:shape} {position.n}.",
    ),
    "en": (
        "{size.A} {tint.n} {shape.n} {position.n}.",
        "{position.N} there is {size.a} {tint.n} {shape.n}.",
        "The image shows {size.a} {tint.n} {shape.n} {position.n}.",
        "You can see {size.a}, {tint.n} {shape.n} {position.n}.",
    ),
}
TWO: Mapping[Language, Sequence[str]] = {
    "es": (
        "{shape.Un} {tint.o:shape} {size.o:shape} {position.n} y {shape2.un} {tint2.o:shape2} "
        "{size2.o:shape2} {position2.n}.",
        "{position.N}, {shape.un} {size.o:shape} de color {tint.n}; {position2.n}, {shape2.un} "
        "{size2.o:shape2} de color {tint2.n}.",
    ),
    "en": (
        "{size.A} {tint.n} {shape.n} {position.n} and {size2.a} {tint2.n} {shape2.n} {position2.n}.",
        "{position.N}, {size.a} {tint.n} {shape.n}; {position2.n}, {size2.a} {tint2.n} {shape2.n}.",
    ),
}


def tables(language: Language) -> dict[str, Table]:
    """The slots of captions; every value is equally likely."""
    phrases = [{"n": pair[language == "en"]} for pair in lexicon.pairs(POSITIONS, ";")]
    made = {"shape": lexicon.nouns(language, lexicon.pairs(SHAPES)), "position": lexicon.table(phrases)}
    made |= {
        "tint": lexicon.adjectives(language, lexicon.pairs(COLORS)),
        "size": lexicon.adjectives(language, lexicon.pairs(SIZES)),
    }
    return {name: Table(table.columns, table.feminine, skew=1.0) for name, table in made.items()}


def caption(scene: Scene, world: World) -> Draft:
    """One shape or, mostly, two; labels, always in English: shape, color, size, position, and shape2, color2, …"""
    two = scene.chance(0.8)
    text = scene.say(TWO if two else ONE)
    labels = {}
    for number, name in product(("", "2") if two else ("",), ATTRIBUTES):
        column = scene.grammars["en"].tables[name].columns["n"]
        labels[("color" if name == "tint" else name) + number] = column[scene.bound[name + number]]
    return Draft(text, labels)
