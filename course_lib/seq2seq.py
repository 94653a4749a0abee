"""Encoder and decoder, both recurrent, with attention between them or without (Cho et al. 2014; Bahdanau et al. 2014).

Without attention the whole source sentence has to pass through one vector, the bottleneck. With it the decoder looks
back at every source word at each step, and its weights draw an alignment. Equation numbers are Bahdanau et al.'s.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.inputs import check_tokens
from course_lib.rnn import Cell, Reader, RecurrentLayers, RNNConfig, State
from course_lib.translator import Translator


@dataclass(frozen=True)
class Seq2SeqConfig:
    """Sizes of a `Seq2Seq`. The paper's model: d_embedding 620, d_hidden 1000, d_attention 1000, GRU."""

    source_vocab: int
    target_vocab: int
    d_embedding: int = 64
    d_hidden: int = 128  # of the decoder, and of each direction of the encoder
    d_attention: int = 64
    cell: Cell = "gru"
    attention: bool = True  # False: the decoder is given the encoder's last state and nothing else
    dropout: float = 0.0
    bos_id: int = 1
    eos_id: int = 2


@dataclass(frozen=True)
class Memory:
    """What the decoder is given of a source sentence."""

    states: Float[Tensor, "batch m d_k"]  # h_j: one per source token, from both directions
    keys: Float[Tensor, "batch m d_a"] | None  # U_a h_j of every token, made once for all steps; None without attention
    mask: Bool[Tensor, "batch m"]
    summary: Float[Tensor, "batch d_k"]  # where both directions end
    state: State  # s_0, in which the decoder begins


class Seq2Seq(Translator):
    """Reads a source sentence, writes the target one token at a time; the slides call it `TextRNNGenerator`.

    Token ids are (batch, length); `source_mask` (batch, length) is True on real tokens, False on padding. The target
    begins with bos and needs no mask: padding comes last. Call `eval()` before translating.
    """

    def __init__(self, config: Seq2SeqConfig) -> None:
        super().__init__()
        self.config = config
        d, d_source = config.d_hidden, 2 * config.d_hidden
        reader = RNNConfig(config.source_vocab, config.d_embedding, d, cell=config.cell, dropout=config.dropout)
        self.encoder = Reader(reader, "both")
        self.bridge = nn.Linear(d_source, 2 * d if config.cell == "lstm" else d)
        self.attention = AdditiveAttention(d, d_source, config.d_attention) if config.attention else None
        self.target_embedding = nn.Embedding(config.target_vocab, config.d_embedding)
        self.decoder = RecurrentLayers(config.cell, config.d_embedding + d_source, d)
        self.readout = nn.Linear(d + d_source + config.d_embedding, config.d_embedding)
        self.output = nn.Linear(config.d_embedding, config.target_vocab)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        source: Int[Tensor, "batch m"],
        target: Int[Tensor, "batch n"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
    ) -> Float[Tensor, "batch n vocab"]:
        """Teacher forcing: logits [b, t] score every word as the token after the true target[b, : t + 1]."""
        return self.decode(target, self.encode(source, source_mask))

    def encode(self, source: Int[Tensor, "batch m"], source_mask: Bool[Tensor, "batch m"] | None = None) -> Memory:
        """Read the source in both directions. TypeError and ValueError for what is not token ids or its mask."""
        states, last = self.encoder(source, source_mask)
        summary = torch.cat((last[0][0], last[0][1]), dim=-1)
        first = self.bridge(summary).tanh().split(self.config.d_hidden, dim=-1)
        mask = torch.ones_like(source, dtype=torch.bool) if source_mask is None else source_mask
        keys = None if self.attention is None else self.attention.keys(states)
        return Memory(states, keys, mask, summary, tuple(part[None] for part in first))

    def decode(self, target: Int[Tensor, "batch n"], memory: Memory) -> Float[Tensor, "batch n vocab"]:
        """Logits of every position. One step after the other: each needs the state that the one before left."""
        return self.output(self._read(target, memory)[0])

    def scorer(
        self, source: Int[Tensor, "batch m"], source_mask: Bool[Tensor, "batch m"] | None
    ) -> Callable[[Tensor], Tensor]:
        """Only the last token is ever read: the state remembers the others."""
        memory = self.encode(source, source_mask)
        state = memory.state

        def score(written: Tensor) -> Tensor:
            nonlocal state
            readout, state, _ = self._step(self.target_embedding(written[:, -1]), state, memory)
            return self.output(readout)

        return score

    @torch.no_grad()
    def attention_weights(
        self,
        source: Int[Tensor, "batch m"],
        target: Int[Tensor, "batch n"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
    ) -> Float[Tensor, "batch n m"]:
        """The alignment α: row t says where the model looked when it had read target[:, : t + 1].

        ValueError for a model without attention.
        """
        if self.attention is None:
            raise ValueError("expected a model with attention, got one without: set attention=True in its config")
        return self._read(target, self.encode(source, source_mask))[1]

    def _read(
        self, target: Int[Tensor, "batch n"], memory: Memory
    ) -> tuple[Float[Tensor, "batch n d"], Float[Tensor, "batch n m"]]:
        """What each position puts out before it is scored against the vocabulary, and its attention weights."""
        table = self.target_embedding.weight
        check_tokens(target, vocab_size=len(table), like=table, name="target")
        state, readouts, weights = memory.state, [], []
        for embedded in self.dropout(self.target_embedding(target)).unbind(1):
            readout, state, looked = self._step(embedded, state, memory)
            readouts.append(readout)
            weights.append(looked)
        return torch.stack(readouts, dim=1), torch.stack(weights, dim=1)

    def _step(
        self, embedded: Float[Tensor, "batch d_e"], state: State, memory: Memory
    ) -> tuple[Float[Tensor, "batch d_e"], State, Float[Tensor, "batch m"]]:
        """s_t = f(s_{t−1}, y_{t−1}, c_t), then one layer over all three (section A.2.2, tanh in place of maxout)."""
        if self.attention is None or memory.keys is None:
            context, weights = memory.summary, torch.zeros_like(memory.mask, dtype=embedded.dtype)
        else:
            context, weights = self.attention(state[0][-1], memory.states, memory.keys, memory.mask)
        _, state = self.decoder(torch.cat((embedded, context), dim=-1)[:, None], state=state)
        readout = self.readout(torch.cat((state[0][-1], context, embedded), dim=-1)).tanh()
        return self.dropout(readout), state, weights


class AdditiveAttention(nn.Module):
    """`additive_attention` with its weights, and with W_k k computed once a sentence rather than once a step."""

    def __init__(self, d_query: int, d_key: int, d_attention: int) -> None:
        super().__init__()
        self.w_q = nn.Linear(d_query, d_attention, bias=False)
        self.w_k = nn.Linear(d_key, d_attention, bias=False)
        self.v = nn.Parameter(torch.empty(d_attention).uniform_(-(d_attention**-0.5), d_attention**-0.5))

    def keys(self, states: Float[Tensor, "batch m d_k"]) -> Float[Tensor, "batch m d_a"]:
        return self.w_k(states)

    def forward(
        self,
        query: Float[Tensor, "batch d_q"],
        states: Float[Tensor, "batch m d_k"],
        keys: Float[Tensor, "batch m d_a"],
        mask: Bool[Tensor, "batch m"],
    ) -> tuple[Float[Tensor, "batch d_k"], Float[Tensor, "batch m"]]:
        return _attend(self.w_q(query), keys, states, mask, self.v)


def additive_attention(
    query: Float[Tensor, "batch d_q"],
    keys: Float[Tensor, "batch m d_k"],
    mask: Bool[Tensor, "batch m"],
    w_q: Float[Tensor, "d_a d_q"],
    w_k: Float[Tensor, "d_a d_k"],
    v: Float[Tensor, " d_a"],
) -> tuple[Float[Tensor, "batch d_k"], Float[Tensor, "batch m"]]:
    """How well each key answers the query, e_j = v · tanh(W_q q + W_k k_j), as weights, and the keys' weighted sum.

    Returns context (batch, d_k) and weights (batch, m), which sum to 1 and are 0 where the mask is False. Every row of
    the mask needs a True. Equations 5 and 6, and e in section A.1.2.

    >>> query, keys, one = torch.zeros(1, 1), torch.tensor([[[1.0], [3.0]]]), torch.ones(1, 1)
    >>> additive_attention(query, keys, torch.tensor([[True, True]]), w_q=one, w_k=one, v=torch.ones(1))
    (tensor([[2.1162]]), tensor([[0.4419, 0.5581]]))
    """
    return _attend(F.linear(query, w_q), F.linear(keys, w_k), keys, mask, v)


def _attend(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """query (batch, d_a) and keys (batch, m, d_a) have been through their matrices."""
    scores = (query[:, None] + keys).tanh() @ v  # (B, 1, d_a) + (B, m, d_a) to (B, m)
    weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    return (weights[:, None] @ values)[:, 0], weights  # (B, 1, m) @ (B, m, d_k) to (B, d_k)
