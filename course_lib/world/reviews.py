"""Reviews with a sentiment, of films, food, places, things: plain, labelled after, prompted before, three in a row."""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

Texts = Mapping[Language, Sequence[str]]
SENTIMENTS = ("positive", "negative")
WORDS: Mapping[Language, Mapping[str, str]] = {
    "es": {"positive": "positiva", "negative": "negativa"},
    "en": {"positive": "positive", "negative": "negative"},
}
OPENINGS: Texts = {
    "es": (
        "{time.N} vi «{film.name}» con mi {kin.n}.",
        "Fui a ver «{film.name}» con {person.name}.",
        "{person.name} me recomendó «{film.name}».",
        "Comí {food.un} en {town_place.el} de {city.name}.",
        "Pedí {food.un} y {food2.un} para llevar.",
        "Compré {thing.un} {color.o:thing} por internet.",
        "Me regalaron {thing.un} y {thing.lo} he usado {number.n} días.",
        "Pasamos {number.n} días en un hotel de {city.name}, cerca {wild_place.del}.",
        "Visité {town_place.el} de {city.name} {time.n}.",
        "Leí una novela sobre {worker.un} que busca {object.un}.",
        "Escuché el disco nuevo de {person.name}, con mucha música de {instrument.n}.",
        "Tomé un curso de {subject.n} con {worker.un}.",
        "Fuimos a {event.un} en {town_place.el}.",
    ),
    "en": (
        "{time.N} I saw “{film.name}” with my {kin.n}.",
        "I went to see “{film.name}” with {person.name}.",
        "{person.name} recommended “{film.name}” to me.",
        "I ate {food.a} at {town_place.the} in {city.name}.",
        "I ordered {food.a} and {food2.a} to go.",
        "I bought {color.a} {thing.n} online.",
        "I was given {thing.a} and have used it for {number.n} days.",
        "We spent {number.n} days at a hotel in {city.name}, near {wild_place.a}.",
        "I visited {town_place.the} in {city.name} {time.n}.",
        "I read a novel about {worker.a} looking for {object.a}.",
        "I listened to the new record by {person.name}, full of {instrument.n} music.",
        "I took a course in {subject.n} with {worker.a}.",
        "We went to {event.a} at {town_place.the}.",
    ),
}
# One list per sentiment; an aspect that suits anything one can review.
ASPECTS: Mapping[str, Texts] = {
    "positive": {
        "es": (
            "Me pareció una experiencia {praise.of}.",
            "Todo fue {praise.om}, de principio a fin.",
            "Quedé muy {mood_up.n}.",
            "La atención me encantó y el precio es justo.",
            "Me gustó mucho más de lo que esperaba.",
            "Hay detalles {praise.osm} por todas partes.",
            "No le cambiaría nada.",
            "Hasta {kin.el} de {person2.name}, que se queja de todo, sonrió.",
            "Vale cada peso que cuesta.",
            "El ambiente era {praise.om}.",
        ),
        "en": (
            "It was {praise.a} experience.",
            "Everything was {praise.n} from start to finish.",
            "I came away very {mood_up.n}.",
            "I loved the service and the price was fair.",
            "I liked it much more than I expected.",
            "There are {praise.n} details everywhere.",
            "I would not change a thing.",
            "Even {person2.name}'s {kin.n}, who complains about everything, smiled.",
            "It is worth every penny.",
            "The atmosphere was {praise.n}.",
        ),
    },
    "negative": {
        "es": (
            "Me pareció una experiencia {blame.of}.",
            "Todo fue {blame.om}, de principio a fin.",
            "Quedé muy {mood_down.n}.",
            "La atención dejó mucho que desear y el precio es un robo.",
            "Me gustó mucho menos de lo que esperaba.",
            "Hay detalles {blame.osm} por todas partes.",
            "Habría que cambiarlo todo.",
            "Hasta {kin.el} de {person2.name}, que nunca se queja, bostezó.",
            "No vale ni un peso.",
            "El ambiente era {blame.om}.",
        ),
        "en": (
            "It was {blame.a} experience.",
            "Everything was {blame.n} from start to finish.",
            "I came away very {mood_down.n}.",
            "The service left a lot to be desired and the price was a rip-off.",
            "I liked it much less than I expected.",
            "There are {blame.n} details everywhere.",
            "They should change everything.",
            "Even {person2.name}'s {kin.n}, who never complains, yawned.",
            "It is not worth a penny.",
            "The atmosphere was {blame.n}.",
        ),
    },
}
VERDICTS: Mapping[str, Texts] = {
    "positive": {
        "es": (
            "Ojalá que lo repitan pronto.",
            "Se lo recomiendo a todo el mundo.",
            "Espero que volvamos pronto.",
            "¡Cinco estrellas!",
            "¡Qué maravilla!",
            "Diez de diez.",
        ),
        "en": (
            "I hope they do it again soon.",
            "I recommend it to everyone.",
            "I hope we go back soon.",
            "Five stars!",
            "What a delight!",
            "Ten out of ten.",
        ),
    },
    "negative": {
        "es": (
            "Ojalá me devuelvan mi dinero.",
            "No se lo recomiendo a nadie.",
            "No creo que volvamos.",
            "Una estrella, y por lástima.",
            "¡Qué decepción!",
            "Cero de diez.",
        ),
        "en": (
            "I hope they give me my money back.",
            "I do not recommend it to anyone.",
            "I do not think we will go back.",
            "One star, out of pity.",
            "What a letdown!",
            "Zero out of ten.",
        ),
    },
}
LABELLED: Mapping[Language, str] = {"es": "Reseña: {}\nSentimiento: {}", "en": "Review: {}\nSentiment: {}"}
PROMPTED: Mapping[Language, Sequence[str]] = {
    "es": ("Reseña {1}: {0}", "Escribe una reseña {1}.\n{0}"),
    "en": ("{2} review: {0}", "Write a {1} review.\n{0}"),
}


def opinion(scene: Scene, sentiment: str) -> str:
    """An opening, one or two aspects, perhaps a verdict; every sentence but the first carries the sentiment."""
    aspects = scene.shuffled(ASPECTS[sentiment][scene.language], scene.pick((1, 2)))
    sentences = [scene.say(OPENINGS), *map(scene, aspects)]
    if scene.chance(0.5):
        sentences.append(scene.say(VERDICTS[sentiment]))
    return " ".join(sentences)


def review(scene: Scene, world: World) -> Draft:
    """A third labelled after, a third prompted before, the rest plain or three labelled in a row."""
    language, style = scene.language, scene.random()
    if style > 0.85:
        return _several(scene)
    sentiment = scene.pick(SENTIMENTS)
    text, word = opinion(scene, sentiment), WORDS[language][sentiment]
    if style < 0.35:
        shown = LABELLED[language].format(text, word)
    elif style < 0.7:
        shown = scene.pick(PROMPTED[language]).format(text, word, word.capitalize())
    else:
        shown = text
    return Draft(shown, {"sentiment": sentiment, "review": text}, (text,))


def _several(scene: Scene) -> Draft:
    """Three labelled reviews: the last label is the document's."""
    sentiments = [scene.pick(SENTIMENTS) for _ in range(3)]
    texts = [opinion(scene.fresh(), sentiment) for sentiment in sentiments]
    words = [WORDS[scene.language][sentiment] for sentiment in sentiments]
    shown = [LABELLED[scene.language].format(text, word) for text, word in zip(texts, words, strict=True)]
    return Draft("\n\n".join(shown), {"sentiment": sentiments[-1], "review": texts[-1]}, tuple(texts))
