"""BERT: a transformer encoder that reads to both sides of every word, from Devlin et al. 2019.

A body (`Bert`) turns token ids into vectors; a head on top turns them into what a task needs. Training without labels
hides words and asks for them back (`mask_tokens`, `mlm_loss`) and asks whether two sentences belong together
(`pack_pair`). Attention weights themselves are never dropped out: here dropout acts on the embeddings and on what each
part adds.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.attention import MultiHeadAttention
from course_lib.inputs import check_fits, check_ids, check_mask, check_tokens
from course_lib.rows import NOT_COUNTED


@dataclass(frozen=True)
class BertConfig:
    """Sizes of a `Bert`. The defaults are the course's mini-BERT; BERT_BASE is vocab_size 30522, context 512,
    d_model 768, 12 layers, 12 heads, d_hidden 3072, dropout 0.1.
    """

    vocab_size: int
    context: int = 128  # the most tokens it can read
    d_model: int = 128
    n_layers: int = 3
    n_heads: int = 4
    d_hidden: int = 512
    n_segments: int = 2
    dropout: float = 0.0
    epsilon: float = 1e-12  # of the layer norms
    pooler: bool = True  # whether there is a vector of the whole text


class Bert(nn.Module):
    """The body: token ids (batch, n) to vectors (batch, n, d_model), each having looked at all the others.

    `segments` (batch, n) is 0 on the first text and 1 on the second, and 0 if not given; `mask` (batch, n) is True on
    real tokens, False on padding, of which the vectors mean nothing.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = Embedding(config)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layers))
        self.pooler = nn.Linear(config.d_model, config.d_model) if config.pooler else None
        self.apply(_initialize)

    def forward(
        self,
        tokens: Int[Tensor, "batch n"],
        segments: Int[Tensor, "batch n"] | None = None,
        mask: Bool[Tensor, "batch n"] | None = None,
    ) -> Float[Tensor, "batch n d_model"]:
        """The last layer's vectors. TypeError and ValueError for what is not token ids or does not fit them."""
        return self.states(tokens, segments, mask)[-1]

    def states(
        self,
        tokens: Int[Tensor, "batch n"],
        segments: Int[Tensor, "batch n"] | None = None,
        mask: Bool[Tensor, "batch n"] | None = None,
    ) -> list[Float[Tensor, "batch n d_model"]]:
        """The vectors that enter the first layer, then those that leave each layer: n_layers + 1 of them."""
        key_mask = None if mask is None else check_mask(mask, tokens)[:, None, :]
        states = [self.embedding(tokens, segments)]
        for block in self.blocks:
            states.append(block(states[-1], key_mask))
        return states

    def pool(self, states: Float[Tensor, "batch n d_model"]) -> Float[Tensor, "batch d_model"]:
        """One vector for the whole text, from that of its first token, [CLS]: tanh(W x + b)."""
        if self.pooler is None:
            raise ValueError("expected a BERT with a pooler, got one without: set pooler=True in its config")
        return self.pooler(states[:, 0]).tanh()


class BertForMaskedLM(nn.Module):
    """A body that fills in hidden words: logits (batch, n, vocab) of what stands at each position itself."""

    def __init__(self, bert: Bert) -> None:
        super().__init__()
        self.bert = bert
        self.mlm = MaskedLMHead(bert.config)

    def forward(
        self,
        tokens: Int[Tensor, "batch n"],
        segments: Int[Tensor, "batch n"] | None = None,
        mask: Bool[Tensor, "batch n"] | None = None,
    ) -> Float[Tensor, "batch n vocab"]:
        return self.mlm(self.bert(tokens, segments, mask), self.bert.embedding.tokens.weight)


class BertForPretraining(nn.Module):
    """BERT as it was trained: it fills in hidden words and says whether the second text follows the first."""

    def __init__(self, bert: Bert) -> None:
        super().__init__()
        self.bert = bert
        self.mlm = MaskedLMHead(bert.config)
        self.nsp = _head(bert, 2)

    def forward(
        self,
        tokens: Int[Tensor, "batch n"],
        segments: Int[Tensor, "batch n"] | None = None,
        mask: Bool[Tensor, "batch n"] | None = None,
    ) -> tuple[Float[Tensor, "batch n vocab"], Float[Tensor, "batch 2"]]:
        """Logits of the words, and of the pair: column 0 says that it belongs together, column 1 that it does not."""
        states = self.bert(tokens, segments, mask)
        return self.mlm(states, self.bert.embedding.tokens.weight), self.nsp(self.bert.pool(states))


class BertClassifier(nn.Module):
    """A body and one label for the whole text or pair: logits (batch, n_classes)."""

    def __init__(self, bert: Bert, n_classes: int) -> None:
        super().__init__()
        self.bert = bert
        self.dropout = nn.Dropout(bert.config.dropout)
        self.classifier = _head(bert, n_classes)

    def forward(
        self,
        tokens: Int[Tensor, "batch n"],
        segments: Int[Tensor, "batch n"] | None = None,
        mask: Bool[Tensor, "batch n"] | None = None,
    ) -> Float[Tensor, "batch n_classes"]:
        return self.classifier(self.dropout(self.bert.pool(self.bert(tokens, segments, mask))))


class BertTagger(nn.Module):
    """A body and one label per token, such as named entities: logits (batch, n, n_classes)."""

    def __init__(self, bert: Bert, n_classes: int) -> None:
        super().__init__()
        self.bert = bert
        self.dropout = nn.Dropout(bert.config.dropout)
        self.classifier = _head(bert, n_classes)

    def forward(
        self,
        tokens: Int[Tensor, "batch n"],
        segments: Int[Tensor, "batch n"] | None = None,
        mask: Bool[Tensor, "batch n"] | None = None,
    ) -> Float[Tensor, "batch n n_classes"]:
        return self.classifier(self.dropout(self.bert(tokens, segments, mask)))


class Embedding(nn.Module):
    """The sum of three vectors (token, position, segment), normed: the paper's figure 2."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocab_size, config.d_model)
        self.positions = nn.Embedding(config.context, config.d_model)
        self.segments = nn.Embedding(config.n_segments, config.d_model)
        self.norm = nn.LayerNorm(config.d_model, config.epsilon)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, tokens: Int[Tensor, "batch n"], segments: Int[Tensor, "batch n"] | None = None
    ) -> Float[Tensor, "batch n d_model"]:
        vocab_size, context, n = self.tokens.num_embeddings, self.positions.num_embeddings, tokens.shape[-1]
        check_tokens(tokens, vocab_size=vocab_size, max_length=context, like=self.tokens.weight)
        segments = (
            torch.zeros_like(tokens) if segments is None else check_fits(segments, tokens, torch.int64, "segments")
        )
        if segments.device.type == "cpu":
            check_ids(segments, self.segments.num_embeddings, "segments")
        return self.dropout(self.norm(self.tokens(tokens) + self.positions.weight[:n] + self.segments(segments)))


class Block(nn.Module):
    """LayerNorm(x + attention(x)), then LayerNorm(x + mlp(x)): post-norm, as in the 2017 transformer."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(config.d_model, config.n_heads)
        self.attention_norm = nn.LayerNorm(config.d_model, config.epsilon)
        self.mlp = MLP(config)
        self.mlp_norm = nn.LayerNorm(config.d_model, config.epsilon)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, x: Float[Tensor, "batch n d_model"], mask: Bool[Tensor, "batch 1 n"] | None = None
    ) -> Float[Tensor, "batch n d_model"]:
        x = self.attention_norm(x + self.dropout(self.attention(x, mask=mask)))
        return self.mlp_norm(x + self.dropout(self.mlp(x)))


class MLP(nn.Module):
    """Two layers at every position with GELU between them: x Φ(x), exactly (Hendrycks and Gimpel 2016)."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.expand = nn.Linear(config.d_model, config.d_hidden)
        self.contract = nn.Linear(config.d_hidden, config.d_model)

    def forward(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        return self.contract(F.gelu(self.expand(x)))


class MaskedLMHead(nn.Module):
    """One more layer, then a score per word: the product with the word's own embedding, plus its bias."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.transform = nn.Linear(config.d_model, config.d_model)
        self.norm = nn.LayerNorm(config.d_model, config.epsilon)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        self.apply(_initialize)

    def forward(
        self, states: Float[Tensor, "batch n d_model"], embeddings: Float[Tensor, "vocab d_model"]
    ) -> Float[Tensor, "batch n vocab"]:
        return F.linear(self.norm(F.gelu(self.transform(states))), embeddings, self.bias)


def mask_tokens(
    tokens: Int[Tensor, "batch n"],
    special_mask: Bool[Tensor, "batch n"],
    mask_id: int,
    u_select: Float[Tensor, "batch n"],
    u_kind: Float[Tensor, "batch n"],
    random_tokens: Int[Tensor, "batch n"],
) -> tuple[Int[Tensor, "batch n"], Int[Tensor, "batch n"]]:
    """Inputs with words hidden, and labels: the hidden word where one is asked for, -100 elsewhere (section 3.1).

    15 % of the tokens that are not special (`special_mask` False) are asked for: those whose uniform `u_select` is
    below 0.15. By `u_kind`, 80 % of them become mask_id, 10 % the random token, 10 % stay as they are: the model must
    keep a good vector for every word, since any may be asked for.

    >>> tokens, nothing_special = torch.tensor([[5, 6, 7, 8]]), torch.zeros(1, 4, dtype=torch.bool)
    >>> u_select, u_kind = torch.tensor([[0.1, 0.1, 0.1, 0.9]]), torch.tensor([[0.5, 0.85, 0.95, 0.5]])
    >>> random_tokens = torch.tensor([[11, 12, 13, 14]])
    >>> mask_tokens(tokens, nothing_special, 3, u_select, u_kind, random_tokens)
    (tensor([[ 3, 12,  7,  8]]), tensor([[   5,    6,    7, -100]]))
    """
    selected = (u_select < 0.15) & ~special_mask
    inputs = torch.where(selected & (u_kind < 0.9), random_tokens, tokens)
    inputs = inputs.masked_fill(selected & (u_kind < 0.8), mask_id)
    return inputs, tokens.masked_fill(~selected, NOT_COUNTED)


def pack_pair(a: list[int], b: list[int], cls_id: int, sep_id: int, max_len: int) -> tuple[list[int], list[int]]:
    """[CLS] a [SEP] b [SEP], and its segments: 0 up to the first [SEP], then 1.

    While it is longer than max_len the longer of a and b loses its last token, b if they are equal.
    Raises ValueError for a max_len without room for the three special tokens.

    >>> pack_pair([7, 8], [9], cls_id=1, sep_id=2, max_len=5)
    ([1, 7, 2, 9, 2], [0, 0, 0, 1, 1])
    """
    if max_len < 3:
        raise ValueError(f"expected max_len of at least 3, for [CLS] and two [SEP], got {max_len}: raise it")
    a, b = list(a), list(b)
    while len(a) + len(b) + 3 > max_len:
        (a if len(a) > len(b) else b).pop()
    first, second = [cls_id, *a, sep_id], [*b, sep_id]
    return first + second, [0] * len(first) + [1] * len(second)


def mlm_loss(logits: Float[Tensor, "batch n vocab"], labels: Int[Tensor, "batch n"]) -> Float[Tensor, ""]:
    """Mean cross-entropy (nats) over the positions whose label is not -100; 0 if there is none.

    >>> mlm_loss(torch.zeros(1, 2, 4), torch.tensor([[2, -100]]))  # log 4: four words, none preferred
    tensor(1.3863)
    """
    total = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=NOT_COUNTED, reduction="sum")
    return total / (labels != NOT_COUNTED).sum().clamp(min=1)


def _head(bert: Bert, n_classes: int) -> nn.Linear:
    head = nn.Linear(bert.config.d_model, n_classes)
    _initialize(head)
    return head


def _initialize(module: nn.Module) -> None:
    """Normal with standard deviation 0.02 and no bias, as in the paper's own code."""
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear):
        nn.init.zeros_(module.bias)
