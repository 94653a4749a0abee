"""A small world of sentences in Spanish and English, each with its exact translation.

What makes translating them more than a word list: adjectives follow the noun and agree with it (*el gato negro*,
*the black cat*), Spanish drops pronouns (*compro pan*, *I buy bread*), questions turn around, *was* is *era* or
*estaba*, and *it was too tired* is *estaba demasiado cansado* or *cansada*: whoever translates must find out which
noun *it* stands for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Reference:
    """The noun a pronoun stands for and the other noun it could have stood for, as they stand in the sentence."""

    referent_en: str
    referent_es: str
    rival_en: str
    rival_es: str
    adjective_en: str
    adjective_es: str  # as it agrees with the referent


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation. Pairs with the same family and `combination` are held out together."""

    es: str
    en: str
    family: str
    combination: tuple[str, str]
    reference: Reference | None = None


@dataclass(frozen=True)
class Noun:
    es: str
    en: str
    feminine: bool

    @property
    def el(self) -> str:
        return "la" if self.feminine else "el"

    @property
    def los(self) -> str:
        return "las" if self.feminine else "los"

    @property
    def un(self) -> str:
        return "una" if self.feminine else "un"


@dataclass(frozen=True)
class Adjective:
    """`es` is the masculine form; `essential` takes *ser* (era ancho), the others *estar* (estaba cansado)."""

    es: str
    en: str
    essential: bool = False
    gradable: bool = True

    def agreeing(self, noun: Noun) -> str:
        return self.es[:-1] + "a" if noun.feminine and self.es.endswith("o") else self.es


def nouns(table: str) -> dict[str, Noun]:
    """Nouns by their English word from lines of "spanish english m|f"."""
    rows = (line.split() for line in table.strip().splitlines())
    return {en: Noun(es, en, feminine=gender == "f") for es, en, gender in rows}


def plural(word: str) -> str:
    """The regular Spanish plural: -s after a vowel, else -es."""
    return word + ("s" if word[-1] in "aeiouáéíóú" else "es")


def sentence(words: str) -> str:
    """Capitalised; a full stop unless it is a question."""
    opening = words.startswith("¿")
    words = words[:opening] + words[opening].upper() + words[opening + 1 :]
    return words if words.endswith("?") else words + "."


def pair(es: str, en: str, family: str, a: str, b: str, reference: Reference | None = None) -> Pair:
    return Pair(sentence(es), sentence(en), family, (a, b), reference)


ANIMALS = nouns(
    """
    perro dog m
    gato cat m
    caballo horse m
    burro donkey m
    conejo rabbit m
    pato duck m
    vaca cow f
    cabra goat f
    gallina hen f
    tortuga turtle f
    ardilla squirrel f
    iguana iguana f
    """
)
TIRED = [
    Adjective("cansado", "tired"),
    Adjective("asustado", "scared"),
    Adjective("enfermo", "sick"),
    Adjective("lastimado", "hurt", gradable=False),
    Adjective("perdido", "lost", gradable=False),
]
PLACES = nouns(
    """
    calle street f
    carretera highway f
    avenida avenue f
    plaza square f
    milpa cornfield f
    puente bridge m
    río river m
    túnel tunnel m
    parque park m
    patio courtyard m
    """
)
WIDE, NARROW = Adjective("ancho", "wide", True), Adjective("angosto", "narrow", True)
LONG, DEEP = Adjective("largo", "long", True), Adjective("hondo", "deep", True)
DARK, DIRTY = Adjective("oscuro", "dark"), Adjective("sucio", "dirty")
CROWDED, WET = Adjective("lleno", "crowded"), Adjective("mojado", "wet")
CLOSED = Adjective("cerrado", "closed", gradable=False)
FLOODED = Adjective("inundado", "flooded", gradable=False)
PLACE_IS = {
    "street": [WIDE, NARROW, DARK, FLOODED],
    "highway": [WIDE, LONG, DARK, WET, CLOSED],
    "avenue": [WIDE, LONG, CROWDED, FLOODED],
    "square": [CROWDED, DIRTY, WET, CLOSED],
    "cornfield": [WET, DARK, FLOODED],
    "bridge": [NARROW, LONG, WET, CLOSED],
    "river": [WIDE, DEEP, DIRTY],
    "tunnel": [NARROW, LONG, DARK, FLOODED],
    "park": [DARK, CROWDED, DIRTY, CLOSED],
    "courtyard": [DIRTY, WET, FLOODED],
}
CROSSING = [("no cruzó", "didn't cross"), ("no quiso cruzar", "didn't want to cross")]
DEGREES = [("", ""), ("muy ", "very "), ("demasiado ", "too ")]


def crossings() -> Iterator[Pair]:
    """The pronoun's sentences: *The cow didn't cross the bridge because it was too tired / too narrow.*"""
    for animal, place, (no_cruzo, didnt_cross) in product(ANIMALS.values(), PLACES.values(), CROSSING):
        about_animal = [(adjective, animal, place) for adjective in TIRED]
        about_place = [(adjective, place, animal) for adjective in PLACE_IS[place.en]]
        for adjective, referent, rival in about_animal + about_place:
            for muy, very in degrees(adjective):
                agreeing = adjective.agreeing(referent)
                was = "era" if adjective.essential else "estaba"
                yield pair(
                    f"{animal.el} {animal.es} {no_cruzo} {place.el} {place.es} porque {was} {muy}{agreeing}",
                    f"the {animal.en} {didnt_cross} the {place.en} because it was {very}{adjective.en}",
                    "crossing",
                    animal.en,
                    place.en,
                    Reference(referent.en, referent.es, rival.en, rival.es, adjective.en, agreeing),
                )


def degrees(adjective: Adjective) -> list[tuple[str, str]]:
    """*closed* has none; *wide* needs one (*because it was wide* explains nothing)."""
    if not adjective.gradable:
        return DEGREES[:1]
    return DEGREES[1:] if adjective.essential else DEGREES


THINGS = nouns(
    """
    guitarra guitar f
    maleta suitcase f
    escalera ladder f
    lámpara lamp f
    sillón armchair m
    tambor drum m
    espejo mirror m
    colchón mattress m
    """
)
CONTAINERS = nouns(
    """
    caja box f
    bodega storeroom f
    camioneta van f
    clóset closet m
    cuarto room m
    elevador elevator m
    carro car m
    """
)
THING_IS = [LONG, WIDE, Adjective("alto", "tall", True), Adjective("grande", "big", True)]
CONTAINER_IS = [NARROW, Adjective("chico", "small", True), Adjective("lleno", "full")]


def fittings() -> Iterator[Pair]:
    """*The guitar doesn't fit in the box because it is too long / too small.*"""
    for thing, container in product(THINGS.values(), CONTAINERS.values()):
        about_thing = [(adjective, thing, container) for adjective in THING_IS]
        about_container = [(adjective, container, thing) for adjective in CONTAINER_IS]
        for adjective, referent, rival in about_thing + about_container:
            for muy, very in DEGREES[1:]:
                agreeing = adjective.agreeing(referent)
                es_ = "es" if adjective.essential else "está"
                yield pair(
                    f"{thing.el} {thing.es} no cabe en {container.el} {container.es} porque {es_} {muy}{agreeing}",
                    f"the {thing.en} doesn't fit in the {container.en} because it is {very}{adjective.en}",
                    "fitting",
                    thing.en,
                    container.en,
                    Reference(referent.en, referent.es, rival.en, rival.es, adjective.en, agreeing),
                )


PEOPLE = nouns(
    """
    Itzel Itzel f
    Grace Grace f
    Priya Priya f
    Lupita Lupita f
    Aisha Aisha f
    Ximena Ximena f
    Diego Diego m
    Omar Omar m
    Kofi Kofi m
    Emilio Emilio m
    Liam Liam m
    Mateo Mateo m
    """
)
OUTINGS = [
    ("a la fiesta", "to the party"),
    ("al mercado", "to the market"),
    ("al partido", "to the match"),
    ("a la escuela", "to school"),
    ("al cine", "to the movies"),
    ("a la playa", "to the beach"),
]
MOODS = [
    Adjective("cansado", "tired"),
    Adjective("enfermo", "sick"),
    Adjective("ocupado", "busy"),
    Adjective("triste", "sad"),
    Adjective("preocupado", "worried"),
]


def outings() -> Iterator[Pair]:
    """*Itzel didn't go to the party because she was tired*: English says *she* where Spanish says nothing."""
    for person, (al_cine, to_the_movies), mood in product(PEOPLE.values(), OUTINGS, MOODS):
        she = "she" if person.feminine else "he"
        yield pair(
            f"{person.es} no fue {al_cine} porque estaba {mood.agreeing(person)}",
            f"{person.en} didn't go {to_the_movies} because {she} was {mood.en}",
            "outing",
            person.en,
            to_the_movies,
        )


COATS = [
    Adjective("negro", "black"),
    Adjective("blanco", "white"),
    Adjective("gris", "gray"),
    Adjective("café", "brown"),
    Adjective("flaco", "skinny"),
    Adjective("viejo", "old"),
]
DOINGS = [  # one Spanish, several, one in English, several
    ("duerme", "duermen", "sleeps", "sleep", "en la cocina", "in the kitchen"),
    ("duerme", "duermen", "sleeps", "sleep", "debajo de la mesa", "under the table"),
    ("toma agua", "toman agua", "drinks water", "drink water", "en el patio", "in the courtyard"),
    ("juega", "juegan", "plays", "play", "en el parque", "in the park"),
    ("espera", "esperan", "waits", "wait", "en la puerta", "at the door"),
    ("corre", "corren", "runs", "run", "por la calle", "down the street"),
]


def doings() -> Iterator[Pair]:
    """*The black cat sleeps in the kitchen*, one or several: the adjective changes place and agrees."""
    for animal, coat, (duerme, duermen, sleeps, sleep, donde, where) in product(ANIMALS.values(), COATS, DOINGS):
        negro, key = coat.agreeing(animal), (animal.en, coat.en)
        yield pair(
            f"{animal.el} {animal.es} {negro} {duerme} {donde}",
            f"the {coat.en} {animal.en} {sleeps} {where}",
            "doing",
            *key,
        )
        yield pair(
            f"{animal.los} {plural(animal.es)} {plural(negro)} {duermen} {donde}",
            f"the {coat.en} {animal.en}s {sleep} {where}",
            "doing",
            *key,
        )


PRONOUNS = ["I", "you", "we", "they"]
VERBS = {  # in the order of PRONOUNS
    "buy": "compro compras compramos compran",
    "sell": "vendo vendes vendemos venden",
    "make": "preparo preparas preparamos preparan",
    "eat": "como comes comemos comen",
    "drink": "tomo tomas tomamos toman",
}
FOODS = [
    ("pan dulce", "sweet bread"),
    ("fruta fresca", "fresh fruit"),
    ("tamales", "tamales"),
    ("tortas", "sandwiches"),
    ("sopa de lima", "lime soup"),
]
DRINKS = [
    ("tejuino", "tejuino"),
    ("café", "coffee"),
    ("jugo de naranja", "orange juice"),
    ("chocolate caliente", "hot chocolate"),
    ("té verde", "green tea"),
]
OBJECTS = {"eat": FOODS, "drink": DRINKS}
TIMES = [
    ("los domingos", "on Sundays"),
    ("todos los días", "every day"),
    ("en la mañana", "in the morning"),
    ("en el mercado", "at the market"),
]


def habits() -> Iterator[Pair]:
    """*We buy coffee on Sundays*, denied and asked too: the Spanish verb alone says who."""
    for verb, forms in VERBS.items():
        for (pan, bread), (cuando, when) in product(OBJECTS.get(verb, FOODS + DRINKS), TIMES):
            for pronoun, form in zip(PRONOUNS, forms.split(), strict=True):
                key = ("habit", verb, bread)
                yield pair(f"{form} {pan} {cuando}", f"{pronoun} {verb} {bread} {when}", *key)
                yield pair(f"no {form} {pan} {cuando}", f"{pronoun} don't {verb} {bread} {when}", *key)
                if pronoun in ("you", "they"):  # hardly anybody asks what they themselves do
                    yield pair(f"¿{form} {pan} {cuando}?", f"do {pronoun} {verb} {bread} {when}?", *key)


BELONGINGS = nouns(
    """
    bicicleta bicycle f
    llave key f
    mochila backpack f
    taza cup f
    camisa shirt f
    libro book m
    sombrero hat m
    zapato shoe m
    cuaderno notebook m
    paraguas umbrella m
    """
)
COLOURS = [
    Adjective("rojo", "red"),
    Adjective("azul", "blue"),
    Adjective("verde", "green"),
    Adjective("amarillo", "yellow"),
    Adjective("nuevo", "new"),
    Adjective("blanco", "white"),
]


def searches() -> Iterator[Pair]:
    """*Where is the red bicycle?* and what else is said of belongings, one or several."""
    for thing, colour in product(BELONGINGS.values(), COLOURS):
        key = ("search", thing.en, colour.en)
        one_es, one_en = f"{thing.es} {colour.agreeing(thing)}", f"{colour.en} {thing.en}"
        yield pair(f"¿dónde está {thing.el} {one_es}?", f"where is the {one_en}?", *key)
        yield pair(f"busco {thing.el} {one_es}", f"I'm looking for the {one_en}", *key)
        yield pair(f"¿tienes {thing.un} {one_es}?", f"do you have a {one_en}?", *key)
        many = thing.es if thing.es.endswith("s") else plural(thing.es)
        many_es, many_en = f"{many} {plural(colour.agreeing(thing))}", f"{colour.en} {thing.en}s"
        yield pair(f"¿dónde están {thing.los} {many_es}?", f"where are the {many_en}?", *key)
        yield pair(f"buscamos {thing.los} {many_es}", f"we're looking for the {many_en}", *key)
