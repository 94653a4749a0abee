"""Neural n-gram models: the next token from the last n − 1, by a network instead of a table of counts.

contexts, targets = windows(documents, order=3, bos_id=0)   # documents: lists of token ids, each with its own end
loss = F.cross_entropy(model(contexts), targets)            # nats per token
perplexity(log_probs(model, contexts, targets))             # course_lib.ngrams

`NeuralNGram` is the model of Bengio et al., "A Neural Probabilistic Language Model" (JMLR, 2003). `LinearBigram` is the
least a network can be: it learns the table of bigram counts again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.inputs import check_tokens


@dataclass(frozen=True)
class NeuralNGramConfig:
    """Sizes of a `NeuralNGram`. The paper's best on the Brown corpus: order 5, d_embedding 30, d_hidden 100, direct."""

    vocab_size: int
    order: int = 5  # n: it reads n - 1 tokens
    d_embedding: int = 32
    d_hidden: int = 128
    direct: bool = False  # whether the embeddings also reach the output without the hidden layer (W of equation 1)

    def __post_init__(self) -> None:
        if self.order < 2:
            raise ValueError(f"expected order of 2 or more, got {self.order}: with no context there is nothing to read")


class NeuralNGram(nn.Module):
    """Contexts (batch, n - 1) to logits (batch, vocab_size) of the next token: b + Wx + U tanh(d + Hx), equation 1.

    x is the context's embeddings side by side. Words used alike get vectors alike, and what is learned of one context
    holds for all that resemble it: that is what counts cannot do.
    """

    def __init__(self, config: NeuralNGramConfig) -> None:
        super().__init__()
        self.config = config
        d_context = (config.order - 1) * config.d_embedding
        self.tokens = nn.Embedding(config.vocab_size, config.d_embedding)
        self.hidden = nn.Linear(d_context, config.d_hidden)  # H and d
        self.output = nn.Linear(config.d_hidden, config.vocab_size)  # U and b
        self.direct = nn.Linear(d_context, config.vocab_size, bias=False) if config.direct else None  # W

    def forward(self, contexts: Int[Tensor, "batch context"]) -> Float[Tensor, "batch vocab"]:
        """TypeError and ValueError for what is not token ids, or not order - 1 of them in a row."""
        check_contexts(contexts, self.config.order, self.tokens.weight)
        x = self.tokens(contexts).flatten(1)
        logits = self.output(self.hidden(x).tanh())
        return logits if self.direct is None else logits + self.direct(x)


class LinearBigram(nn.Module):
    """Contexts (batch, 1) to logits (batch, vocab_size): one row of a V × V matrix for each previous token.

    A one-hot vector times a matrix is one of its rows, so it is stored as an embedding. Trained to the end, the softmax
    of a row is the bigram's relative frequencies. It begins at zero: all tokens equally likely.
    """

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.table = nn.Embedding(vocab_size, vocab_size)
        nn.init.zeros_(self.table.weight)

    @classmethod
    def from_counts(cls, counts: Int[Tensor, "vocab vocab"]) -> "LinearBigram":
        """Where training would end: logarithms of counts[previous, next], since softmax(ln n) = n / Σ n.

        A pair never seen gets −inf, probability 0; after a token never seen, all are equally likely.
        """
        model = cls(len(counts))
        seen = counts.sum(dim=1, keepdim=True) > 0
        with torch.no_grad():
            model.table.weight.copy_(counts.double().log().masked_fill(~seen, 0))
        return model

    def forward(self, contexts: Int[Tensor, "batch 1"]) -> Float[Tensor, "batch vocab"]:
        """TypeError and ValueError for what is not token ids, one in a row."""
        check_contexts(contexts, 2, self.table.weight)
        return self.table(contexts[:, 0])


def windows(
    documents: Sequence[Sequence[int]], order: int, bos_id: int
) -> tuple[Int[Tensor, "tokens context"], Int[Tensor, " tokens"]]:
    """For every token of the documents: the order - 1 tokens before it, and itself.

    A document begins after order - 1 bos_id, and no window reaches from one into the next:
    windows([[5, 6]], order=3, bos_id=0) is [[0, 0], [0, 5]] and [5, 6]. ValueError if there is no token.
    """
    padding = [bos_id] * (order - 1)
    stream = torch.tensor([token for document in documents for token in (*padding, *document)], dtype=torch.int64)
    is_token = torch.tensor(
        [real for document in documents for real in (*[False] * (order - 1), *[True] * len(document))]
    )
    if not is_token.any():
        raise ValueError("expected documents with tokens, got none: is the corpus empty?")
    everywhere = stream.unfold(0, order, 1)[is_token[order - 1 :]]
    return everywhere[:, :-1], everywhere[:, -1]


@torch.no_grad()
def log_probs(
    model: NeuralNGram | LinearBigram,
    contexts: Int[Tensor, "tokens context"],
    targets: Int[Tensor, " tokens"],
    batch_size: int = 8192,
) -> Float[Tensor, " tokens"]:
    """The natural logarithm of each target's probability, for `perplexity`."""
    found = [
        model(some).log_softmax(dim=-1).gather(1, wanted[:, None])[:, 0]
        for some, wanted in zip(contexts.split(batch_size), targets.split(batch_size), strict=True)
    ]
    return torch.cat(found)


def check_contexts(contexts: Tensor, order: int, table: Float[Tensor, "vocab d"]) -> None:
    """Rows of order - 1 token ids, on the table's device and within it; TypeError or ValueError otherwise."""
    check_tokens(contexts, vocab_size=len(table), max_length=order - 1, like=table, name="contexts")
    if contexts.shape[1] < order - 1:
        raise ValueError(
            f"expected {order - 1} tokens in each context, got {contexts.shape[1]}: put bos before a short one"
        )
