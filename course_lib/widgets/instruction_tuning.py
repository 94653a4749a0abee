"""What can be pushed in notebook 07, and its questions."""

import random
from collections.abc import Mapping, Sequence

import ipywidgets

from course_lib.figures import instruction_tuning as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.training.reward import Comparison
from course_lib.widgets.base import Explorer, Live, Question, explorer
from course_lib.world.scene import Language

QUESTIONS = {
    "base-answers": Question(
        mark("“Tell me a story.” What does a model that only read do with it?"),
        (mark("it tells one"), mark("it goes on as its texts would"), mark("it refuses")),
        1,
        mark("It was never asked anything. A line like that is followed by whatever followed it in its texts."),
    ),
    "mask-prompt": Question(
        mark("Why leave the prompt out of the loss?"),
        (mark("it would leak"), mark("the model should learn to answer, not to ask"), mark("to save memory")),
        1,
        mark("The asker's words are given; only what comes after them is the model's to say."),
    ),
    "hack": Question(
        mark("No KL penalty, 120 steps. The reward model's score rises all the way. And the judge's?"),
        (mark("it rises as well"), mark("it stays"), mark("at some time it falls below where it began")),
        2,
        mark("The reward model is right about answers like those it saw. Far from them it can be flattered."),
    ),
    "clip": Question(
        mark("A token's advantage is positive and its ratio is already 1.5. What is its gradient, for a clip of 0.2?"),
        (mark("large"), mark("small"), mark("zero")),
        2,
        mark("Beyond 1 + ε nothing more is to be won: the objective is flat there."),
    ),
}


def clip_explorer() -> Explorer:
    """PPO's objective for any clip."""
    return explorer(
        draw.clipped_objective,
        text("a very small clip: where is there still a slope, for good tokens and for bad ones?"),
        clip=ipywidgets.FloatSlider(value=0.2, min=0.0, max=0.9, step=0.05, description="ε"),
    )


def kl_explorer(runs: Mapping[str, Mapping[str, Sequence[float]]]) -> Explorer:
    """The curves of a run, by its KL coefficient."""

    def picture(beta: str) -> Picture:
        return draw.training_curves({f"β = {beta}": runs[beta]})

    return explorer(
        picture,
        text("from the largest β to none: watch the judge while the reward model's score rises."),
        beta=ipywidgets.SelectionSlider(options=list(runs), value="0.0", description="β"),
    )


class BlindTest(Live):
    """You are the labeller: two answers, neither says which model wrote it. `comparisons` holds what you chose."""

    def __init__(
        self, language: Language, prompts: Sequence[str], answers: Mapping[str, Sequence[str]], seed: int
    ) -> None:
        self.language, self.prompts, self.answers = language, list(prompts), dict(answers)
        self.names = tuple(answers)
        rng = random.Random(seed)
        self.order = [rng.sample(self.names, 2) for _ in self.prompts]
        self.chosen: list[str | None] = []
        self.question, self.outcome = ipywidgets.HTML(), ipywidgets.HTML()
        self.buttons = [ipywidgets.Button(layout=ipywidgets.Layout(width="98%")) for _ in range(2)]
        self.skip = ipywidgets.Button(description=text("neither"))
        for place, button in enumerate(self.buttons):
            button.on_click(lambda _, place=place: self.choose(place))
        self.skip.on_click(lambda _: self.choose(None))
        self._show()
        super().__init__([self.question, *self.buttons, self.skip, self.outcome], self._still)

    @property
    def comparisons(self) -> list[Comparison]:
        """What was chosen so far, as a reward model or DPO takes it."""
        found = []
        for place, name in enumerate(self.chosen):
            if name is not None:
                other = next(one for one in self.order[place] if one != name)
                found.append(Comparison(self.language, self.prompts[place], *self._texts(place, (name, other))))
        return found

    def choose(self, place: int | None) -> None:
        """Prefer one of the two answers on the page, or neither."""
        at = len(self.chosen)
        if at < len(self.prompts):
            self.chosen.append(None if place is None else self.order[at][place])
            self._show()

    def _texts(self, place: int, names: Sequence[str]) -> list[str]:
        return [self.answers[name][place] for name in names]

    def _show(self) -> None:
        at = len(self.chosen)
        if at == len(self.prompts):
            counts = ", ".join(f"{name}: {self.chosen.count(name)}" for name in self.names)
            self.outcome.value = text("You preferred {counts}.", counts=counts)
            return
        self.question.value = f"<b>{at + 1} / {len(self.prompts)}</b> {self.prompts[at].splitlines()[0]}"
        for button, answer in zip(self.buttons, self._texts(at, self.order[at]), strict=True):
            button.description = answer or "…"
            button.tooltip = answer

    def _still(self) -> tuple[dict[str, str], dict[str, object]]:
        listed = "\n".join(
            f"{prompt.splitlines()[0]}\n   A  {a}\n   B  {b}"
            for prompt, (a, b) in ((p, self._texts(i, self.order[i])) for i, p in enumerate(self.prompts[:4]))
        )
        return {"text/plain": text("Which answer would you rather have?") + "\n" + listed}, {}
