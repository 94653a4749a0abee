"""What happens while a policy is trained: one number of each kind per step, samples, and a live picture of them."""

from dataclasses import dataclass, field
from html import escape

from course_lib.language import text
from course_lib.training.curve import curve
from course_lib.training.progress import BAR_CELLS, Progress

SHOWN_SAMPLES = 3  # of the last steps


@dataclass(repr=False)
class Curves:
    """One entry per step. `truth` is the judge's mean score, if there was a judge; kl is in nats per answer."""

    reward: list[float] = field(default_factory=list)
    truth: list[float] = field(default_factory=list)
    kl: list[float] = field(default_factory=list)
    length: list[float] = field(default_factory=list)  # tokens, the end included
    clipped: list[float] = field(default_factory=list)  # share of tokens
    samples: list[tuple[int, str, str]] = field(default_factory=list)  # (step, prompt, answer)
    interrupted: bool = False

    def __repr__(self) -> str:
        return f"Curves({len(self.reward)} steps)"

    def last(self, name: str, steps: int = 5) -> float:
        """The mean of the last steps of a curve. ValueError for one that was not kept."""
        values = getattr(self, name)[-steps:]
        if not values:
            raise ValueError(f"expected steps in the curve {name!r}, got none")
        return sum(values) / len(values)


class LiveCurves(Progress):
    """A progress bar with the curves of reward, judge, KL and length under it, and the last samples."""

    def __init__(self, steps: int, curves: Curves) -> None:
        super().__init__(steps)
        self.curves = curves

    def line(self) -> str:
        if not self.curves.reward:
            return text("no step yet")
        done = round(BAR_CELLS * self.step / self.steps)
        numbers = {"step": self.step, "steps": self.steps, "reward": self.curves.reward[-1], "kl": self.curves.kl[-1]}
        said = text("step {step} of {steps} · reward {reward:.2f} · KL {kl:.1f}", **numbers)
        return f"{'█' * done}{'·' * (BAR_CELLS - done)} {said}"

    def picture(self) -> str:
        kinds = {
            "reward": text("reward"),
            "truth": text("judge"),
            "kl": text("KL, nats per answer"),
            "length": text("length, tokens"),
        }
        drawn = "".join(curve(getattr(self.curves, kind), self.steps, name) for kind, name in kinds.items())
        samples = "".join(
            f"<li>{step + 1}: {escape(answer)}</li>" for step, _, answer in self.curves.samples[-SHOWN_SAMPLES:]
        )
        return f"<div style='display: flex; flex-wrap: wrap; gap: 4px'>{drawn}</div><ul>{samples}</ul>"
