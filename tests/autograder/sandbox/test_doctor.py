"""The doctor finds a sound machine sound, and notices a box that does not hold."""

from dataclasses import replace

import pytest
from conftest import require
from rich.console import Console

from autograder import doctor
from autograder.sandbox import tiers
from autograder.sandbox.tiers import Tier


def test_sound_machine(capsys):
    require(Tier.FULL)
    assert doctor.run() == 0
    shown = capsys.readouterr().out
    assert "✗" not in shown
    assert shown.count("✓") == len(tiers.probe()) + len(doctor._CHECKS) + 1


def test_box_without_confinement_is_noticed(monkeypatch, capsys):
    ends = ("network", "processes", "repository", "submission", "its folder")
    broken = {name: cell for name, cell in doctor._CHECKS.items() if name.startswith("cannot") and name.endswith(ends)}
    del broken["cannot make endless processes"]  # a limit, which a trusted notebook has too
    monkeypatch.setattr(doctor, "_CHECKS", broken)
    assert doctor._examine_a_box(Tier.NONE, Console(soft_wrap=True)) == len(broken) == 5
    assert capsys.readouterr().out.count("✗") == 5


def test_machine_that_cannot_confine_is_refused_with_what_helps(monkeypatch, capsys):
    broken = [replace(p, ok=False, detail="not permitted", remedy="ask your administrator") for p in tiers.probe()]
    for module in (doctor, tiers):
        monkeypatch.setattr(module, "probe", lambda: broken)
    with pytest.raises(tiers.SandboxError, match="ask your administrator"):
        tiers.best_tier()
    assert doctor.run() == 1
    assert "→ ask your administrator" in capsys.readouterr().out


@pytest.mark.parametrize("tier", [Tier.FULL, Tier.LITE])
def test_what_the_lite_tier_does_not_promise_is_said(monkeypatch, capsys, tier):
    monkeypatch.setattr(doctor, "best_tier", lambda: tier)
    monkeypatch.setattr(doctor, "_examine_a_box", lambda *_: 0)
    doctor.run()
    said = capsys.readouterr().out
    assert all((line in said) is (tier is Tier.LITE) for line in tiers.NOT_IN_LITE)
