"""Pictures and their captions: two encoders whose vectors meet, and a head that says whether the two belong together.

The contrastive loss is CLIP's (Radford et al. 2021); the matching loss, with the hardest wrong partners of the batch,
is ALBEF's (Li et al. 2021). Small: a few convolutions for the picture, a transformer of two layers for the text.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.inputs import check_mask, check_tokens
from course_lib.layers import EncoderBlock, LayerNorm, sinusoidal_positions


@dataclass(frozen=True)
class VisionTextConfig:
    """Sizes of a `VisionText`."""

    vocab_size: int
    context: int = 40  # the most tokens of a caption
    d_model: int = 64
    n_layers: int = 2  # of the text's encoder
    n_heads: int = 4
    d_hidden: int = 256
    channels: int = 32  # of the first convolution; twice, then four times as many after it


class VisionText(nn.Module):
    """Pictures (batch, 3, 32, 32) and captions (batch, n) to vectors (batch, d_model) of length 1."""

    def __init__(self, config: VisionTextConfig) -> None:
        super().__init__()
        self.config = config
        self.picture = PictureEncoder(config.channels, config.d_model)
        self.text = TextEncoder(config)
        self.log_scale = nn.Parameter(torch.tensor(2.0))  # of the inverse temperature
        self.match = nn.Sequential(
            nn.Linear(3 * config.d_model, config.d_hidden), nn.GELU(), nn.Linear(config.d_hidden, 2)
        )

    def encode_pictures(self, pictures: Float[Tensor, "batch 3 size size"]) -> Float[Tensor, "batch d_model"]:
        return F.normalize(self.picture(pictures), dim=-1)

    def encode_texts(
        self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"]
    ) -> Float[Tensor, "batch d_model"]:
        """mask: True on real tokens."""
        return F.normalize(self.text(tokens, mask), dim=-1)

    def matching_logits(
        self, pictures: Float[Tensor, "batch d_model"], texts: Float[Tensor, "batch d_model"]
    ) -> Float[Tensor, "batch 2"]:
        """Scores of «belong together» (column 0) and «do not» (column 1) for pairs of encoded pictures and texts."""
        # Entries of vectors of length 1 are small, their products smaller: brought to about unit size.
        scale = self.config.d_model**0.5
        return self.match(torch.cat((scale * pictures, scale * texts, scale**2 * pictures * texts), dim=-1))

    @property
    def temperature(self) -> Float[Tensor, ""]:
        """Learned, 0.01 at the least, or single pairs would decide everything (Radford et al. 2021, section 2.5)."""
        return (-self.log_scale).exp().clamp(min=0.01)


class PictureEncoder(nn.Module):
    """Three convolutions of stride two, then a linear map of all that is left, so that places are not averaged away."""

    def __init__(self, channels: int, d_model: int) -> None:
        super().__init__()
        widths = (3, channels, 2 * channels, 2 * channels)
        convolutions = [nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in pairwise(widths)]
        self.layers = nn.Sequential(*(part for convolution in convolutions for part in (convolution, nn.GELU())))
        self.project = nn.Linear(2 * channels * 4 * 4, d_model)

    def forward(self, pictures: Float[Tensor, "batch 3 32 32"]) -> Float[Tensor, "batch d_model"]:
        return self.project(self.layers((pictures - 0.5) / 0.3).flatten(1))


class TextEncoder(nn.Module):
    """A transformer encoder; the vector of the text is the mean of its words' vectors."""

    def __init__(self, config: VisionTextConfig) -> None:
        super().__init__()
        self.config = config
        self.table = nn.Embedding(config.vocab_size, config.d_model)
        block = lambda: EncoderBlock(config.d_model, config.n_heads, config.d_hidden)  # noqa: E731
        self.blocks = nn.ModuleList(block() for _ in range(config.n_layers))
        self.norm = LayerNorm(config.d_model)
        self.positions: Float[Tensor, "context d_model"]
        self.register_buffer("positions", sinusoidal_positions(config.context, config.d_model), persistent=False)

    def forward(self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"]) -> Float[Tensor, "batch d_model"]:
        config = self.config
        check_tokens(tokens, vocab_size=config.vocab_size, max_length=config.context, like=self.table.weight)
        check_mask(mask, tokens)
        x = self.table(tokens) + self.positions[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x, mask[:, None, :])
        weights = mask.to(x.dtype)[..., None]
        return (self.norm(x) * weights).sum(1) / weights.sum(1)


def itc_loss(
    image: Float[Tensor, "batch d"], text: Float[Tensor, "batch d"], temperature: float | Float[Tensor, ""]
) -> Float[Tensor, ""]:
    """Image-text contrast: each picture must find its own text among the batch's, and each text its picture; the mean
    of both cross-entropies of cosines / temperature (Radford et al. 2021, figure 3). Vectors are normalised here.

    >>> itc_loss(torch.eye(2), torch.eye(2), temperature=1.0)  # log(1 + 1 / e)
    tensor(0.3133)
    """
    scores = F.normalize(image, dim=-1) @ F.normalize(text, dim=-1).T / temperature  # (B pictures, B texts)
    own = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


def itm_loss(
    model: VisionText,
    pictures: Float[Tensor, "batch d_model"],
    texts: Float[Tensor, "batch d_model"],
    same: Bool[Tensor, "batch batch"] | None = None,
) -> Float[Tensor, ""]:
    """Image-text matching (Li et al. 2021, section 3.2): true pairs against each picture with its hardest wrong text,
    and each text with its hardest wrong picture. same: pairs of the batch that are no mistake either."""
    own = torch.eye(len(pictures), dtype=torch.bool, device=pictures.device)
    similar = (pictures @ texts.T).detach().masked_fill(own if same is None else own | same, -torch.inf)
    wrong_texts, wrong_pictures = similar.argmax(1), similar.argmax(0)
    logits = torch.cat(
        (
            model.matching_logits(pictures, texts),
            model.matching_logits(pictures, texts[wrong_texts]),
            model.matching_logits(pictures[wrong_pictures], texts),
        )
    )
    labels = torch.tensor([0, 1, 1], device=pictures.device).repeat_interleave(len(pictures))
    return F.cross_entropy(logits, labels)


def recall_at(k: int, queries: Float[Tensor, "n d"], candidates: Float[Tensor, "n d"]) -> float:
    """The share of queries whose own candidate (the same row) is among the k nearest, 0 to 1."""
    scores = queries @ candidates.T
    better = (scores > scores.diagonal()[:, None]).sum(1)
    return float((better < k).double().mean())
