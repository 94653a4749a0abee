"""What there is to know of a kind of published model: how its weights are named and laid out, its sizes told."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

import torch
from torch import Tensor

from course_lib.hub.files import Settings, Weights

Config = TypeVar("Config")


class Format(ABC, Generic[Config]):
    """One kind of published model.

    parts: the course's name of a part -> theirs, with * for a layer's number. copies: tensors that some files hold
    twice -> what they are a copy of. ignored: tensors that a model may leave aside; head: those without the prefix.
    """

    model_type: ClassVar[str]
    prefix: ClassVar[str] = ""  # before the body's names; some files leave it out
    parts: ClassVar[Mapping[str, str]]
    copies: ClassVar[Mapping[str, str]] = {}
    ignored: ClassVar[str]
    head: ClassVar[str] = r"lm_head\."

    @abstractmethod
    def config(self, settings: Settings, weights: Weights) -> Config:
        """The sizes that config.json tells. ValueError for what the course's model cannot do."""

    @abstractmethod
    def settings(self, config: Config) -> dict[str, Any]:
        """What config.json says of these sizes."""

    def name(self, ours: str, config: Config) -> str:
        """Their name, without prefix, of one of our weights: blocks.2.norm.bias may be h.2.ln_1.bias."""
        part, _, leaf = ours.rpartition(".")
        layer = re.search(r"\d+", part)
        theirs = self.part(re.sub(r"\d+", "*", part), config)
        return f"{theirs.replace('*', layer.group() if layer else '*')}.{leaf}"

    def part(self, ours: str, config: Config) -> str:
        """Their name of a part, both with * for a layer's number."""
        if ours not in self.parts:
            raise ValueError(
                f"expected only the parts of a plain {self.model_type}, got {ours}: put what was added, such as LoRA's "
                "matrices, back into the layers before you save"
            )
        return self.parts[ours]

    def full_name(self, ours: str, config: Config) -> str:
        """As `name`, with the prefix where a model that has a head puts it: before all but the head."""
        name = self.name(ours, config)
        return name if re.match(self.head, name) else self.prefix + name

    def to_file(self, ours: str, tensor: Tensor, config: Config) -> Tensor:
        """One of our weights as the file lays it out."""
        return tensor

    def from_file(self, ours: str, tensor: Tensor, config: Config) -> Tensor:
        """The inverse of `to_file`."""
        return tensor

    def canonical(self, weights: Weights) -> None:
        """Give every tensor the one name that `name` knows, whatever prefix and spelling the file has."""
        for old in list(weights.shapes):
            new = old.removeprefix(self.prefix)
            # TensorFlow's names for a norm's scale and shift, in BERT's first files.
            new = re.sub(r"\.gamma$", ".weight", re.sub(r"\.beta$", ".bias", new))
            weights.rename(old, new)
        for copy, original in self.copies.items():
            if copy in weights.shapes and original not in weights.shapes:
                weights.rename(copy, original)
            elif copy in weights.shapes:
                if not torch.equal(weights.read(copy), weights.read(original)):
                    raise ValueError(
                        f"expected {copy} in {weights.path} to be the same as {original}, got another: "
                        "the course's model shares them, so this one needs `transformers`"
                    )
                weights.drop(copy)
