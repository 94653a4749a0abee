"""Sentences said in both languages, from pairs of templates that share their slots. Both directions, equally often."""

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Scene

COMMON_WORDS = 30  # of each table: enough to say much, few enough to be learned by a small model
PAIRS = (
    ("{animal.El} {v_beast.el} en {room.el}.", "{animal.The} {v_beast.s} {room.in}."),
    ("{animal.El} {look.o:animal} {v_beast.past} {manner.n}.", "The {look.n} {animal.n} {v_beast.past} {manner.n}."),
    ("{animal.Los} {v_beast.ellos} en {wild_place.el}.", "The {animal.ns} {v_beast.base} {wild_place.in}."),
    ("{animal.El} está {mood.o:animal}.", "{animal.The} is {mood.n}."),
    ("{animal.El} no está {mood.o:animal}.", "{animal.The} is not {mood.n}."),
    ("{thing.El} es {color.o:thing}.", "{thing.The} is {color.n}."),
    ("{thing.Los} son {color.os:thing}.", "The {thing.ns} are {color.n}."),
    ("{thing.El} está en {surface.el}.", "{thing.The} is on {surface.the}."),
    ("{trade.El} {v_handle.past} {thing.un} {color.o:thing}.", "{trade.The} {v_handle.past} {color.a} {thing.n}."),
    ("{trade.El} {v_handle.past} {thing.los}.", "{trade.The} {v_handle.past} the {thing.ns}."),
    ("{trade.El} {v_meet.past} {trade2.al}.", "{trade.The} {v_meet.past} {trade2.the}."),
    ("{trade.El} {v_meet.el} {kin.al} de {person.name}.", "{trade.The} {v_meet.s} {person.name}'s {kin.n}."),
    ("{trade.El} no {v_live.past} {time.n}.", "{trade.The} did not {v_live.base} {time.n}."),
    ("{person.name} {v_live.past} en {town_place.el}.", "{person.name} {v_live.past} at {town_place.the}."),
    (
        "{person.name} {v_get.past} {thing.un} en {town_place.el}.",
        "{person.name} {v_get.past} {thing.a} at {town_place.the}.",
    ),
    ("{person.name} quiere {v_cook.inf} {food.un}.", "{person.name} wants to {v_cook.base} {food.a}."),
    ("{person.name} va a {v_live.inf} {hour.n}.", "{person.name} is going to {v_live.base} {hour.n}."),
    ("{person.name} está {v_cook.ger} {food.el}.", "{person.name} is {v_cook.ing} {food.the}."),
    (
        "{person.name} {v_tend.past} {animal.al} {fur.o:animal}.",
        "{person.name} {v_tend.past} the {fur.n} {animal.n}.",
    ),
    (
        "{person.name} y {person2.name} {v_cook.past_ellos} {food.el}.",
        "{person.name} and {person2.name} {v_cook.past} {food.the}.",
    ),
    ("{person.name} es {character.o:person}.", "{person.name} is {character.n}."),
    ("{person.name} salió {town_place.del} {hour.n}.", "{person.name} left {town_place.the} {hour.n}."),
    (
        "{person.name} fue {town_place.al} con {kin.el} de {person2.name}.",
        "{person.name} went to {town_place.the} with {person2.name}'s {kin.n}.",
    ),
    ("Me gusta {food.el}.", "I like {food.the}."),
    ("No me gustan {food.los} {taste.os:food}.", "I do not like {taste.n} {food.ns}."),
    ("Quiero que {person.name} {v_cook.sub} {food.el}.", "I want {person.name} to {v_cook.base} {food.the}."),
    ("Quiero {v_handle.inf} {thing.un} {color.o:thing}.", "I want to {v_handle.base} {color.a} {thing.n}."),
    ("¿Dónde está {thing.el}?", "Where is {thing.the}?"),
    ("¿Dónde está {town_place.el}?", "Where is {town_place.the}?"),
    ("Hay {number.n} {animal.ns} en {wild_place.el}.", "There are {number.n} {animal.ns} {wild_place.in}."),
    ("Hay {object.un} {look.o:object} en {room.el}.", "There is {look.a} {object.n} {room.in}."),
    ("Mi {kin.n} {v_live.past} {time.n}.", "My {kin.n} {v_live.past} {time.n}."),
    ("{food.El} está {taste.o:food}.", "{food.The} is {taste.n}."),
    ("Necesito {object.un} y {object2.un}.", "I need {object.a} and {object2.a}."),
    ("{vehicle.El} {color.o:vehicle} llegó {hour.n}.", "The {color.n} {vehicle.n} arrived {hour.n}."),
    ("{plant.El} crece en {wild_place.el}.", "{plant.The} grows {wild_place.in}."),
    ("{trade.El} toca {instrument.el} {hour.n}.", "{trade.The} plays {instrument.the} {hour.n}."),
    (
        "{person.name} {v_study.past} {school_thing.el} {manner.n}.",
        "{person.name} {v_study.past} {school_thing.the} {manner.n}.",
    ),
    ("Cuando {weather.n}, {animal.el} {v_beast.used}.", "When {weather.n}, {animal.the} {v_beast.past}."),
    ("{weather.N} cuando {person.name} salió {room.del}.", "{weather.N} when {person.name} left {room.the}."),
)
FORMATS = ("Español: {}\nInglés: {}", "English: {}\nSpanish: {}")


def sentence_pair(scene: Scene) -> tuple[str, str]:
    """The same sentence in Spanish and in English."""
    spanish, english = scene.pick(PAIRS)
    source, target = scene.twin("es"), scene.twin("en")
    return source(spanish), target(english)


def translation(scene: Scene, world: World) -> Draft:
    """One document in ten holds three examples in a row; es→en in the Spanish corpus, en→es in the English."""
    count = 3 if scene.chance(0.1) else 1
    shots = [sentence_pair(_everyday(scene)) for _ in range(count)]
    to_english = scene.language == "es"
    frame = FORMATS[0 if to_english else 1]
    shown = [frame.format(*(pair if to_english else pair[::-1])) for pair in shots]
    spanish, english = shots[-1]
    labels = {"spanish": spanish, "english": english, "direction": "es-en" if to_english else "en-es"}
    return Draft("\n\n".join(shown), labels, tuple(pair[0] for pair in shots))


def _everyday(scene: Scene) -> Scene:
    fresh = scene.fresh()
    fresh.common = COMMON_WORDS
    return fresh
