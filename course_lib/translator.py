"""Greedy translation, one token at a time, for every model that reads a source and writes a target."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn


@dataclass(frozen=True)
class Step:
    """One step of writing a translation: from what is written to the next token, for every row of the batch."""

    written: Int[Tensor, "batch t"]
    logits: Float[Tensor, "batch vocab"]
    log_probs: Float[Tensor, "batch vocab"]
    chosen: Int[Tensor, " batch"]


class Translator(nn.Module, ABC):
    """What encoder-decoders inherit. They say how the next token is scored (`scorer`); this is the loop around it.

    Call `eval()` before translating: dropout belongs to training.
    """

    config: Any  # with bos_id and eos_id

    @abstractmethod
    def scorer(
        self, source: Int[Tensor, "batch m"], source_mask: Bool[Tensor, "batch m"] | None
    ) -> Callable[[Tensor], Tensor]:
        """Read the source; then, for what is written (batch, t), the logits (batch, vocab) of the next token. It is
        called with one token more each time."""

    @torch.no_grad()
    def translate(
        self,
        source: Int[Tensor, "batch m"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
        max_new_tokens: int = 30,
    ) -> Int[Tensor, "batch n"]:
        """The greedy translation: begins with bos; after its eos a row only repeats eos."""
        written = self._beginning(source)
        for step in self.translation_steps(source, source_mask, max_new_tokens):
            written = torch.cat((step.written, step.chosen[:, None]), dim=1)
        return written

    @torch.no_grad()
    def translation_steps(
        self,
        source: Int[Tensor, "batch m"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
        max_new_tokens: int = 30,
    ) -> Iterator[Step]:
        """Greedy decoding, a `Step` at a time: logits, then log-probabilities, then the most likely token.

        Ends when every row has written eos.
        """
        score, written = self.scorer(source, source_mask), self._beginning(source)
        for _ in range(max_new_tokens):
            logits = score(written)
            log_probs = logits.log_softmax(dim=-1)
            finished = written[:, -1] == self.config.eos_id
            chosen = log_probs.argmax(dim=-1).masked_fill(finished, self.config.eos_id)
            yield Step(written, logits, log_probs, chosen)
            written = torch.cat((written, chosen[:, None]), dim=1)
            if (chosen == self.config.eos_id).all():
                return

    def _beginning(self, source: Int[Tensor, "batch m"]) -> Int[Tensor, "batch 1"]:
        return torch.full((len(source), 1), self.config.bos_id, device=source.device)
