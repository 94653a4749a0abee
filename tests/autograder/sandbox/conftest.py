"""Boxes to probe: templates of each tier that this machine can make, with a prober in place of the candidate."""

import os
import shutil
from pathlib import Path

import pytest
from boxes import REPOSITORY, SMALL, Inside

from autograder.sandbox.environment import learner_environment
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import Tier
from tests import sandboxes

HERE = Path(__file__).parent


def private_home() -> Path | None:
    """A folder on the way to Python that only its owner may enter."""
    path = Path(learner_environment().python)
    return next((folder for folder in path.parents if not folder.stat().st_mode & 0o001), None)


def require(tier: Tier) -> None:
    sandboxes.require(tier)
    if tier is Tier.LITE and os.getuid() == 0 and private_home():
        pytest.skip(f"Python lies in {private_home()}: see test_other_users.py, which opens it")


@pytest.fixture(scope="session")
def probing_environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("environment") / "box"
    shutil.copytree(REPOSITORY / "autograder" / "box", folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "prober.py", folder / "candidate.py")
    for path in [folder, *folder.parents]:  # pytest keeps its folders to itself, and boxes run as somebody else
        if path.stat().st_uid == os.getuid() and path != path.parent:
            path.chmod(path.stat().st_mode | 0o055)
    return learner_environment().with_package("box", folder)


@pytest.fixture(scope="session", params=[Tier.FULL, Tier.LITE], ids=lambda tier: tier.value)
def template(request, probing_environment):
    require(request.param)
    with Template(request.param, environment=probing_environment) as template:
        yield template


@pytest.fixture
def inside(template):
    with template.spawn(SMALL) as box:
        yield Inside(box)
