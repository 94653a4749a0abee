"""A widget that leaves something to read where no kernel runs.

Its output holds the live view and a picture (or text) side by side: JupyterLab shows the widget; GitHub or a printed
page, which cannot, shows the picture. While grading or building the site there is nobody to push anything, so the
picture alone is left.
"""

from collections.abc import Callable, Collection, Mapping
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


# Run by the picture of an explorer, which alone can: ipywidgets leaves the handle of a slider without a name, and
# JupyterLab takes the arrow keys from a list or a slider to move between cells.
NAME_CONTROLS = """
const box = this.closest('.course-explorer');
if (box) {
  box.querySelectorAll('select, input, [role=slider]').forEach(it => it.dataset.lmSuppressShortcuts = 'true');
  box.querySelectorAll('[role=slider]').forEach(handle => {
    const control = handle.closest('.widget-slider');
    const [name, value] = ['.widget-label', '.widget-readout'].map(part => control && control.querySelector(part));
    if (name) handle.setAttribute('aria-label', name.textContent);
    if (value) handle.setAttribute('aria-valuetext', value.textContent);
  });
}
"""
APART = "2px 24px 2px 2px"  # so that a number does not run into the name of the next control

Values = dict[str, Any]


class Explorer(Live):
    """Controls above a picture that is drawn again whenever one of them changes.

    ``idle`` names the controls that do nothing while the others stand as they do: these cannot be moved then.
    """

    def __init__(
        self,
        draw: Callable[..., Picture],
        controls: Mapping[str, ipywidgets.Widget],
        to_try: str,
        idle: Callable[[Values], Collection[str]] | None = None,
    ) -> None:
        self.draw = draw
        self.controls = dict(controls)
        self._idle = idle or (lambda values: ())
        self._rest()
        self.picture = self._drawn()
        self.image = ipywidgets.HTML(value=self.picture.html(NAME_CONTROLS))
        advice = ipywidgets.HTML(f"<b>{text('Try:')}</b> {to_try}")
        for control in self.controls.values():
            control.layout.margin = APART
        super().__init__([advice, ipywidgets.HBox(list(self.controls.values()), layout=_wrapping()), self.image],
                         lambda: self.picture.still())  # fmt: skip
        self.add_class("course-explorer")
        for control in self.controls.values():
            control.observe(self._redraw, "value")

    def _values(self) -> Values:
        return {name: control.value for name, control in self.controls.items()}

    def _rest(self) -> None:
        idle = self._idle(self._values())
        for name, control in self.controls.items():
            control.disabled = name in idle

    def _drawn(self) -> Picture:
        return self.draw(**self._values())

    def _redraw(self, _: object) -> None:
        self._rest()
        self.picture = self._drawn()
        self.image.value = self.picture.html(NAME_CONTROLS)


def explorer(
    draw: Callable[..., Picture],
    to_try: str,
    *,
    idle: Callable[[Values], Collection[str]] | None = None,
    **controls: ipywidgets.Widget,
) -> Explorer:
    """A picture `draw(name=value, …)` under one control for each name; `to_try` says what to do with them."""
    return Explorer(draw, controls, to_try, idle)


def _wrapping() -> ipywidgets.Layout:
    return ipywidgets.Layout(flex_flow="row wrap")


@dataclass(frozen=True)
class Question:
    """A question, what one might answer, which answer holds (from 0), and why."""

    prompt: str
    choices: tuple[str, ...]
    answer: int
    why: str
