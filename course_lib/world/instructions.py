"""Instructions and what a helpful answer looks like: lists, sentences, stories, recipes, translations, questions."""

from collections.abc import Callable, Mapping, Sequence

from course_lib.world import questions, reviews, translations
from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

FRAME: Mapping[Language, str] = {"es": "Instrucción: {}\nRespuesta: {}", "en": "Instruction: {}\nResponse: {}"}
# instruction and response templates by task; all slots shared
TASKS: Mapping[str, Mapping[Language, Sequence[tuple[str, str]]]] = {
    "list": {
        "es": (
            ("Nombra tres animales.", "{animal.El}, {animal2.el} y {animal3.el}."),
            ("Dime tres cosas que pueda comprar en {town_place.el}.", "{thing.Un}, {thing2.un} y {object3.un}."),
            ("Haz una lista de tres comidas.", "{food.Un}, {food2.un} y {food3.un}."),
            ("Escribe tres colores.", "{color.N}, {color2.n} y {color3.n}."),
            ("¿Qué necesito para ir {wild_place.al}?", "Lleva {clothes.un}, {object.un} y {food.un}."),
        ),
        "en": (
            ("Name three animals.", "{animal.The}, {animal2.the} and {animal3.the}."),
            ("Tell me three things I can buy at {town_place.the}.", "{thing.A}, {thing2.a} and {object3.a}."),
            ("Make a list of three foods.", "{food.A}, {food2.a} and {food3.a}."),
            ("Write three colors.", "{color.N}, {color2.n} and {color3.n}."),
            ("What do I need for a trip to {wild_place.the}?", "Take {clothes.a}, {object.a} and {food.a}."),
        ),
    },
    "sentence": {
        "es": (
            (
                "Escribe una oración con la palabra «{animal.n}».",
                "{animal.El} {fur.o:animal} {v_beast.past} en {wild_place.el}.",
            ),
            (
                "Escribe una oración con la palabra «{object.n}».",
                "{person.name} dejó {object.el} sobre {surface.el}.",
            ),
            ("Usa el verbo «{v_live.inf}» en una oración.", "{person.name} {v_live.past} {time.n} en {town_place.el}."),
            ("Describe {thing.un}.", "Es {color.o:thing}, {look.o:thing} y muy {look2.o:thing}."),
        ),
        "en": (
            (
                "Write a sentence with the word “{animal.n}”.",
                "The {fur.n} {animal.n} {v_beast.past} {wild_place.in}.",
            ),
            ("Write a sentence with the word “{object.n}”.", "{person.name} left {object.the} on {surface.the}."),
            (
                "Use the verb “{v_live.base}” in a sentence.",
                "{person.name} {v_live.past} {time.n} at {town_place.the}.",
            ),
            ("Describe {thing.a}.", "It is {color.n}, {look.n} and very {look2.n}."),
        ),
    },
    "form": {
        "es": (
            ("¿Cuál es el plural de «{thing.n}»?", "El plural es «{thing.ns}»."),
            ("Conjuga «{v_handle.inf}» en presente con «tú».", "Tú {v_handle.tu}."),
            ("Pasa al pasado: «{person.name} {v_handle.el} {thing.el}».", "{person.name} {v_handle.past} {thing.el}."),
            ("Pasa al futuro: «{person.name} {v_live.el}».", "{person.name} {v_live.will}."),
            ("Dilo como un deseo: «{person.name} {v_live.el}».", "Ojalá que {person.name} {v_live.sub}."),
            ("Pon en plural: «{animal.El} {v_beast.el}».", "{animal.Los} {v_beast.ellos}."),
        ),
        "en": (
            ("What is the plural of “{thing.n}”?", "The plural is “{thing.ns}”."),
            ("Write the past of “{v_handle.base}”.", "The past is “{v_handle.past}”."),
            (
                "Put this in the past: “{person.name} {v_handle.s} {thing.the}.”",
                "{person.name} {v_handle.past} {thing.the}.",
            ),
            ("Put this in the future: “{person.name} {v_live.s}.”", "{person.name} will {v_live.base}."),
            ("Make it negative: “{person.name} {v_live.s}.”", "{person.name} does not {v_live.base}."),
            ("Put this in the plural: “{animal.The} {v_beast.s}.”", "The {animal.ns} {v_beast.base}."),
        ),
    },
    "story": {
        "es": (
            (
                "Cuéntame una historia con {person.name} y {thing.un}.",
                "{time.N}, {person.name} encontró {thing.un} {look.o:thing} en {town_place.el} y se {thing.lo} "
                "mostró a {person.friend}. Los dos rieron mucho.",
            ),
            (
                "Escribe un cuento sobre {animal.un}.",
                "Había una vez {animal.un} {character.o:animal} que vivía en {wild_place.el}. {time.N} encontró "
                "{object.un} y desde entonces {often.n} está {mood.o:animal}.",
            ),
        ),
        "en": (
            (
                "Tell me a story with {person.name} and {thing.a}.",
                "{time.N} {person.name} found {look.a} {thing.n} at {town_place.the} and showed it to "
                "{person.friend}. They both laughed a lot.",
            ),
            (
                "Write a tale about {animal.a}.",
                "Once upon a time there was {character.a} {animal.n} that lived {wild_place.in}. {time.N} it found "
                "{object.a} and since then it is {often.n} {mood.n}.",
            ),
        ),
    },
    "recipe": {
        "es": (
            (
                "¿Cómo preparo {savory.un}?",
                "Primero {v_prep.imp} {vegetable.los}. Luego agrega {ingredient.n} y cuece todo {number.n} "
                "minutos. Sirve {savory.el} con {vegetable2.unos}.",
            ),
            (
                "Quiero que me des una receta con {vegetable.n}.",
                "{v_prep.Imp} {vegetable.el}, ponle {ingredient.n} y mezcla todo con cuidado. ¡Buen provecho!",
            ),
        ),
        "en": (
            (
                "How do I make {savory.a}?",
                "First {v_prep.base} the {vegetable.ns}. Then add {ingredient.n} and cook everything for "
                "{number.n} minutes. Serve {savory.the} with some {vegetable2.ns}.",
            ),
            (
                "I want you to give me a recipe with {vegetable.a}.",
                "{v_prep.Base} {vegetable.the}, add {ingredient.n} and mix everything carefully. Enjoy!",
            ),
        ),
    },
}
TRANSLATE: Mapping[Language, str] = {"es": "Traduce al inglés: «{}»", "en": "Translate into Spanish: “{}”"}
CLASSIFY: Mapping[Language, str] = {
    "es": "¿Esta reseña es positiva o negativa? «{}»",
    "en": "Is this review positive or negative? “{}”",
}
Pair = tuple[str, str]


def instruction(scene: Scene, world: World) -> Draft:
    """Labels: task, instruction, response."""
    task = scene.pick((*TASKS, *SPECIAL))
    if task in TASKS:
        asked, answer = scene.pick(TASKS[task][scene.language])
        pair = scene(asked), scene(answer)
    else:
        pair = SPECIAL[task](scene, world)
    keys = (pair[1],) if task == "translate" and scene.language == "en" else (pair[0].partition("«")[2].rstrip("»"),)
    text = FRAME[scene.language].format(*pair)
    return Draft(text, {"task": task, "instruction": pair[0], "response": pair[1]}, keys if task == "translate" else ())


def _translate(scene: Scene, world: World) -> Pair:
    scene.common = translations.COMMON_WORDS
    spanish, english = translations.sentence_pair(scene)
    source, target = (spanish, english) if scene.language == "es" else (english, spanish)
    return TRANSLATE[scene.language].format(source), target


def _classify(scene: Scene, world: World) -> Pair:
    sentiment = scene.pick(reviews.SENTIMENTS)
    text = reviews.opinion(scene, sentiment)
    return CLASSIFY[scene.language].format(text), reviews.WORDS[scene.language][sentiment].capitalize() + "."


def _answer(scene: Scene, world: World) -> Pair:
    return questions.ask(scene, scene.pick(world.asked[scene.pick(questions.KINDS)]))


def _review(scene: Scene, world: World) -> Pair:
    sentiment = scene.pick(reviews.SENTIMENTS)
    word = reviews.WORDS[scene.language][sentiment]
    asked = f"Escribe una reseña {word}." if scene.language == "es" else f"Write a {word} review."
    return asked, reviews.opinion(scene, sentiment)


SPECIAL: Mapping[str, Callable[[Scene, World], Pair]] = {
    "translate": _translate,
    "classify": _classify,
    "answer": _answer,
    "review": _review,
}
