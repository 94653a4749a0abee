"""Prose that states facts: who a person is, what a city, a food or a film is like."""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

Texts = Mapping[Language, Sequence[str]]

# One list per attribute; a biography strings several together, so each says one thing, without its subject.
PERSON: Mapping[str, Texts] = {
    "city": {
        "es": ("vive en {person.city}", "tiene su casa en {person.city}", "vive desde niñ{person.o} en {person.city}"),
        "en": ("lives in {person.city}", "has a house in {person.city}", "makes {person.his} home in {person.city}"),
    },
    "job": {
        "es": ("es {person.job}", "trabaja como {person.job}", "se gana la vida como {person.job}"),
        "en": ("is {person.a_job}", "works as {person.a_job}", "makes a living as {person.a_job}"),
    },
    "pet": {
        "es": ("tiene {person.un_pet}", "cuida {person.un_pet} en casa", "tiene de mascota {person.un_pet}"),
        "en": ("has {person.a_pet}", "keeps {person.a_pet} at home", "has {person.a_pet} as a pet"),
    },
    "pet_name": {
        "es": ("tiene una mascota que se llama {person.pet_name}", "le puso {person.pet_name} a su mascota"),
        "en": ("has a pet called {person.pet_name}", "calls {person.his} pet {person.pet_name}"),
    },
    "food": {
        "es": (
            "prefiere {person.food}",
            "pide {person.food} en cada cumpleaños",
            "disfruta {person.food} más que nada",
        ),
        "en": (
            "loves {person.food}",
            "asks for {person.food} on every birthday",
            "enjoys {person.food} more than anything",
        ),
    },
    "sport": {
        "es": ("practica {person.sport}", "dedica los sábados {person.al_sport}", "nunca se cansa {person.del_sport}"),
        "en": ("is keen on {person.sport}", "spends Saturdays on {person.sport}", "never gets tired of {person.sport}"),
    },
    "instrument": {
        "es": ("toca {person.instrument}", "sabe tocar {person.instrument}", "toca {person.instrument} por las noches"),
        "en": ("plays {person.instrument}", "can play {person.instrument}", "plays {person.instrument} at night"),
    },
    "color": {
        "es": ("se viste casi siempre de {person.color}", "tiene el cuarto pintado de {person.color}"),
        "en": ("nearly always wears {person.color}", "has a room painted {person.color}"),
    },
    "friend": {
        "es": (
            "se lleva muy bien con {person.friend}",
            "pasa los domingos con {person.friend}",
            "le cuenta todo a {person.friend}",
        ),
        "en": (
            "gets along well with {person.friend}",
            "spends Sundays with {person.friend}",
            "tells {person.friend} everything",
        ),
    },
}
FIRST: Texts = {
    "es": (
        "{person.name} % y %.",
        "{person.name}, que %, %.",
        "¿Conoces a {person.name}? % y %.",
        "Se llama {person.name}. % y %.",
    ),
    "en": ("{person.name} % and %.", "{person.name}, who %, %.", "Do you know {person.name}? {person.He} % and %."),
}
NEXT: Texts = {
    "es": (
        "Además, % y %.",
        "También % y %.",
        "% y, como todos saben, %.",
        "Según sus amigos, %; también %.",
        "% y %.",
    ),
    "en": (
        "On top of that, {person.he} % and %.",
        "What is more, {person.he} % and %.",
        "As everyone knows, {person.he} % and %.",
        "{person.He} % and %.",
    ),
}
LAST: Texts = {
    "es": (
        "En la colonia todos saludan a {person.name}.",
        "Sus vecinos dicen que es muy {character.o:person}.",
        "Cuando está {mood.o:person}, sale a caminar por {town_place.el}.",
        "Colecciona {object.ns} y sueña con conocer {wild_place.un}.",
        "De niñ{person.o} juntaba {bug.ns} en una caja.",
        "Les tiene miedo a {animal.los}, pero no lo admite.",
        "En casa guarda {thing.un} que le regaló {kin.el} de {person.friend}.",
        "En la escuela le gustaba la clase de {subject.n}.",
        "",
    ),
    "en": (
        "Everyone in the neighborhood says hello to {person.name}.",
        "The neighbors say that {person.he} is very {character.n}.",
        "When {person.he} feels {mood.n}, {person.he} goes for a walk around {town_place.the}.",
        "{person.He} collects {object.ns} and dreams of seeing {wild_place.a}.",
        "As a child {person.he} kept {bug.ns} in a box.",
        "{person.He} is afraid of {animal.ns} but does not admit it.",
        "At home {person.he} keeps {thing.a}, a present from {person.friend}'s {kin.n}.",
        "At school {person.he} liked the {subject.n} class.",
        "",
    ),
}
THINGS: Mapping[str, Texts] = {
    "city": {
        "es": (
            "{city.name} está en {city.state} y es famosa por {city.known}.",
            "Si viajas a {city.state}, visita {city.name}: todos hablan de {city.known}.",
            "La ciudad de {city.name} está en {city.state}. Mucha gente la conoce por {city.known}.",
            "En {city.state} se encuentra {city.name}, conocida por {city.known}.",
        ),
        "en": (
            "{city.name} is in {city.state} and is famous for {city.known}.",
            "If you travel to {city.state}, visit {city.name}: everyone talks about {city.known}.",
            "The city of {city.name} is in {city.state}. Many people know it for {city.known}.",
            "In {city.state} you will find {city.name}, known for {city.known}.",
        ),
    },
    "specialty": {
        "es": (
            "{specialty.El} se prepara con {specialty.ingredient} y suele ser {specialty.taste}.",
            "Sin {specialty.ingredient} no hay {specialty.name}. Quien prueba {specialty.el} dice: «¡Qué "
            "{specialty.taste}!».",
            "¿Qué lleva {specialty.el}? Sobre todo {specialty.ingredient}. Cuando está bien {specialty.hecho}, "
            "es {specialty.taste}.",
        ),
        "en": (
            "{specialty.Name} is made with {specialty.ingredient} and is usually {specialty.taste}.",
            "Without {specialty.ingredient} there is no {specialty.name}. People who try it for the first time "
            "say: “How {specialty.taste}!”",
            "What is in {specialty.name}? Mostly {specialty.ingredient}. When it is well made, it is "
            "{specialty.taste}.",
        ),
    },
    "film": {
        "es": (
            "«{film.name}» es una película de {film.genre} de {film.year}. La dirigió {film.director} y se filmó "
            "en {film.place}.",
            "En {film.year}, {film.director} filmó en {film.place} «{film.name}», una película de {film.genre}.",
            "{film.director} dirigió «{film.name}» en {film.year}. Es una película de {film.genre} y la historia "
            "sucede en {film.place}.",
        ),
        "en": (
            "“{film.name}” is {film.a_genre} film from {film.year}. {film.director} directed it and it was shot "
            "in {film.place}.",
            "In {film.year}, {film.director} shot “{film.name}” in {film.place}. The film belongs to the genre "
            "of {film.genre}.",
            "{film.director} directed “{film.name}” in {film.year}. The genre is {film.genre} and the story "
            "takes place in {film.place}.",
        ),
    },
}
REMARKS: Mapping[str, Texts] = {
    "city": {
        "es": (
            "Quien la visita puede pasar por {town_place.el} y comer {food.un} en {town_place2.el}.",
            "Cerca del centro hay {town_place.un} y {town_place2.un}.",
            "A {person.name} le gusta caminar hasta {town_place.el} {hour.n}.",
            "Ahí {kin.el} de {person.name} compró {thing.un} {look.o:thing}.",
            "Los turistas visitan {town_place.el} y se llevan {object.unos}.",
        ),
        "en": (
            "Visitors can walk past {town_place.the} and eat {food.a} at {town_place2.the}.",
            "Near the center there is {town_place.a} and {town_place2.a}.",
            "{person.name} likes to walk to {town_place.the} {hour.n}.",
            "That is where {person.name}'s {kin.n} bought {look.a} {thing.n}.",
            "Tourists visit {town_place.the} and take home {object.ns}.",
        ),
    },
    "specialty": {
        "es": (
            "Se sirve en {vessel.un} {color.o:vessel} y se acompaña con {food.un}.",
            "{kin.El} de {person.name} tiene una receta secreta.",
            "En {town_place.el} {specialty.lo} preparan con {fruit.n}, y eso no le gusta a {person.name}.",
            "Va muy bien con {food2.un} o con {food3.un}.",
        ),
        "en": (
            "It is served in {color.a} {vessel.n} and goes with {food.a}.",
            "{person.name}'s {kin.n} has a secret recipe.",
            "At {town_place.the} they make it with {fruit.n}, which {person.name} does not like.",
            "It goes very well with {food2.a} or with {food3.a}.",
        ),
    },
    "film": {
        "es": (
            "Cuenta la vida de {worker.un} {character.o:worker} que encuentra {object.un} {look.o:object} en "
            "{wild_place.un}.",
            "En una escena, {animal.un} entra en {town_place.el} y nadie se da cuenta.",
            "{person.name} la vio {time.n} con su {kin.n} y salió {mood.o:person}.",
            "La música, tocada con {instrument.un} y {instrument2.un}, es {praise.of}.",
        ),
        "en": (
            "It tells the life of {character.a} {worker.n} who finds {look.a} {object.n} in {wild_place.a}.",
            "In one scene {animal.a} walks into {town_place.the} and nobody notices.",
            "{person.name} saw it with {person.his} {kin.n} and came out feeling {mood.n}.",
            "The music, played on {instrument.a} and {instrument2.a}, is {praise.n}.",
        ),
    },
}


def biography(scene: Scene, world: World) -> Draft:
    """Two, four or six properties of one person."""
    attributes = scene.shuffled(tuple(PERSON), scene.pick((2, 4, 4, 6)))
    clauses = [scene.say(PERSON[attribute]) for attribute in attributes]
    sentences = [
        _join(scene.say(NEXT if at else FIRST), clauses[at], clauses[at + 1]) for at in range(0, len(clauses), 2)
    ]
    return Draft(" ".join((*sentences, scene.say(LAST))).strip())


def article(scene: Scene, world: World) -> Draft:
    """A city, a food or a film, with a remark or two."""
    about = scene.pick(tuple(THINGS))
    remarks = scene.shuffled(REMARKS[about][scene.language], scene.pick((1, 2)))
    return Draft(" ".join((scene.say(THINGS[about]), *map(scene, remarks))), {"about": about})


def _join(frame: str, first: str, second: str) -> str:
    """The frame with its two marks filled; a clause that opens a sentence gets its capital."""
    before, between, after = frame.split("%")
    if not before or before.endswith(("? ", ". ")):
        first = first[:1].upper() + first[1:]
    return f"{before}{first}{between}{second}{after}"
