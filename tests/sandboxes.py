"""A machine without a sandbox: at home the tests that need it are left out, in continuous integration they fail."""

import os
from collections.abc import Iterable
from typing import NoReturn

import pytest

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.tiers import NEEDED, Probe, Tier, best_tier, probe


def leave_out(reason: str, *, module: bool = False) -> NoReturn:
    """Skips the test, or the whole module; where CI is set, fails it: attacks that did not run prove nothing."""
    if os.environ.get("CI"):
        pytest.fail(f"expected a sandbox, for CI is set: {reason}", pytrace=False)
    pytest.skip(reason, allow_module_level=module)


def best_tier_here(*, module: bool = False) -> Tier:
    """The strongest tier, for tests that any of them will do."""
    try:
        return best_tier()
    except SandboxError as error:
        leave_out(f"no sandbox here: {error}", module=module)


def require(tier: Tier, probes: Iterable[Probe] | None = None) -> None:
    """Leaves a test out, or fails it, where a tier does not work. CI has to have both: no tier is excused."""
    failed = [p for p in probes or probe() if p.name in NEEDED.get(tier, ()) and not p.ok]
    if failed:
        leave_out(f"no {tier.value} tier here: {failed[0].name}: {failed[0].detail}")
