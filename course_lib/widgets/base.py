"""A widget that leaves something to read where no kernel runs.

Its output holds the live view and a picture (or text) side by side: JupyterLab shows the widget; GitHub or a printed
page, which cannot, shows the picture. While grading or building the site there is nobody to push anything, so the
picture alone is left.
"""

import base64
import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets

from course_lib.cells import is_live
from course_lib.figures.theme import Picture
from course_lib.language import text


class Live(ipywidgets.VBox):
    """A column of widgets that also carries `still`: the mime types, and their metadata, shown where it cannot live."""

    def __init__(
        self, children: list[ipywidgets.Widget], still: Callable[[], tuple[dict[str, str], dict[str, Any]]]
    ) -> None:
        super().__init__(children)
        self._still = still

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = self._still()
        if not is_live():
            return data, metadata
        live: dict[str, Any] = super()._repr_mimebundle_()
        return {**live, **data}, metadata


class Explorer(Live):
    """Controls above a picture that is drawn again whenever one of them changes."""

    def __init__(self, draw: Callable[..., Picture], controls: Mapping[str, ipywidgets.Widget], to_try: str) -> None:
        self.draw = draw
        self.controls = dict(controls)
        self.picture = self._drawn()
        self.image = ipywidgets.HTML(value=_tag(self.picture))
        advice = ipywidgets.HTML(f"<b>{text('Try:')}</b> {to_try}")
        super().__init__([advice, ipywidgets.HBox(list(self.controls.values()), layout=_wrapping()), self.image],
                         lambda: self.picture._repr_mimebundle_())  # fmt: skip
        for control in self.controls.values():
            control.observe(self._redraw, "value")

    def _drawn(self) -> Picture:
        return self.draw(**{name: control.value for name, control in self.controls.items()})

    def _redraw(self, _: object) -> None:
        self.picture = self._drawn()
        self.image.value = _tag(self.picture)


def explorer(draw: Callable[..., Picture], to_try: str, **controls: ipywidgets.Widget) -> Explorer:
    """A picture `draw(name=value, …)` under one control for each name; `to_try` says what to do with them."""
    return Explorer(draw, controls, to_try)


def _tag(picture: Picture) -> str:
    """The picture as an HTML element that says what it shows: ipywidgets' Image has no place for a description.

    (Its `tooltip` is none: JupyterLab looks for a `description` beside it, which an Image lacks, and fails.)
    """
    source = base64.b64encode(picture.png).decode()
    style = f"width: {picture.width_px}px; max-width: 100%; height: auto"
    return f'<img src="data:image/png;base64,{source}" alt="{html.escape(picture.alt)}" style="{style}">'


def _wrapping() -> ipywidgets.Layout:
    return ipywidgets.Layout(flex_flow="row wrap")


@dataclass(frozen=True)
class Question:
    """A question, what one might answer, which answer holds (from 0), and why."""

    prompt: str
    choices: tuple[str, ...]
    answer: int
    why: str
