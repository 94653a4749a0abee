"""Predict, then run: questions that nobody grades, answered by the cell that follows."""

import ipywidgets

from course_lib.language import text
from course_lib.widgets.base import Live, Question


def ask(key: str) -> Live:
    """The question `key`: choose, run the next cell, then open the explanation. Folded text where no kernel runs."""
    # here, so that one widget does not load the models of them all
    from course_lib.widgets import (
        bert,
        decoding,
        embeddings,
        instruction_tuning,
        language_modelling,
        limitations,
        prompting,
        rnns,
        transformers,
    )

    topics = (
        language_modelling,
        embeddings,
        rnns,
        transformers,
        bert,
        prompting,
        instruction_tuning,
        decoding,
        limitations,
    )
    return _Asked({name: question for topic in topics for name, question in topic.QUESTIONS.items()}[key])


class _Asked(Live):
    """One question on the page, with a button for each answer."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.buttons = [
            ipywidgets.Button(description=text(choice), layout=ipywidgets.Layout(width="max-content", max_width="100%"))
            for choice in question.choices
        ]
        self.outcome = ipywidgets.HTML()
        for index, button in enumerate(self.buttons):
            button.on_click(lambda _, chosen=index: self.choose(chosen))
        head = ipywidgets.HTML(f"<b>{text('Predict, then run.')}</b> {text(question.prompt)}")
        super().__init__([head, *self.buttons, self.outcome], self._folded)

    def choose(self, index: int) -> None:
        """Keep the reader's prediction; the answer stays folded until the next cell has run."""
        for place, (button, choice) in enumerate(zip(self.buttons, self.question.choices, strict=True)):
            button.description = ("● " if place == index else "") + text(choice)
            button.style.font_weight = "bold" if place == index else "normal"
        verdict = text("You predicted it.") if index == self.question.answer else text("Not what happens.")
        note = text("Noted. Run the next cell, then open this.")
        self.outcome.value = f"<details><summary>{note}</summary>{verdict} {self._explanation()}</details>"

    def _explanation(self) -> str:
        return f"<b>{text(self.question.choices[self.question.answer])}</b> {text(self.question.why)}"

    def _folded(self) -> tuple[dict[str, str], dict[str, object]]:
        question = self.question
        choices = [text(choice) for choice in question.choices]
        listed = "".join(f"<li>{choice}</li>" for choice in choices)
        html = (
            f"<p><b>{text('Predict, then run.')}</b> {text(question.prompt)}</p><ol type='a'>{listed}</ol>"
            f"<details><summary>{text('After the next cell: the answer')}</summary>{self._explanation()}</details>"
        )
        plain = "\n".join(
            [text(question.prompt), *(f"({letter}) {c}" for letter, c in zip("abcd", choices, strict=False))]
        )
        return {"text/html": html, "text/plain": plain}, {}
