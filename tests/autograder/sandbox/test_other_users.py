"""The same tests as somebody else: a plain user, and root where nothing lies under a private home."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from boxes import REPOSITORY

HERE = Path(__file__).parent
NOBODY = 65_534


@pytest.fixture
def open_folder():
    """Not one of pytest's, which are for its own user only."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield folder


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("uid", "chosen"),
    [(NOBODY, "(full or lite) and not exam_text"), (0, "lite and not exam_text")],
    ids=["plain user", "root with an open home"],
)
def test_as(uid, chosen, open_folder):
    os.chown(open_folder, uid, uid)
    command = [sys.executable, str(HERE / "another_user.py"), str(uid), sys.executable, "-m", "pytest"]
    options = ["-p", "no:cacheprovider", "-m", "not slow", "-k", chosen, "-rs", f"--basetemp={open_folder}/pytest"]
    files = [str(HERE / name) for name in ("test_process.py", "test_attacks.py")]
    variables = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(open_folder)}
    done = subprocess.run([*command, *options, *files], env=variables, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    # The only place where root's lite tier is tested, if Python lies under a private home: here nothing is left out.
    assert re.search(r"^\d+ passed", done.stdout, re.M) and "Python lies in" not in done.stdout, done.stdout[-6000:]
