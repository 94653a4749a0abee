"""Models that Hugging Face has no name for: config.json (their config's fields) and model.safetensors."""

from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from course_lib.hub.files import Settings, Weights
from course_lib.hub.formats import Format
from course_lib.hub.models import load_as, save_as

Model = TypeVar("Model", bound=nn.Module)
Config = TypeVar("Config")


class Plain(Format[Any]):
    """Our own names and layout; the model's type is the name of its config's class."""

    model_type = "model of the course"
    ignored = r"(?!)"

    def __init__(self, config: type) -> None:
        self.kind = config

    def config(self, settings: Settings, weights: Weights) -> Any:
        """The config. ValueError for fields that are missing or not known, or of another model."""
        settings.require("model_type", self.kind.__name__)
        given = {name: value for name, value in settings.values.items() if name != "model_type"}
        known = {field.name for field in fields(self.kind)}
        if given.keys() != known:
            raise ValueError(
                f"expected {sorted(known)} in {settings.path}, got {sorted(given)}: is it of this version?"
            )
        return self.kind(**given)

    def settings(self, config: Any) -> dict[str, Any]:
        return {"model_type": self.kind.__name__, **asdict(config)}

    def name(self, ours: str, config: Any) -> str:
        return ours

    def canonical(self, weights: Weights) -> None:
        return None


def save_plain(model: nn.Module, config: Any, folder: Path) -> None:
    """Weights in the model's dtype; what is not a parameter is made anew when loading."""
    layout = Plain(type(config))
    save_as(model, folder, layout, config, layout.settings(config))


def load_plain(
    folder: Path, kind: type[Config], build: Callable[[Config], Model], *, dtype: torch.dtype = torch.float32
) -> Model:
    """The model that save_plain wrote, in eval mode. Errors as those of `hub.load_gpt`."""
    return load_as(folder, Settings.read(folder), Plain(kind), lambda config, weights: build(config), dtype)
