"""PIXEL: a language model that sees text as a picture and fills in the patches that are hidden (Rust et al. 2023).

A masked autoencoder (He et al. 2022): the encoder looks at the patches left visible, a small decoder draws the hidden
ones. Left out: normalising each patch's pixels, and the larger decoder.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.inputs import check_fits
from course_lib.layers import EncoderBlock, LayerNorm, sinusoidal_positions
from course_lib.rendering import PATCH


@dataclass(frozen=True)
class PixelConfig:
    """Sizes of a `Pixel`. PIXEL itself has 529 patches, 768 columns, 12 layers and 8 in the decoder."""

    n_patches: int = 24
    d_model: int = 128
    n_layers: int = 4
    n_decoder_layers: int = 1
    n_heads: int = 4
    d_hidden: int = 512


class Pixel(nn.Module):
    """Patches (batch, n_patches, 16, 16) to patches: the hidden ones, drawn from the others.

    Masks are (batch, n_patches) and True on what is real (`real`: patches with text) or hidden (`hidden`).
    """

    def __init__(self, config: PixelConfig) -> None:
        super().__init__()
        self.config = config
        size = PATCH * PATCH
        self.embed = nn.Linear(size, config.d_model)
        self.encoder = nn.ModuleList(self._block() for _ in range(config.n_layers))
        self.norm = LayerNorm(config.d_model)
        self.hidden = nn.Parameter(0.02 * torch.randn(config.d_model))
        self.decoder = nn.ModuleList(self._block() for _ in range(config.n_decoder_layers))
        self.decoder_norm = LayerNorm(config.d_model)
        self.draw = nn.Linear(config.d_model, size)
        self.positions: Float[Tensor, "n d_model"]
        self.register_buffer("positions", sinusoidal_positions(config.n_patches, config.d_model), persistent=False)

    def forward(
        self,
        patches: Float[Tensor, "batch n 16 16"],
        real: Bool[Tensor, "batch n"],
        hidden: Bool[Tensor, "batch n"],
    ) -> Float[Tensor, "batch n 16 16"]:
        """Every patch as the decoder draws it; only the hidden ones are trained to be right."""
        x = self.encode(patches, real & ~hidden)
        x = torch.where(hidden[..., None], self.hidden, x) + self.positions
        for block in self.decoder:
            x = block(x, real[:, None, :])
        return self.draw(self.decoder_norm(x)).unflatten(-1, (PATCH, PATCH))

    def encode(
        self, patches: Float[Tensor, "batch n 16 16"], visible: Bool[Tensor, "batch n"]
    ) -> Float[Tensor, "batch n d_model"]:
        """A vector per patch, from the visible ones; those of the others mean nothing."""
        self._check(patches, visible)
        # Ink is rare: centred and spread to about unit size.
        x = self.embed((patches.flatten(2) - 0.1) / 0.25) + self.positions
        for block in self.encoder:
            x = block(x, visible[:, None, :])
        return self.norm(x)

    @torch.inference_mode()
    def reconstruct(
        self,
        patches: Float[Tensor, "batch n 16 16"],
        real: Bool[Tensor, "batch n"],
        hidden: Bool[Tensor, "batch n"],
    ) -> Float[Tensor, "batch n 16 16"]:
        """The picture with its hidden patches drawn by the model, the others as they were."""
        drawn = self(patches, real, hidden).clamp(0, 1)
        return torch.where(hidden[..., None, None], drawn, patches)

    def _block(self) -> EncoderBlock:
        return EncoderBlock(self.config.d_model, self.config.n_heads, self.config.d_hidden)

    def _check(self, patches: Tensor, visible: Tensor) -> None:
        expected = (self.config.n_patches, PATCH, PATCH)
        if patches.shape[1:] != expected:
            raise ValueError(f"expected patches of shape (batch, *{expected}), got {tuple(patches.shape)}")
        check_fits(visible, patches[..., 0, 0], torch.bool, "visible")
        if not visible.any(dim=1).all():
            raise ValueError("expected a visible patch in every row, got a row without: hide fewer of them")


def pixel_loss(
    model: Pixel,
    patches: Float[Tensor, "batch n 16 16"],
    real: Bool[Tensor, "batch n"],
    hidden: Bool[Tensor, "batch n"],
) -> Float[Tensor, ""]:
    """Mean squared difference of the hidden patches' pixels, 0 to 1; to minimise."""
    drawn = model(patches, real, hidden)
    return (drawn[hidden] - patches[hidden]).square().mean()


def hide_spans(
    real: Bool[Tensor, "batch n"], share: float = 0.25, longest: int = 3, generator: torch.Generator | None = None
) -> Bool[Tensor, "batch n"]:
    """Hide runs of 1 to `longest` real patches until a share of them is hidden; one patch at least stays visible."""
    hidden = torch.zeros_like(real)
    for row, length in enumerate(real.sum(1).tolist()):
        wanted = min(max(1, round(share * length)), length - 1)
        while (count := int(hidden[row].sum())) < wanted:
            draw = torch.rand(2, generator=generator)
            span = min(1 + int(draw[0] * longest), wanted - count)
            start = int(draw[1] * (length - span + 1))
            hidden[row, start : start + span] = True
    return hidden
