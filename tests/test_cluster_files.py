"""The files for Slurm and Kubernetes, as far as they can be checked without either."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from autograder.cli import parser

FOLDER = Path(__file__).resolve().parents[1] / "docs/cluster"
SCRIPT, JOB = FOLDER / "slurm.sh", FOLDER / "rayjob.yaml"


def test_the_script_is_valid_bash() -> None:
    done = subprocess.run(["bash", "-n", str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "set -euo pipefail" in SCRIPT.read_text("utf-8")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run(["shellcheck", str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_script_uses_options_that_ray_has() -> None:
    ray = Path(shutil.which("ray") or "")
    if not ray.name:
        pytest.skip("Ray is not installed")
    done = subprocess.run([str(ray), "symmetric-run", "--help"], capture_output=True, text=True, check=True)
    call = re.search(r"symmetric-run(.*?)-- ", SCRIPT.read_text("utf-8"), re.DOTALL)
    assert call is not None
    for option in ("--address", "--min-nodes"):
        assert option in call[1] and option in done.stdout


def test_both_give_the_grader_a_command_that_it_knows() -> None:
    text = SCRIPT.read_text("utf-8").replace("\\\n", " ")
    script = re.search(r"autograder (grade .*)", text)
    job = yaml.safe_load(JOB.read_text("utf-8"))["spec"]["entrypoint"]
    assert script is not None and job.startswith("autograder ")
    for command in (script[1].replace('"$topic"', "04_transformers"), job.removeprefix("autograder ")):
        words = re.sub(r'"\$\(\(.*?\)\)"', "64", command).split()
        options = parser().parse_args(words)
        assert (options.topic, options.runner, options.address) == ("04_transformers", "ray", "auto")


def test_the_job_keeps_learners_code_off_the_head() -> None:
    spec = yaml.safe_load(JOB.read_text("utf-8"))["spec"]["rayClusterSpec"]
    assert spec["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"
    assert spec["authOptions"]["mode"] == "token"
    (workers,) = spec["workerGroupSpecs"]
    assert workers["template"]["spec"]["automountServiceAccountToken"] is False
    mounts = [container.get("volumeMounts") for container in workers["template"]["spec"]["containers"]]
    assert mounts == [None], "the course's folder is the head's alone"
