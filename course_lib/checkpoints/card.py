"""A model card: the README.md in a checkpoint's folder, for people, and its table of scores for programs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "README.md"
_ROW = re.compile(r"^\| `(\w+)` \| (-?\d+\.\d+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Card:
    """What one needs to know of a trained model (Mitchell et al. 2019, "Model Cards for Model Reporting")."""

    name: str
    what: str  # one or two sentences
    settings: Mapping[str, str]  # sizes, data, steps, seed, minutes
    scores: Mapping[str, float]
    limits: str  # what it cannot do

    def write(self, folder: Path) -> None:
        settings = "\n".join(f"| {name} | {value} |" for name, value in self.settings.items())
        scores = "\n".join(f"| `{name}` | {value:.4f} |" for name, value in self.scores.items())
        text = (
            f"# {self.name}\n\n{self.what}\n\n"
            f"Made by `python -m course_lib.train {self.name}`, which measured the scores, too.\n\n"
            f"| how it was made | |\n|---|---|\n{settings}\n\n"
            f"| score | |\n|---|---|\n{scores}\n\n"
            f"{self.limits}\n"
        )
        (folder / FILE).write_text(text, encoding="utf-8")


def read_scores(folder: Path) -> dict[str, float]:
    """The scores that a card's table holds."""
    text = (folder / FILE).read_text(encoding="utf-8")
    return {name: float(value) for name, value in _ROW.findall(text)}
