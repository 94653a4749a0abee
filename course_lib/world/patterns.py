"""Examples of a task that nobody names, so that the answer can be told from the examples only; and sums.

perro → perros / llave → llaves / tren → trenes: with one line less the task could not be known.
"""

from collections.abc import Callable, Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

# task: templates of the question and of its answer, in each language; the same words serve several tasks
TASKS: Mapping[Language, Mapping[str, Sequence[tuple[str, str]]]] = {
    "es": {
        "plural": (("{animal.n}", "{animal.ns}"), ("{thing.n}", "{thing.ns}")),
        "article": (("{animal.n}", "{animal.el}"), ("{thing.n}", "{thing.el}")),
        "past": (("{v_live.el}", "{v_live.past}"), ("{v_handle.el}", "{v_handle.past}")),
        "infinitive": (("{v_live.el}", "{v_live.inf}"), ("{v_handle.el}", "{v_handle.inf}")),
        "many": (("{v_live.el}", "{v_live.ellos}"), ("{v_handle.el}", "{v_handle.ellos}")),
        "category": (
            ("{animal.n}", "animal"),
            ("{clothes.n}", "ropa"),
            ("{fruit.n}", "fruta"),
            ("{vehicle.n}", "vehículo"),
        ),
        "reverse": (("{color.n} {look.n}", "{look.n} {color.n}"), ("{animal.n} {thing.n}", "{thing.n} {animal.n}")),
        "again": (("{animal.n}", "{animal.n} {animal.n}"), ("{thing.n}", "{thing.n} {thing.n}")),
        "feminine": (("{character.om}", "{character.of}"), ("{mood.om}", "{mood.of}")),
    },
    "en": {
        "plural": (("{animal.n}", "{animal.ns}"), ("{thing.n}", "{thing.ns}")),
        "article": (("{animal.n}", "{animal.a}"), ("{thing.n}", "{thing.a}")),
        "past": (("{v_live.s}", "{v_live.past}"), ("{v_handle.s}", "{v_handle.past}")),
        "infinitive": (("{v_live.s}", "to {v_live.base}"), ("{v_handle.s}", "to {v_handle.base}")),
        "ing": (("{v_live.s}", "{v_live.ing}"), ("{v_handle.s}", "{v_handle.ing}")),
        "category": (
            ("{animal.n}", "animal"),
            ("{clothes.n}", "clothes"),
            ("{fruit.n}", "fruit"),
            ("{vehicle.n}", "vehicle"),
        ),
        "reverse": (("{color.n} {look.n}", "{look.n} {color.n}"), ("{animal.n} {thing.n}", "{thing.n} {animal.n}")),
        "again": (("{animal.n}", "{animal.n} {animal.n}"), ("{thing.n}", "{thing.n} {thing.n}")),
        "doing": (
            ("{v_tend.s} {animal.the}", "{v_tend.past} {animal.the}"),
            ("{v_cook.s} {food.the}", "{v_cook.past} {food.the}"),
        ),
    },
}
SUMS: Mapping[Language, Sequence[str]] = {
    "es": ("{a} {sign} {b} = {c}", "¿Cuánto es {a} {sign_word} {b}? {c}.", "{a} {sign_word} {b} son {c}."),
    "en": ("{a} {sign} {b} = {c}", "What is {a} {sign_word} {b}? {c}.", "{a} {sign_word} {b} is {c}."),
}
SIGNS: Mapping[str, tuple[Mapping[Language, str], Callable[[int, int], int]]] = {
    "+": ({"es": "más", "en": "plus"}, lambda a, b: a + b),
    "-": ({"es": "menos", "en": "minus"}, lambda a, b: a - b),
}


def pattern(scene: Scene, world: World) -> Draft:
    """Three to five examples of one task. The last is the one to answer: labels task, question, answer."""
    tasks = {**TASKS[scene.language], "translate": ()}
    task = scene.pick(tuple(tasks))
    rows: list[tuple[str, str]] = []
    for _ in range(scene.pick((3, 4, 5))):
        row = _translated(scene) if task == "translate" else _row(scene.fresh(), tasks[task])
        if row not in rows:
            rows.append(row)
    text = "\n".join(f"{question} → {answer}" for question, answer in rows)
    return Draft(text, {"task": task, "question": rows[-1][0], "answer": rows[-1][1]})


def arithmetic(scene: Scene, world: World) -> Draft:
    """One to four sums or differences of numbers below a hundred; both numbers of a sum give its key."""
    lines, keys = [], []
    for _ in range(scene.pick((1, 2, 3, 4))):
        sign = scene.pick(tuple(SIGNS))
        words, operate = SIGNS[sign]
        a, b = int(scene.random() * 100), int(scene.random() * 100)
        if sign == "-" and a < b:
            a, b = b, a
        shape = scene.pick(SUMS[scene.language])
        lines.append(shape.format(a=a, b=b, c=operate(a, b), sign=sign, sign_word=words[scene.language]))
        keys.append(f"{a}{sign}{b}")
    return Draft("\n".join(lines), {"sums": " ".join(keys)}, tuple(keys))


def _row(scene: Scene, task: Sequence[tuple[str, str]]) -> tuple[str, str]:
    question, answer = scene.pick(task)
    return scene(question), scene(answer)


def _translated(scene: Scene) -> tuple[str, str]:
    there, slot = scene.fresh(), scene.pick(("animal", "thing", "food"))
    other: Language = "en" if scene.language == "es" else "es"
    return there(f"{{{slot}.n}}"), there.twin(other)(f"{{{slot}.n}}")
