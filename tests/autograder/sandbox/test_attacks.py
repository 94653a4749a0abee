"""Ways out of the box, each beside a harmless twin: the first must fail, the second must work, in every tier.

Both leave in ``r`` the list of what went wrong, so both must leave it empty.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from boxes import REPOSITORY, SMALL, Inside

from autograder.box.linux import descendants
from autograder.doctor import exam_lines
from autograder.sandbox.limits import Limits

C = "import ctypes, os, socket, sys; c = ctypes.CDLL(None, use_errno=True)\n"


@dataclass(frozen=True)
class Attack:
    attack: str
    twin: str


ATTACKS = {
    "network": Attack(
        """
import socket
r = []
for address in [("1.1.1.1", 53), ("127.0.0.1", PORT)]:
    if not refused(lambda: socket.create_connection(address, 3)): r.append(address)
if not refused(socket.getaddrinfo, "example.org", 443): r.append("name server")
""",
        """
import socket
one, other = socket.socketpair(); one.send(b"x"); r = [] if other.recv(1) == b"x" else ["socketpair"]
""",
    ),
    "sockets of other kinds": Attack(
        """
import socket
kinds = [(socket.AF_VSOCK, 1), (socket.AF_PACKET, 3), (socket.AF_ALG, 5), (socket.AF_NETLINK, 3, 16),
         (socket.AF_NETLINK, 3, 0), (socket.AF_INET, 1), (socket.AF_INET6, 1)]
r = [str(k) for k in kinds if not refused(socket.socket, *k)]
if not refused(lambda: socket.socket(socket.AF_UNIX).connect("\\0ABSTRACT")): r.append("abstract socket of the host")
if not refused(lambda: socket.socket(socket.AF_UNIX).connect("SERVICE")): r.append("service of the host, by path")
if settings["tier"] == "lite" and not refused(socket.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM): r.append("pair")
""",
        """
import socket
if settings["tier"] == "full":
    server = socket.socket(socket.AF_UNIX); server.bind("mine"); server.listen()
    client = socket.socket(socket.AF_UNIX); client.connect("mine")
import asyncio
r = asyncio.new_event_loop().run_until_complete(asyncio.sleep(0, []))
""",
    ),
    "reading": Attack(
        """
import os
r = readable([f"REPOSITORY/{p}" for p in ["pyproject.toml", "autograder/exams", "autograder/session.py", "tests"]])
r += readable(["OTHER", "SECRET", "/etc/shadow", "/etc/passwd", "/home", "/var/log", "/usr/src"])
ways = ["1/root", "self/root", "self/cwd/../../../../../.."]
r += readable([f"/proc/{way}/etc/passwd" for way in ways])
if settings["tier"] == "full":
    r += [p for p in ["REPOSITORY/pyproject.toml", "OTHER", "SECRET"] if os.path.exists(p)]
if settings["tier"] == "lite":
    r += readable(["/proc", "/proc/1/environ", "/proc/PARENT/environ", "/tmp"])
    r += readable(f"/proc/self/{name}" for name in ["net/tcp", "net/unix", "mountinfo", f"task/{os.getpid()}/net"])
""",
        """
import course_lib, torch, os
open("mine", "w").write("x")
own = ["mine", torch.__file__, course_lib.__file__, "/proc/self/status", "/proc/cpuinfo"]
r = [path for path in own if path not in readable(own)]
""",
    ),
    "importing the grader": Attack(
        """
import importlib
r = []
for name in ["autograder", "autograder.exams", "nbgrader", "jupyterlab", "pytest", "tests", "conftest"]:
    try: importlib.import_module(name); r.append(name)
    except ImportError: pass
""",
        "import box, course_lib, torch, numpy, matplotlib.pyplot, ipywidgets, jaxtyping, IPython, msgspec; r = []",
    ),
    "other processes": Attack(
        """
import os, resource, signal
shown = os.listdir("/proc") if settings["tier"] == "full" else []
r = [p for p in shown if p.isdigit() and int(p) != os.getpid()]
for pid in [HOST, PARENT, os.getppid()]:
    if pid and not refused(os.kill, pid, 0): r.append(f"signal to {pid}")
    if pid and not refused(os.kill, pid, signal.SIGCONT): r.append(f"signal to {pid}")
    if pid and not refused(os.setpriority, os.PRIO_PROCESS, pid, 19): r.append(f"priority of {pid}")
    if pid and not refused(resource.prlimit, pid, resource.RLIMIT_CORE, (0, 0)): r.append(f"limits of {pid}")
    if pid and readable([f"/proc/{pid}/mem", f"/proc/{pid}/maps", f"/proc/{pid}/fd"]): r.append(f"look into {pid}")
""",
        """
import os, signal, subprocess
child = subprocess.Popen(["/bin/sleep", "60"]); child.kill()
r = [] if child.wait() == -signal.SIGKILL else ["own child"]
""",
    ),
    "writing": Attack(
        """
import os, sys, torch, course_lib, box
packages = [os.path.dirname(package.__file__) for package in (torch, course_lib, box)]
r = writable(["/", "/usr", "/usr/bin", "/etc", "/root", "/home", "/run", "/dev", "/var", "/var/tmp", "/proc", "/sys"])
r += writable(["/proc/sys/kernel", "REPOSITORY", "OTHER", *packages, sys.base_prefix, *sys.path])
r += [p for p in ["/proc/sys/kernel/core_pattern", "/proc/self/oom_score_adj", torch.__file__, box.__file__]
      if not refused(lambda: os.close(os.open(p, os.O_WRONLY)))]
if not refused(os.unlink, box.__file__): r.append("deleted a module")
if not refused(os.rename, torch.__file__, "mine"): r.append("moved a module")
if not refused(os.chmod, torch.__file__, 0o777): r.append("changed a module")
if not refused(os.chmod, "OWNED", 0o777): r.append("opened a file of the user's")
if not refused(os.utime, "OWNED", (0, 0)): r.append("dated a file of the user's")
if not refused(os.truncate, "OWNED", 0): r.append("emptied a file of the user's")
if not refused(os.mknod, "disk", 0o60600, os.makedev(254, 0)): r.append("made a device")
""",
        """
import os, tempfile
os.makedirs("a/b"); open("a/b/c", "w").write("x"); os.rename("a/b/c", "c")
os.remove("c"); os.symlink("a", "link")
with tempfile.NamedTemporaryFile() as f: f.write(b"x")
r = []
""",
    ),
    "system calls": Attack(
        C
        + """
calls = {
    "unshare": [0x10000000], "setns": [3, 0], "chroot": [b"."], "setuid": [0], "setgid": [0], "sethostname": [b"x", 1],
    "mount": [None, b"/tmp", None, 4128, None], "umount2": [b"/tmp", 2], "personality": [0], "memfd_create": [b"a", 0],
    "shmget": [0, 4096, 0o1600], "msgget": [0, 0o1600], "semget": [0, 1, 0o1600], "ptrace": [16, 1, 0, 0],
    "process_vm_readv": [os.getppid(), 0, 0, 0, 0, 0],
}
r = [name for name, arguments in calls.items() if not refused(getattr(c, name), *arguments)]
io_uring_setup, bpf, userfaultfd, keyctl, new_user_clone = 425, 321, 323, 250, (56, 0x10000011, 0, 0, 0, 0)
for call in [(io_uring_setup, 8, 0), (bpf, 0, 0, 0), (userfaultfd, 0), (keyctl, 0, -1), new_user_clone]:
    if os.uname().machine == "x86_64" and not refused(c.syscall, *call): r.append(call)
if not refused(c.prctl, 4, 0, 0, 0, 0): r.append("hid its memory")
if not refused(os.setsid): r.append("a session of its own")
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
r += [k for k in ["CapPrm", "CapEff", "CapAmb", "CapInh"] if int(status[k], 16)]
if settings["tier"] == "full" and int(status["CapBnd"], 16): r.append("CapBnd")
r += [k for k, v in {"NoNewPrivs": "1", "Seccomp": "2"}.items() if status[k].strip() != v]
if os.getuid() == 0: r.append("root")
""",
        """
import os, threading, subprocess
r = [] if subprocess.run(["/bin/sh", "-c", "echo hi"], capture_output=True).stdout == b"hi\\n" else ["shell"]
""",
    ),
    "disk": Attack(
        """
import os
r, mb = [], b"1" * (1 << 20)
try:
    with open("big", "wb") as file:
        for n in range(40): file.write(mb)
    r.append("big file")
except OSError: pass
""",
        "open('fine', 'wb').write(b'1' * (4 << 20)); r = []",
    ),
    "fork bomb": Attack(
        """
import os, time
r, n = ["no end"], 0
try:
    while n < 200:
        if os.fork() == 0: time.sleep(600); os._exit(0)
        n += 1
except OSError: r = []
""",
        """
import os
for _ in range(5):
    if os.fork() == 0: os._exit(0)
r = [status for _, status in (os.wait() for _ in range(5)) if status]
""",
    ),
    "thread bomb": Attack(
        """
import threading, time
r = ["no end"]
try:
    for _ in range(200): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
except RuntimeError: r = []
""",
        """
import threading, torch
threads = [threading.Thread(target=lambda: torch.ones(3).sum()) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]; r = []
""",
    ),
    "open files": Attack(
        """
r, files = ["no end"], []
try:
    for _ in range(1000): files.append(open("/dev/null"))
except OSError: r = []
files.clear()
""",
        "files = [open('/dev/null') for _ in range(20)]; files.clear(); r = []",
    ),
    "one giant allocation": Attack(
        """
import torch
r = ["granted"]
try: torch.empty(3 << 30, dtype=torch.uint8)
except RuntimeError:
    try: bytearray(3 << 30)
    except MemoryError: r = []
""",
        "import torch; x = torch.ones(50 << 20, dtype=torch.uint8); r = []",
    ),
}


@pytest.fixture
def world(template, tmp_path):
    """Things a box must not reach, by the words that stand for them in the sources above."""
    listener = socket.create_server(("127.0.0.1", 0))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0host-{os.getpid()}")
    abstract.listen()
    service = socket.socket(socket.AF_UNIX)
    service.bind(str(tmp_path / "service"))
    service.listen()
    secret = tmp_path / "secret"
    secret.write_text("s")
    secret.chmod(0o644)
    with template.spawn(SMALL) as other, listener, abstract, service:
        words = {"PORT": str(listener.getsockname()[1]), "ABSTRACT": f"host-{os.getpid()}", "SECRET": str(secret)}
        words |= {"SERVICE": str(tmp_path / "service"), "OWNED": str(secret)}
        words |= {"REPOSITORY": str(REPOSITORY), "HOST": str(os.getpid()), "PARENT": str(template.pid)}
        words["OTHER"] = Inside(other).value("import os; open('answer', 'w').write('42'); r = os.getcwd()")
        if template.tier.value == "full":  # the same path is each one's own: look at the other's from outside
            its_root = Path("/proc", str(other._pid), "root")
            words["OTHER"] = str(its_root / "tmp" / "work")
        yield words


def fill(source: str, words: dict[str, str]) -> str:
    for word, meaning in words.items():
        source = source.replace(word, meaning)
    return source


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_fails_and_twin_works(inside, template, world, name):
    assert inside.value(fill(ATTACKS[name].twin, world)) == []
    assert inside.value(fill(ATTACKS[name].attack, world)) == []


ENDINGS = {
    "bytes": ("x = []\nwhile True: x.append(bytearray(b'1') * (20 << 20))", "raised or memory"),
    "tensors": ("import torch\nx = []\nwhile True: x.append(torch.ones(5 << 20))", "raised or memory"),
    "many processes": (
        "import os, time\nfor n in range(12):\n"
        "  if os.fork() == 0:\n    x = bytearray(b'1') * (100 << 20); time.sleep(600)\n"
        "time.sleep(600)",
        "memory",
    ),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_memory_is_bounded(template, name):
    source, expected = ENDINGS[name]
    with template.spawn(SMALL) as box:
        inside = Inside(box)
        try:
            assert inside.run(source).get("raised") in ("MemoryError", "RuntimeError", "OSError")
            assert expected != "memory"
        except EOFError:
            assert box.wait(60).why == "memory"
        assert box.wait(0.01) is None or box.wait(0).peak_memory_mb > SMALL.memory_mb


STUBBORN = {
    "loop": "while True: pass",
    "loop in C": "sum(range(10**13))",
    "deaf": "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(600)",
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nwhile True: pass",
    "all descriptors closed": "import os\nos.closerange(0, 64)\nwhile True: pass",
    "recursive fork bomb": "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
    "fork bomb of process groups": (
        "import os\nwhile True:\n  try:\n    if os.fork() == 0: os.setpgid(0, 0)\n  except OSError: pass"
    ),
    "daemon": (
        "import os, time\nif os.fork() == 0:\n  os.setpgid(0, 0)\n  if os.fork(): os._exit(0)\n"
        "while True: time.sleep(600)"
    ),
    "kill everyone": "import os\ntry: os.kill(-1, 9)\nexcept OSError: pass\nwhile True: pass",
}


@pytest.mark.parametrize("name", STUBBORN)
def test_stubborn_box_is_killed_with_all_it_started(template, name):
    with template.spawn(SMALL) as bystander, template.spawn(SMALL) as box:
        supervisor = int(Path(f"/proc/{box._pid}/stat").read_text().rpartition(")")[2].split()[1])
        Inside(box).send(STUBBORN[name])
        time.sleep(0.7)
        started = descendants(supervisor)
        box.kill("killed")
        ended = box.wait(60)
        assert ended is not None and ended.status == signal.SIGKILL
        assert [pid for pid in started if os.path.exists(f"/proc/{pid}")] == []
        assert Inside(bystander).value("r = 'unharmed'") == "unharmed"


DEEP = "import os\nfor _ in range(1100): os.mkdir('d'); os.chdir('d')\nopen('f', 'w'); os.mkdir('locked', 0)\nr = 0"


def test_hostile_folder_is_removed(template):
    with template.spawn(Limits(memory_mb=600)) as box:
        inside = Inside(box)
        work = inside.value("import os; r = os.getcwd()")
        inside.value(DEEP)
    for _ in range(300):
        if template.tier.value == "full" or not os.path.exists(work):
            return
        time.sleep(0.1)
    pytest.fail("the folder is still there")


def test_exam_text_is_nowhere_in_a_box(inside):
    """Looks for lines of the exams, and for one of the sandbox itself, in every source that a box can read."""
    ours = "Python and its standard library, the system's libraries, and one folder with exactly"
    assert ours in (REPOSITORY / "autograder/sandbox/environment.py").read_text()
    inside.run(f"marks = {[*exam_lines(), ours.encode()]!r}")
    found = inside.value("""
import os, sys
r, seen = [], 0
for top in sys.path + ["/tmp", "."]:
    for folder, _, names in os.walk(top, followlinks=True):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith((".py", ".toml", ".ipynb", ".pyc", ".txt")) and readable([path]):
                seen += 1
                text = open(path, "rb").read()
                r += [path for mark in marks if mark in text]
if seen < 1000: r.append(f"looked at only {seen} files")
""")
    assert found == []


def test_probes_fall_back_where_namespaces_are_refused():
    """Under our own filter, which refuses them as a container would, the best tier is the lite one."""
    source = """
from autograder.box import seccomp
seccomp.restrict(namespaces=True, signal_self_only=False)
from autograder.sandbox.tiers import best_tier, probe
failed = {p.name: p for p in probe() if not p.ok}
assert {"namespaces", "private root", "nested namespaces"} == set(failed), failed
assert all(p.remedy and p.detail for p in failed.values())
print(best_tier().value)
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "lite", done.stderr
