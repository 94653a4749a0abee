"""Questions about the facts, with short answers. Held-out facts are asked in test documents only.

Every question about a fact in the whole corpus is made by ask(), so the rule is kept in one place.
"""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import Fact, World
from course_lib.world.scene import Draft, Language, Scene

QUESTIONS: Mapping[str, Mapping[Language, Sequence[str]]] = {
    "person.city": {
        "es": ("¿Dónde vive {}?", "¿En qué ciudad vive {}?", "¿Cuál es la ciudad de {}?"),
        "en": ("Where does {} live?", "Which city does {} live in?", "What is {}'s city?"),
    },
    "person.job": {
        "es": ("¿A qué se dedica {}?", "¿En qué trabaja {}?", "¿Cuál es el trabajo de {}?"),
        "en": ("What does {} do for a living?", "What is {}'s job?", "What work does {} do?"),
    },
    "person.pet": {
        "es": ("¿Qué mascota tiene {}?", "¿Qué animal tiene {} en casa?", "¿Qué animal es la mascota de {}?"),
        "en": ("What pet does {} have?", "What animal does {} keep at home?", "What kind of pet does {} have?"),
    },
    "person.pet_name": {
        "es": (
            "¿Cómo se llama la mascota de {}?",
            "¿Qué nombre tiene la mascota de {}?",
            "¿Qué nombre le puso {} a su mascota?",
        ),
        "en": ("What is the name of {}'s pet?", "What is {}'s pet called?", "What did {} name the pet?"),
    },
    "person.food": {
        "es": (
            "¿Cuál es la comida favorita de {}?",
            "¿Qué prefiere comer o beber {}?",
            "¿Qué pide {} en su cumpleaños?",
        ),
        "en": (
            "What is {}'s favorite food?",
            "What does {} most like to eat or drink?",
            "What does {} ask for on birthdays?",
        ),
    },
    "person.sport": {
        "es": ("¿Qué deporte practica {}?", "¿Cuál es el deporte de {}?", "¿A qué deporte dedica {} los sábados?"),
        "en": ("What sport is {} keen on?", "What is {}'s sport?", "What sport does {} spend Saturdays on?"),
    },
    "person.instrument": {
        "es": ("¿Qué instrumento toca {}?", "¿Cuál es el instrumento de {}?", "¿Qué sabe tocar {}?"),
        "en": ("What instrument does {} play?", "What is {}'s instrument?", "What can {} play?"),
    },
    "person.color": {
        "es": ("¿De qué color se viste {}?", "¿Cuál es el color favorito de {}?", "¿De qué color es el cuarto de {}?"),
        "en": ("What color does {} wear?", "What is {}'s favorite color?", "What color is {}'s room?"),
    },
    "person.friend": {
        "es": ("¿Con quién se lleva muy bien {}?", "¿Con quién pasa los domingos {}?", "¿A quién le cuenta todo {}?"),
        "en": ("Who does {} get along well with?", "Who does {} spend Sundays with?", "Who does {} tell everything?"),
    },
    "city.state": {
        "es": ("¿En qué estado está {}?", "¿A qué estado pertenece {}?", "¿Dónde está {}?"),
        "en": ("What state is {} in?", "Which state does {} belong to?", "Where is {}?"),
    },
    "city.known": {
        "es": ("¿Por qué es famosa {}?", "¿Por qué es conocida {}?"),
        "en": ("What is {} famous for?", "What is {} known for?"),
    },
    "specialty.ingredient": {
        "es": ("¿Con qué se hace {}?", "¿Qué lleva {}?", "¿Con qué se prepara {}?"),
        "en": ("What is {} made with?", "What is in {}?", "What do you need to make {}?"),
    },
    "specialty.taste": {
        "es": ("¿Cómo es {}?", "¿Cómo suele ser {}?"),
        "en": ("What is {} like?", "How does {} usually turn out?"),
    },
    "film.director": {
        "es": ("¿Quién dirigió «{}»?", "¿Quién filmó «{}»?", "¿De quién es la película «{}»?"),
        "en": ("Who directed “{}”?", "Who shot “{}”?", "Whose film is “{}”?"),
    },
    "film.year": {
        "es": ("¿De qué año es «{}»?", "¿Cuándo se filmó «{}»?"),
        "en": ("What year is “{}” from?", "When was “{}” shot?"),
    },
    "film.genre": {
        "es": ("¿De qué género es «{}»?", "¿Qué tipo de película es «{}»?"),
        "en": ("What genre is “{}”?", "What kind of film is “{}”?"),
    },
    "film.place": {
        "es": ("¿Dónde se filmó «{}»?", "¿En qué ciudad sucede «{}»?"),
        "en": ("Where was “{}” shot?", "In what city does “{}” take place?"),
    },
}
LINES: Mapping[Language, str] = {"es": "Pregunta: {}\nRespuesta: {}", "en": "Question: {}\nAnswer: {}"}
KINDS = ("person", "person", "person", "person", "city", "specialty", "film", "film")


def ask(scene: Scene, fact: Fact) -> tuple[str, str]:
    """A question about the fact and its short answer; the scene notes the fact. In Spanish dishes take an article, and
    what a city is known for takes «por»."""
    scene.facts.add(fact.name)
    subject = fact.subjects[scene.language]
    if fact.kind == "specialty" and scene.language == "es":
        subject = scene.grammar.tables["specialty"].columns["el"][fact.index]
    question = scene.pick(QUESTIONS[f"{fact.kind}.{fact.attribute}"][scene.language])
    value = fact.values[scene.language]
    if fact.attribute == "known" and scene.language == "es":
        value = f"por {value}"
    return question.format(subject), value[:1].upper() + value[1:] + "."


def question(scene: Scene, world: World) -> Draft:
    """One to three questions. About one document in thirty asks a held-out fact, and belongs to the test split."""
    held_out = scene.chance(1 / 30)
    facts = [_choose(scene, world, held_out) for _ in range(1 if held_out else scene.pick((1, 2, 3)))]
    lines = [LINES[scene.language].format(*ask(scene, fact)) for fact in facts]
    return Draft(
        "\n".join(lines), {"asks": " ".join(fact.name.replace(" ", "_") for fact in facts)}, test_only=held_out
    )


def _choose(scene: Scene, world: World, held_out: bool) -> Fact:
    return scene.pick(world.hidden if held_out else world.asked[scene.pick(KINDS)])
