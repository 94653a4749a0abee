"""One thread of torch for each worker of pytest: two workers with two threads each would fight for two cores."""

import pytest
import torch

torch.set_num_threads(1)


@pytest.fixture(params=["es", "en"])
def language(request):
    """A notebook's language."""
    return request.param
