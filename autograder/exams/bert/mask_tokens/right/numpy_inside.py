import numpy as np
import torch


def mask_tokens(tokens, special_mask, mask_id, u_select, u_kind, random_tokens):
    t, special, r = tokens.numpy(), special_mask.numpy(), random_tokens.numpy()
    pick, kind = u_select.numpy(), u_kind.numpy()
    selected = (pick < 0.15) & ~special
    inputs = np.select([selected & (kind < 0.8), selected & (kind < 0.9)], [mask_id, r], default=t)
    return torch.from_numpy(inputs.astype(np.int64)), torch.from_numpy(np.where(selected, t, -100))
