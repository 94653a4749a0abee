"""Recurrent networks: a state that is carried from word to word, from one step up to four models.

The steps are those of Elman 1990, Hochreiter and Schmidhuber 1997 (with the forget gate of Gers et al. 2000) and Cho et
al. 2014. Parameters have torch's names and order of gates: weights can be exchanged with nn.RNN, nn.LSTM and nn.GRU.
Masks are boolean, True on real tokens. A state is a tuple, (h,) or for the LSTM (h, c).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.inputs import check_mask, check_tokens

Cell = Literal["elman", "lstm", "gru"]
Direction = Literal["forward", "backward", "both"]
State = tuple[Tensor, ...]  # each (layers · directions, batch, d_hidden)


@dataclass(frozen=True)
class RNNConfig:
    """Sizes of the models below."""

    vocab_size: int
    d_embedding: int = 128
    d_hidden: int = 128  # of each direction
    n_layers: int = 1
    cell: Cell = "lstm"
    dropout: float = 0.0  # on the embeddings, between layers and before the output
    forget_bias: float | None = None  # where an LSTM's forget gates begin; 1 or 2 helps it remember long
    tied: bool = False  # whether a language model's output layer is its embedding table; d_embedding = d_hidden then

    def __post_init__(self) -> None:
        if self.tied and self.d_embedding != self.d_hidden:
            raise ValueError(
                f"expected d_embedding and d_hidden to be equal in a tied model, got {self.d_embedding} and "
                f"{self.d_hidden}: one table serves both ends"
            )


class RNNLanguageModel(nn.Module):
    """Token ids (batch, n) to logits (batch, n, vocab_size): row t scores every token as the one after t + 1 tokens.

    However long the text, all that the model knows of it is its state: reading on from a state is reading on.
    """

    def __init__(self, config: RNNConfig) -> None:
        super().__init__()
        self.config = config
        self.reader = Reader(config, "forward")
        self.output = nn.Linear(config.d_hidden, config.vocab_size)
        if config.tied:
            self.output.weight = self.reader.tokens.weight

    def forward(
        self, tokens: Int[Tensor, "batch n"], state: State | None = None
    ) -> tuple[Float[Tensor, "batch n vocab"], State]:
        """Logits, and the state after the last token. Without a state a text begins.

        Padding comes last and needs no mask: nothing is read after it. TypeError and ValueError for what is not ids.
        """
        states, state = self.reader(tokens, state=state)
        return self.output(states), state


class TextRNNClassifier(nn.Module):
    """One label for a text: read in both directions, average the states, score the classes (batch, n_classes)."""

    def __init__(self, config: RNNConfig, n_classes: int) -> None:
        super().__init__()
        self.reader = Reader(config, "both")
        self.classifier = nn.Linear(2 * config.d_hidden, n_classes)

    def forward(
        self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"] | None = None
    ) -> Float[Tensor, "batch n_classes"]:
        return self.classifier(self.reader.pool(tokens, mask))


class TextRNNSimilarity(nn.Module):
    """How alike two texts are, from −1 to 1: the same network reads each (a siamese one), and the cosine compares."""

    def __init__(self, config: RNNConfig) -> None:
        super().__init__()
        self.reader = Reader(config, "both")

    def forward(
        self,
        a: Int[Tensor, "batch n_a"],
        b: Int[Tensor, "batch n_b"],
        a_mask: Bool[Tensor, "batch n_a"] | None = None,
        b_mask: Bool[Tensor, "batch n_b"] | None = None,
    ) -> Float[Tensor, " batch"]:
        return F.cosine_similarity(self.reader.pool(a, a_mask), self.reader.pool(b, b_mask))


class Tagger(nn.Module):
    """One label per token, n words to n labels: logits (batch, n, n_classes), each from both sides of its word."""

    def __init__(self, config: RNNConfig, n_classes: int) -> None:
        super().__init__()
        self.reader = Reader(config, "both")
        self.classifier = nn.Linear(2 * config.d_hidden, n_classes)

    def forward(
        self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"] | None = None
    ) -> Float[Tensor, "batch n n_classes"]:
        return self.classifier(self.reader(tokens, mask)[0])


class Reader(nn.Module):
    """What all of them begin with: a vector per token, then recurrent layers over them."""

    def __init__(self, config: RNNConfig, direction: Direction) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocab_size, config.d_embedding)
        self.layers = RecurrentLayers(
            config.cell,
            config.d_embedding,
            config.d_hidden,
            config.n_layers,
            direction=direction,
            dropout=config.dropout,
            forget_bias=config.forget_bias,
        )
        self.dropout = nn.Dropout(config.dropout)
        if config.tied:  # small, so that logits begin near zero
            nn.init.normal_(self.tokens.weight, std=config.d_embedding**-0.5)

    def forward(
        self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"] | None = None, state: State | None = None
    ) -> tuple[Float[Tensor, "batch n d"], State]:
        """The last layer's states, 0 on padding, and every layer's state after the text."""
        table = self.tokens.weight
        check_tokens(tokens, vocab_size=len(table), like=table)
        if mask is not None:
            check_mask(mask, tokens)
        states, state = self.layers(self.dropout(self.tokens(tokens)), mask, state)
        return self.dropout(states), state

    def pool(
        self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"] | None = None
    ) -> Float[Tensor, "batch d"]:
        """One vector for the whole text: the mean of its states."""
        states, _ = self(tokens, mask)
        return states.mean(dim=1) if mask is None else masked_mean_pool(states, mask)


class RecurrentLayers(nn.Module):
    """nn.RNN, nn.LSTM or nn.GRU (batch_first), in the open: each layer reads the states of the one below.

    direction "both" is bidirectional: at every position the state of the reader that came from the left, then that of
    the one from the right. Raises ValueError for a cell or direction that does not exist.
    """

    def __init__(
        self,
        cell: Cell,
        d_in: int,
        d_hidden: int,
        n_layers: int = 1,
        *,
        direction: Direction = "forward",
        dropout: float = 0.0,
        forget_bias: float | None = None,
    ) -> None:
        super().__init__()
        if cell not in STEPS or direction not in SUFFIXES:
            raise ValueError(
                f"expected a cell of {', '.join(STEPS)} and a direction of {', '.join(SUFFIXES)}; "
                f"got {cell!r} and {direction!r}"
            )
        self.cell, self.direction, self.d_hidden, self.n_layers = cell, direction, d_hidden, n_layers
        self.dropout = nn.Dropout(dropout)
        rows, bound = N_GATES[cell] * d_hidden, d_hidden**-0.5
        for layer in range(n_layers):
            width = d_in if layer == 0 else d_hidden * len(SUFFIXES[direction])
            for suffix in SUFFIXES[direction]:
                shapes = ((rows, width), (rows, d_hidden), (rows,), (rows,))
                for name, shape in zip(NAMES, shapes, strict=True):
                    weight = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))
                    self.register_parameter(f"{name}_l{layer}{suffix}", weight)
        if forget_bias is not None:
            self._begin_forget_gates_at(forget_bias)

    def forward(
        self,
        x: Float[Tensor, "batch n d_in"],
        mask: Bool[Tensor, "batch n"] | None = None,
        state: State | None = None,
    ) -> tuple[Float[Tensor, "batch n d_out"], State]:
        """The last layer's states (0 on padding) and the state that each layer and direction ends in.

        Padding, mask False, is stepped over wherever it stands: the state stays as it was.
        """
        suffixes = SUFFIXES[self.direction]
        if state is None:
            zeros = x.new_zeros(self.n_layers * len(suffixes), len(x), self.d_hidden)
            state = (zeros, zeros) if self.cell == "lstm" else (zeros,)
        last: list[State] = []
        for layer in range(self.n_layers):
            x = x if layer == 0 else self.dropout(x)
            outputs = []
            for suffix in suffixes:
                weights = [getattr(self, f"{name}_l{layer}{suffix}") for name in NAMES]
                first = tuple(part[len(last)] for part in state)
                backward = suffix == "_reverse" or self.direction == "backward"
                output, end = scan(self.cell, x, first, weights, mask, backward=backward)
                outputs.append(output)
                last.append(end)
            x = torch.cat(outputs, dim=-1)
        return x, tuple(torch.stack(parts) for parts in zip(*last, strict=True))

    def _begin_forget_gates_at(self, bias: float) -> None:
        """The two biases of a gate are added, so one holds the number and the other 0 (Jozefowicz et al. 2015)."""
        if self.cell != "lstm":
            raise ValueError(f"expected cell 'lstm' with forget_bias, got {self.cell!r}: it has no forget gate")
        gate = slice(self.d_hidden, 2 * self.d_hidden)
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                if name.startswith("bias"):
                    parameter[gate] = bias if name.startswith("bias_ih") else 0.0


def scan(
    cell: Cell,
    x: Float[Tensor, "batch n d_in"],
    state: State,
    weights: list[Tensor],
    mask: Bool[Tensor, "batch n"] | None,
    *,
    backward: bool,
) -> tuple[Float[Tensor, "batch n d_hidden"], State]:
    """One layer in one direction: its states, and the last one. weights: w_ih, w_hh, b_ih, b_hh."""
    w_ih, w_hh, b_ih, b_hh = weights
    # What the inputs add is known beforehand: one product for all steps. Only the state's product has to wait its turn.
    from_x = F.linear(x, w_ih, b_ih).unbind(1)
    outputs = list(from_x)
    for t in reversed(range(len(from_x))) if backward else range(len(from_x)):
        stepped = STEPS[cell](from_x[t], state, w_hh, b_hh)
        if mask is not None:
            stepped = tuple(torch.where(mask[:, t, None], new, old) for new, old in zip(stepped, state, strict=True))
        state = stepped
        outputs[t] = state[0]
    states = torch.stack(outputs, dim=1)
    return states if mask is None else states.masked_fill(~mask[..., None], 0), state


def elman_step(
    x: Float[Tensor, "batch d_in"],
    h: Float[Tensor, "batch d_h"],
    w_xh: Float[Tensor, "d_h d_in"],
    w_hh: Float[Tensor, "d_h d_h"],
    b: Float[Tensor, " d_h"],
) -> Float[Tensor, "batch d_h"]:
    """h_t = tanh(W_xh x_t + W_hh h_{t−1} + b): the new state from the input and the old one (Elman 1990).

    >>> one, zero = torch.ones(1, 1), torch.zeros(1, 1)
    >>> elman_step(one, zero, w_xh=one / 2, w_hh=one, b=torch.zeros(1))  # tanh 0.5
    tensor([[0.4621]])
    """
    return _elman(F.linear(x, w_xh, b), (h,), w_hh, None)[0]


def lstm_step(
    x: Float[Tensor, "batch d_in"],
    h: Float[Tensor, "batch d_h"],
    c: Float[Tensor, "batch d_h"],
    w_ih: Float[Tensor, "gates d_in"],
    w_hh: Float[Tensor, "gates d_h"],
    b_ih: Float[Tensor, " gates"],
    b_hh: Float[Tensor, " gates"],
) -> tuple[Float[Tensor, "batch d_h"], Float[Tensor, "batch d_h"]]:
    """c_t = f ∘ c_{t−1} + i ∘ g and h_t = o ∘ tanh(c_t); the rows of the weights are the gates i, f, g, o (4 · d_h).

    The cell state c is only scaled and added to, never multiplied by a matrix: with f near 1 it keeps what it holds,
    and its gradient, over many steps.

    >>> x, h, c, w, b = torch.ones(1, 1), torch.zeros(1, 1), torch.tensor([[2.0]]), torch.zeros(4, 1), torch.zeros(4)
    >>> lstm_step(x, h, c, w, w, b, b)  # every gate at 1/2, g at 0: h = tanh(1) / 2, c = 1
    (tensor([[0.3808]]), tensor([[1.]]))
    """
    h, c = _lstm(F.linear(x, w_ih, b_ih), (h, c), w_hh, b_hh)
    return h, c


def gru_step(
    x: Float[Tensor, "batch d_in"],
    h: Float[Tensor, "batch d_h"],
    w_ih: Float[Tensor, "gates d_in"],
    w_hh: Float[Tensor, "gates d_h"],
    b_ih: Float[Tensor, " gates"],
    b_hh: Float[Tensor, " gates"],
) -> Float[Tensor, "batch d_h"]:
    """h_t = (1 − z) ∘ n + z ∘ h_{t−1}, with n = tanh(W_in x + b_in + r ∘ (W_hn h + b_hn)); rows r, z, n (3 · d_h).

    As in torch, r resets after the product with W_hn; in Cho et al. 2014 it does so before.
    """
    return _gru(F.linear(x, w_ih, b_ih), (h,), w_hh, b_hh)[0]


def masked_mean_pool(states: Float[Tensor, "batch n d"], mask: Bool[Tensor, "batch n"]) -> Float[Tensor, "batch d"]:
    """The mean of the states where the mask is True; zeros for a row without any.

    >>> states = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [9.0, 9.0]]])
    >>> masked_mean_pool(states, torch.tensor([[True, True, False]]))
    tensor([[2., 3.]])
    """
    total = states.masked_fill(~mask[..., None], 0).sum(dim=1)
    return total / mask.sum(dim=1, keepdim=True).clamp(min=1)


def _elman(from_x: Tensor, state: State, w_hh: Tensor, b_hh: Tensor | None) -> State:
    (h,) = state
    return ((from_x + F.linear(h, w_hh, b_hh)).tanh(),)


def _lstm(from_x: Tensor, state: State, w_hh: Tensor, b_hh: Tensor | None) -> State:
    h, c = state
    i, f, g, o = (from_x + F.linear(h, w_hh, b_hh)).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def _gru(from_x: Tensor, state: State, w_hh: Tensor, b_hh: Tensor | None) -> State:
    (h,) = state
    r_x, z_x, n_x = from_x.chunk(3, dim=-1)
    r_h, z_h, n_h = F.linear(h, w_hh, b_hh).chunk(3, dim=-1)
    z = (z_x + z_h).sigmoid()
    n = (n_x + (r_x + r_h).sigmoid() * n_h).tanh()
    return ((1 - z) * n + z * h,)


STEPS: dict[str, Callable[[Tensor, State, Tensor, Tensor | None], State]] = {
    "elman": _elman,
    "lstm": _lstm,
    "gru": _gru,
}
N_GATES = {"elman": 1, "lstm": 4, "gru": 3}
SUFFIXES = {"forward": ("",), "backward": ("",), "both": ("", "_reverse")}
NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
