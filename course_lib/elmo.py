"""ELMo: vectors for words in their context, from a language model in both directions (Peters et al. 2018).

A forward LSTM language model has read what comes before a word, a backward one what comes after; what their layers
hold at the word, mixed, is its vector. Left out: the paper reads characters, here a token is one row of a table.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.inputs import check_mask, check_tokens
from course_lib.rnn import Direction, RecurrentLayers


@dataclass(frozen=True)
class ELMoConfig:
    """Sizes of an `ELMo`. The paper's has 2 layers of 4096 cells, projected to d 512."""

    vocab_size: int
    d: int = 128  # of a token's vector and of each direction's states
    n_layers: int = 2
    dropout: float = 0.0


class ELMo(nn.Module):
    """Token ids (batch, n) to the logits of both neighbours of every token.

    Texts begin with a token for their begin and end with one for their end, so that the first and last word are
    predicted too. The directions share the tokens' vectors and the output layer, as in section 3.1, and never see each
    other's states: a word that could be seen through the other side would not be predicted but copied. `mask`
    (batch, n) is True on real tokens; padding is never read, also not by the backward model, which meets it first.
    """

    def __init__(self, config: ELMoConfig) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(config.vocab_size, config.d)
        self.forward_layers = _layers(config, "forward")
        self.backward_layers = _layers(config, "backward")
        self.output = nn.Linear(config.d, config.vocab_size)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"] | None = None
    ) -> tuple[Float[Tensor, "batch n vocab"], Float[Tensor, "batch n vocab"]]:
        """Logits of the token after each position, by the forward model, and of the one before it, by the backward."""
        forward, backward = self._states(tokens, mask)
        return self.output(self.dropout(forward[-1])), self.output(self.dropout(backward[-1]))

    def representations(
        self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"] | None = None
    ) -> Float[Tensor, "layers batch n d"]:
        """What every layer holds, forward states then backward ones, 0 on padding: n_layers + 1 of them.

        Layer 0 is the token's own vector, twice, and knows nothing of the context.
        """
        forward, backward = self._states(tokens, mask)
        layers = torch.stack([torch.cat(pair, dim=-1) for pair in zip(forward, backward, strict=True)])
        return layers if mask is None else layers.masked_fill(~mask[..., None], 0)

    def _states(self, tokens: Tensor, mask: Tensor | None) -> tuple[list[Tensor], list[Tensor]]:
        """Layer by layer, for each direction; from the second layer on, each adds to the one below (section 3.4)."""
        table = self.tokens.weight
        check_tokens(tokens, vocab_size=len(table), like=table)
        if mask is not None:
            check_mask(mask, tokens)
        embedded = self.tokens(tokens)
        directions: tuple[list[Tensor], list[Tensor]] = ([embedded], [embedded])
        for states, layers in zip(directions, (self.forward_layers, self.backward_layers), strict=True):
            for depth, layer in enumerate(layers):
                above, _ = layer(self.dropout(states[-1]), mask)
                states.append(above if depth == 0 else above + states[-1])
        return directions


class ScalarMix(nn.Module):
    """One vector per token out of all layers: γ Σ_j s_j h_j, with s the softmax of learned weights (equation 1).

    It belongs to the task, not to ELMo: each task finds which layers it needs. It begins as their mean.
    """

    def __init__(self, n_layers: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(n_layers))
        self.gamma = nn.Parameter(torch.ones(()))

    def forward(self, layers: Float[Tensor, "layers batch n d"]) -> Float[Tensor, "batch n d"]:
        """ValueError unless there are as many layers as weights; ELMo's `representations` has n_layers + 1."""
        if len(layers) != len(self.weights):
            raise ValueError(f"expected {len(self.weights)} layers, got {len(layers)}: ELMo has n_layers + 1")
        return self.gamma * torch.tensordot(self.weights.softmax(dim=0), layers, dims=1)


def bidirectional_loss(
    logits: tuple[Float[Tensor, "batch n vocab"], Float[Tensor, "batch n vocab"]],
    tokens: Int[Tensor, "batch n"],
    mask: Bool[Tensor, "batch n"] | None = None,
) -> Float[Tensor, ""]:
    """Cross-entropy (nats per token) of the next token and of the one before, averaged; to minimise.

    logits: what `ELMo` returns. Padding, mask False, comes last and does not count; no pair of neighbours gives 0.
    """
    forward, backward = logits
    # (B, V, n − 1): cross_entropy wants the classes second
    after = F.cross_entropy(forward[:, :-1].transpose(1, 2), tokens[:, 1:], reduction="none")
    before = F.cross_entropy(backward[:, 1:].transpose(1, 2), tokens[:, :-1], reduction="none")
    # Neighbours count if the second of them is real: for one model it is the target, for the other what it has read.
    counted = torch.ones_like(after, dtype=torch.bool) if mask is None else mask[:, 1:]
    return ((after + before) / 2).where(counted, 0).sum() / counted.sum().clamp(min=1)


def _layers(config: ELMoConfig, direction: Direction) -> nn.ModuleList:
    return nn.ModuleList(
        RecurrentLayers("lstm", config.d, config.d, direction=direction) for _ in range(config.n_layers)
    )
