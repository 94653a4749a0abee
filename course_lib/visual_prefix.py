"""A picture as the first words of a prompt: LLaVA's idea (Liu et al. 2023), with one vector per picture.

A linear map turns what a picture encoder says into a few vectors where the embeddings of words would stand. The
language model is frozen and reads them as if they were words; only the map learns, from pictures with captions.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.gpt import GPT
from course_lib.linear_cross_entropy import linear_cross_entropy


class VisualPrefix(nn.Module):
    """The map, and the model that reads through it. `n_tokens`: how many words long a picture is."""

    def __init__(self, reader: GPT, d_visual: int, n_tokens: int = 4) -> None:
        super().__init__()
        self.n_tokens, self.d_model = n_tokens, reader.config.d_model
        self.to_words = nn.Linear(d_visual, n_tokens * self.d_model)
        self.reader = [reader.requires_grad_(False)]  # in a list: not a part that is trained

    def forward(
        self, pictures: Float[Tensor, "batch d_visual"], tokens: Int[Tensor, "batch n"]
    ) -> Float[Tensor, "batch n+1 vocab"]:
        """At t, scores of token t given the picture and the tokens before it; at n, of the one to come."""
        return self.reader[0].logits(self.hidden(pictures, tokens))

    def hidden(
        self, pictures: Float[Tensor, "batch d_visual"], tokens: Int[Tensor, "batch n"]
    ) -> Float[Tensor, "batch n+1 d_model"]:
        """What the model knows before each token, and after the last."""
        (reader,) = self.reader
        words = self.to_words(pictures).unflatten(1, (self.n_tokens, self.d_model))
        held = torch.cat((tokens.new_zeros(len(tokens), self.n_tokens), tokens), 1)  # places for the picture

        def put(_: nn.Module, __: tuple[Tensor], embedded: Tensor) -> Tensor:
            return torch.cat((words, embedded[:, self.n_tokens :]), 1)

        handle = reader.tokens.register_forward_hook(put)  # the model itself need not know of pictures
        try:
            hidden = reader.hidden(held)
        finally:
            handle.remove()
        return hidden[:, self.n_tokens - 1 :]

    @torch.no_grad()
    def caption(self, pictures: Float[Tensor, "batch d_visual"], end_id: int, max_new_tokens: int) -> list[list[int]]:
        """The likeliest tokens, one by one, up to the end."""
        written = torch.zeros(len(pictures), 0, dtype=torch.long)
        for _ in range(max_new_tokens):
            scores = self.reader[0].logits(self.hidden(pictures, written)[:, -1])
            written = torch.cat((written, scores.argmax(-1, keepdim=True)), 1)
        rows = written.tolist()
        return [row[: row.index(end_id)] if end_id in row else row for row in rows]


def caption_loss(
    model: VisualPrefix,
    pictures: Float[Tensor, "batch d_visual"],
    tokens: Int[Tensor, "batch n"],
    mask: Bool[Tensor, "batch n"],
) -> Float[Tensor, ""]:
    """Mean cross-entropy (nats) of the captions' tokens; mask: True on real tokens."""
    hidden = model.hidden(pictures, tokens)[:, :-1]
    return linear_cross_entropy(hidden[mask], model.reader[0].tokens.weight, tokens[mask])
