"""Cross-entropy of a linear layer's scores, without ever holding the scores of all positions.

A batch of 2,048 positions over 4,096 tokens is 32 MB of logits, and as much again for their gradient: writing and
reading them takes longer than the products. Here a few hundred positions at a time are scored, their gradient is taken
at once, and the scores are forgotten (the idea of Hsu et al., "Liger Kernel", 2024, in plain PyTorch).
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from course_lib.linear import linear

FULL_ROWS = 32
CHUNK_ROWS = 256  # 4 MB of float32 scores over 4,096 tokens: they stay in the processor's cache


def linear_cross_entropy(
    hidden: Float[Tensor, "n d_model"], weight: Float[Tensor, "vocab d_model"], targets: Int[Tensor, " n"]
) -> Float[Tensor, ""]:
    """The same as F.cross_entropy(F.linear(hidden, weight), targets): mean over n, in nats; differentiable once.

    Under autocast products are taken in its dtype, the softmax in float32. No position gives 0, still with a gradient.
    """
    return _LinearCrossEntropy.apply(hidden, weight, targets)


class _LinearCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, hidden: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        device = hidden.device.type
        dtype = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else hidden.dtype
        with torch.autocast(device, enabled=False):
            # Rows of zeros fill the last chunk up: kernels are chosen, and kept in memory, for each number of rows.
            fill = -len(hidden) % FULL_ROWS
            rows, table = F.pad(hidden.to(dtype), (0, 0, 0, fill)), weight.to(dtype)
            wanted = F.pad(targets, (0, fill))[:, None]
            of_hidden, of_weight = torch.empty_like(rows), torch.zeros_like(weight)
            loss = torch.zeros((), dtype=weight.dtype, device=weight.device)
            for start in range(0, len(rows), CHUNK_ROWS):
                chunk, real = slice(start, start + CHUNK_ROWS), len(hidden) - start
                scores = linear(rows[chunk], table).to(weight.dtype)
                log_total = scores.logsumexp(-1, keepdim=True)
                loss += (log_total - scores.gather(1, wanted[chunk]))[:real].sum()
                # The gradient of a position's loss by its scores: the probabilities, less 1 at the target.
                of_scores = (scores - log_total).exp_()
                of_scores = of_scores.scatter_add_(1, wanted[chunk], -torch.ones_like(log_total)).to(dtype)
                of_scores[real:] = 0
                of_hidden[chunk] = linear(of_scores, table.T)
                of_weight += linear(rows[chunk].T, of_scores.T).T
        count = max(1, len(hidden))
        ctx.save_for_backward(of_hidden[: len(hidden)].to(hidden.dtype) / count, of_weight / count)
        return loss / count

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, gradient: Tensor) -> tuple[Tensor, Tensor, None]:
        of_hidden, of_weight = ctx.saved_tensors  # type: ignore[attr-defined]
        return gradient * of_hidden, gradient * of_weight, None
