"""A tier that is missing leaves tests out on anybody's machine and fails them where CI is set."""

import pytest

from autograder.sandbox.tiers import Probe, Tier
from tests import sandboxes

BROKEN = [Probe("landlock", False, "not in this kernel", ""), Probe("memory limit", True, "", "")]


@pytest.fixture(params=["", "1"], ids=["at home", "CI"])
def outcome(request, monkeypatch):
    monkeypatch.setenv("CI", request.param)
    return pytest.fail.Exception if request.param else pytest.skip.Exception


def test_a_missing_tier(outcome):
    with pytest.raises(outcome, match="no lite tier here: landlock: not in this kernel"):
        sandboxes.require(Tier.LITE, BROKEN)
    sandboxes.require(Tier.FULL, BROKEN)  # which needs no landlock


def test_no_tier_at_all(outcome, monkeypatch):
    def none():
        raise sandboxes.SandboxError("cannot confine", "")

    monkeypatch.setattr(sandboxes, "best_tier", none)
    with pytest.raises(outcome, match="no sandbox here: cannot confine"):
        sandboxes.best_tier_here(module=True)
