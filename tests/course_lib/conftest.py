"""Every shape in course_lib's signatures is checked while its tests run."""

import jaxtyping
import pytest
import torch

pytest.register_assert_rewrite("tests.course_lib.shown")
jaxtyping.install_import_hook("course_lib", "typed.checked")


@pytest.fixture
def source() -> torch.Tensor:
    """Three sentences to translate, of ids from a vocabulary of 11; the first four are special."""
    return torch.randint(4, 11, (3, 6), generator=torch.Generator().manual_seed(1))


@pytest.fixture
def target() -> torch.Tensor:
    """Three translations, of ids from a vocabulary of 13."""
    return torch.randint(4, 13, (3, 5), generator=torch.Generator().manual_seed(2))


@pytest.fixture(autouse=True)
def _alive_and_english(monkeypatch):
    """Widgets are live, whatever the environment says, and the next test begins in English."""
    from course_lib import language
    from course_lib.cells import STATIC_VARIABLES

    for name in STATIC_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    yield
    language.set_language("en")
