"""One thread of torch for each worker of pytest: two workers with two threads each would fight for two cores."""

import torch

torch.set_num_threads(1)
