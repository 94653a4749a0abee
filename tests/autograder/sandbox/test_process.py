"""The life of a box: spawned, used, measured, ended, and nothing left of it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from boxes import REPOSITORY, SMALL, Inside

from autograder.box.linux import descendants
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import Tier


def test_box_answers_and_ends_with_its_channel(template):
    with template.spawn(SMALL) as box:
        inside = Inside(box)
        assert inside.value("import torch; r = torch.arange(4).sum().item()") == 6
        inside._stream.close()
        box.channel.close()
        ended = box.wait(30)
    assert (ended.why, ended.status) == ("exited", 0)


def test_box_is_told_its_limits_and_device(inside, template):
    settings = inside.value("r = settings")
    assert settings["memory_mb"] == SMALL.memory_mb
    assert (settings["device"], settings["tier"]) == ("cpu", template.tier.value)


def test_home_is_a_private_work_folder(inside):
    work = inside.value("import os; r = os.getcwd()")
    variables = inside.value("r = dict(os.environ)")
    assert {variables["HOME"], variables["TMPDIR"]} == {work}
    assert variables["MPLCONFIGDIR"].startswith(work) and variables["IPYTHONDIR"].startswith(work)
    assert inside.value("open('note', 'w').write('x'); r = os.listdir()") == ["note"]


def test_host_variables_stay_outside(probing_environment, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "seed")
    with Template(Tier.NONE, environment=probing_environment) as template, template.spawn(SMALL) as box:
        assert "COURSE_SECRET" not in Inside(box).value("import os; r = dict(os.environ)")


def test_every_box_begins_with_the_same_generators(template):
    draw = "import random, numpy, torch; r = [random.random(), numpy.random.rand(), torch.rand(()).item()]"
    with template.spawn(SMALL) as one, template.spawn(SMALL) as other:
        assert Inside(one).value(draw) == Inside(other).value(draw)


def test_descriptors_are_the_channel_and_nowhere(inside):
    inside.run("import os, socket; open_files = [n for n in range(64) if not refused(os.fstat, n)]")
    links = inside.value("r = [os.readlink(f'/proc/self/fd/{n}') for n in open_files]")
    assert links[:3] == ["/dev/null"] * 3
    assert len(links) == 4 and links[3].startswith("socket:")


def test_usage_counts_computing_but_not_sleeping(inside):
    inside.run("import time; time.sleep(0.3)")
    rested = inside.box.usage()
    inside.run("end = time.process_time() + 0.5\nwhile time.process_time() < end: pass")
    busy = inside.box.usage()
    assert rested.cpu_s < 0.3 and busy.cpu_s >= rested.cpu_s + 0.45
    assert busy.processes >= 1 and 0 < inside.box.memory_mb() < 600 and busy.waited_s >= 0


def test_usage_counts_children_living_and_reaped(inside):
    burn = "import os, time\ndef burn():\n  while time.process_time() < 0.3: pass\n"
    inside.run(burn + "pid = os.fork()\nif pid == 0:\n  burn(); os._exit(0)\nos.waitpid(pid, 0)")
    assert inside.box.usage().cpu_s >= 0.28
    inside.run("pid = os.fork()\nif pid == 0:\n  burn(); time.sleep(60); os._exit(0)\ntime.sleep(1)")
    assert inside.box.usage().processes >= 2


@pytest.mark.parametrize(
    ("source", "why", "status"),
    [
        ("import os; os._exit(7)", "exited", 7),
        ("import ctypes; ctypes.string_at(0)", "signalled", signal.SIGSEGV),
    ],
)
def test_exit_tells_how(template, source, why, status):
    with template.spawn(SMALL) as box:
        Inside(box).send(source)
        ended = box.wait(30)
    assert (ended.why, ended.status) == (why, status)


def test_wait_gives_up_and_kill_names_the_reason(template):
    with template.spawn(SMALL) as box:
        assert box.wait(0.01) is None
        box.kill("killed")
        box.kill("memory")
        ended = box.wait(30)
        assert box.wait(0) == ended
    assert (ended.why, ended.status) == ("killed", signal.SIGKILL)
    box.kill("killed")  # harmless afterwards
    box.close()


def test_a_box_that_somebody_else_killed_did_not_end_by_itself(template):
    with template.spawn(SMALL) as box:
        os.kill(box._pid, signal.SIGKILL)
        ended = box.wait(30)
    assert ended.why == ("killed" if template.tier is Tier.FULL else "signalled")


def test_ended_box_uses_nothing(template):
    with template.spawn(SMALL) as box:
        box.kill("killed")
        box.wait(30)
        assert (box.memory_mb(), box.usage().processes) == (0, 0)


def test_more_memory_than_granted_is_refused(template):
    with pytest.raises(SandboxError, match="memory_mb"):
        template.spawn(Limits(memory_mb=template.max_memory_mb + 1))


def test_template_that_cannot_import_is_reported(probing_environment, tmp_path):
    (tmp_path / "__init__.py").write_text("raise RuntimeError('broken on purpose')")
    environment = probing_environment.with_package("course_lib", tmp_path)
    with pytest.raises(SandboxError, match="broken on purpose"):
        Template(Tier.NONE, environment=environment)


def test_dead_template_is_reported(probing_environment):
    template = Template(Tier.NONE, environment=probing_environment)
    with template.spawn(SMALL) as box:
        for pid in descendants(template.pid):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(SandboxError):
            box.wait(30)
        with pytest.raises(SandboxError):
            template.spawn(SMALL)
    template.close()


def traces(template) -> tuple:
    """What boxes might leave: processes, descriptors here and in the template, mounts, folders."""
    below = descendants(template.pid)
    return (
        len(below),
        len(os.listdir("/proc/self/fd")),
        [open_files(pid) for pid in below],
        len(Path("/proc/self/mounts").read_text().splitlines()),
        os.listdir(f"{template._scratch}/boxes") if template._scratch else [],
    )


def open_files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return -1  # a zombie


def settled_traces(template, expected) -> tuple:
    """Supervisors are reaped by the template when it next looks."""
    for _ in range(100):
        if (found := traces(template)) == expected:
            break
        time.sleep(0.1)
    return found


@pytest.mark.parametrize("boxes", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_boxes_leave_nothing_behind(template, boxes):
    template.spawn(SMALL).close()
    time.sleep(1.5)
    before = traces(template)
    resident_kb = resident(template)
    for number in range(boxes):
        with template.spawn(SMALL) as box:
            if number % 4 == 0:
                Inside(box).value("import os; r = 0\nif os.fork() == 0:\n  os.setpgid(0, 0)\n  while True: pass")
    assert settled_traces(template, before) == before
    assert resident(template) < resident_kb + 4096


def resident(template) -> int:
    """kB of the template."""
    lines = Path(f"/proc/{descendants(template.pid)[0]}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


HOST = """
import sys, time
from autograder.sandbox.process import Limits, Template, Tier
template = Template(Tier(sys.argv[1]))
boxes = [template.spawn(Limits()) for _ in range(2)]
print(template.pid, template._scratch or "/nothing", flush=True)
time.sleep(600)
"""


def test_everything_dies_with_the_host(template):
    mounts = Path("/proc/self/mounts").read_text()
    arguments = [sys.executable, "-c", HOST, template.tier.value]
    variables = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=variables) as host:
        pid, scratch = host.stdout.readline().split()
        warden = int(pid)
        everything = [warden, *descendants(warden)]
        host.kill()
    assert len(everything) >= 6  # warden, template, two supervisors with their boxes
    for _ in range(300):
        alive = [pid for pid in everything if is_alive(pid)]
        if not alive:
            break
        time.sleep(0.1)
    assert alive == []
    assert not os.path.exists(scratch)
    assert Path("/proc/self/mounts").read_text() == mounts


def is_alive(pid: int) -> bool:
    """A zombie is dead: whoever inherited it has yet to reap it."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
