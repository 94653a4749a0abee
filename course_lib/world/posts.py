"""Short posts from a place: some name it, some give it away, some could be anywhere until one sees the picture."""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

Texts = Mapping[Language, Sequence[str]]
# category: how it is named, and details that give it away
PLACES: Mapping[Language, Mapping[str, tuple[str, Sequence[str]]]] = {
    "es": {
        "coffee shop": (
            "la cafetería",
            ("mi segundo café del día", "el olor a café recién molido", "un capuchino y {dish.un}"),
        ),
        "museum": (
            "el museo",
            ("una sala llena de cuadros", "una máscara de {material.n} antiquísima", "la exposición de {subject.n}"),
        ),
        "park": (
            "el parque",
            ("{animal.un} que persigue a {animal2.un}", "un picnic con {dish.ns}", "los columpios vacíos"),
        ),
        "stadium": (
            "el estadio",
            ("el segundo tiempo y vamos ganando", "gol en el minuto noventa", "la porra no para de cantar"),
        ),
        "beach": ("la playa", ("los pies en la arena", "las olas y {sea.un}", "una palapa y un coco frío")),
        "market": (
            "el mercado",
            ("{fruit.ns} y {vegetable.ns} por todas partes", "el puesto de {dish.ns}", "regateando por {fruit.unos}"),
        ),
        "airport": ("el aeropuerto", ("mi vuelo se retrasó otra vez", "abordo {hour.n}", "la maleta que no aparece")),
        "library": (
            "la biblioteca",
            (
                "tres libros de {subject.n} y silencio",
                "una novela que no puedo soltar",
                "me pidieron que bajara la voz",
            ),
        ),
        "theater": ("el teatro", ("se levanta el telón", "la segunda llamada", "un monólogo que nos hizo llorar")),
        "gym": ("el gimnasio", ("otra serie y ya", "las pesas me ganaron", "media hora de caminadora")),
    },
    "en": {
        "coffee shop": (
            "the coffee shop",
            ("my second coffee of the day", "the smell of freshly ground beans", "a cappuccino and {dish.a}"),
        ),
        "museum": (
            "the museum",
            ("a room full of paintings", "a very old mask made of {material.n}", "the {subject.n} exhibition"),
        ),
        "park": ("the park", ("{animal.a} chasing {animal2.a}", "a picnic with {dish.ns}", "the empty swings")),
        "stadium": (
            "the stadium",
            ("second half and we are winning", "a goal in the last minute", "the crowd will not stop singing"),
        ),
        "beach": ("the beach", ("my feet in the sand", "waves and {sea.a}", "a straw hut and a cold coconut")),
        "market": (
            "the market",
            (
                "{fruit.ns} and {vegetable.ns} everywhere",
                "the stall with the {dish.ns}",
                "haggling over some {fruit.ns}",
            ),
        ),
        "airport": (
            "the airport",
            ("my flight is delayed again", "boarding {hour.n}", "a suitcase that will not show up"),
        ),
        "library": (
            "the library",
            ("three {subject.n} books and silence", "a novel I cannot put down", "they asked me to keep my voice down"),
        ),
        "theater": ("the theater", ("the curtain goes up", "five minutes to the show", "a monologue that made us cry")),
        "gym": ("the gym", ("one more set and done", "the weights won", "half an hour on the treadmill")),
    },
}
NAMED: Texts = {
    "es": ("Aquí en @: #.", "Por fin en @ de {city.name}: #.", "# 😍 en @ con {person.name}.", "{time.N} en @: #."),
    "en": ("Here at @: #.", "At @ in {city.name} at last: #.", "# 😍 at @ with {person.name}.", "{time.N} at @: #."),
}
HINTED: Texts = {
    "es": (
        "#… así sí se puede 🙌",
        "Hoy: #.",
        "#, ¿qué más quiero? Con {person.name} 💛",
        "Nada como esto: #. #{city.tag}",
    ),
    "en": (
        "#… this is the life 🙌",
        "Today: #.",
        "#, what else do I need? With {person.name} 💛",
        "Nothing like it: #. #{city.tag}",
    ),
}
VAGUE: Texts = {
    "es": (
        "Qué {praise.om} estar aquí con {person.name} ✨",
        "Otra vez en mi lugar favorito de {city.name} 💛",
        "No me quiero ir nunca. ¿Quién viene con {object.un}?",
        "{person.name} tenía razón: había que venir {hour.n}.",
        "Miren lo que encontré {hour.n} en {city.name} 👀",
        "Vine por {thing.un} y me quedé {number.n} horas 😅",
    ),
    "en": (
        "So {praise.n} to be here with {person.name} ✨",
        "Back at my favorite place in {city.name} 💛",
        "I never want to leave. Who is coming with {object.a}?",
        "{person.name} was right: we had to come {hour.n}.",
        "Look what I found {hour.n} in {city.name} 👀",
        "Came for {thing.a}, stayed {number.n} hours 😅",
    ),
}
CLUES = {"named": NAMED, "hinted": HINTED, "vague": VAGUE}


def post(scene: Scene, world: World) -> Draft:
    """Labels: place (its category), and clue: named, hinted, or vague, when only the picture tells."""
    category = scene.pick(tuple(PLACES["en"]))
    clue = scene.pick(tuple(CLUES))
    name, details = PLACES[scene.language][category]
    template = scene.pick(CLUES[clue][scene.language])
    detail = scene(scene.pick(details))
    if template.startswith("#"):
        detail = detail[:1].upper() + detail[1:]
    text = scene(template.replace("#{", "\0{")).replace("#", detail).replace("\0", "#").replace("@", name)
    return Draft(text, {"place": category, "clue": clue})
