"""What a box may hold and use is bounded whatever its kind, and every second of computing is found."""

import os
import subprocess
import sys

import pytest
from boxes import SMALL, Inside

from autograder.sandbox import meter, proc
from autograder.sandbox.disk import in_use
from autograder.sandbox.limits import Limits
from autograder.sandbox.meter import Budget, Late, MachineMemory, Usage
from autograder.sandbox.tiers import Tier

# Each leaves in ``r`` what it could keep outside of what is counted; nothing is right.
UNCOUNTED = {
    "shared memory that is given back": """
import mmap
def grab():
    kept = mmap.mmap(-1, 1 << 20); kept.write(b"x" * (1 << 20)); kept.madvise(mmap.MADV_DONTNEED)
r = [] if refused(grab) else ["kept"]
""",
    "shared memory of a device": """
import mmap, os
def grab(): return mmap.mmap(os.open("/dev/zero", os.O_RDONLY), 1 << 20, prot=mmap.PROT_READ)
r = [] if refused(grab) else ["kept"]
""",
    "a file in memory": """
import os
r = [] if refused(os.memfd_create, "kept") else ["kept"]
""",
    "large buffers": """
import fcntl, os, socket
one, other = socket.socketpair()
r = [size for size in (socket.SO_SNDBUF, socket.SO_RCVBUF)
     if not refused(one.setsockopt, socket.SOL_SOCKET, size, 1 << 20)]
if not refused(fcntl.fcntl, os.pipe()[1], fcntl.F_SETPIPE_SZ, 1 << 18): r.append("pipe")
""",
    "watches and queues of requests": """
import ctypes, os
c = ctypes.CDLL(None, use_errno=True)
r = [name for name in ("inotify_init", "inotify_init1") if not refused(getattr(c, name), 0)]
if os.uname().machine == "x86_64" and not refused(c.syscall, 206, 8, ctypes.byref(ctypes.c_long(0))):
    r.append("io_setup")
""",
}


@pytest.mark.parametrize("kind", UNCOUNTED)
def test_memory_that_belongs_to_no_process_is_refused(inside, kind):
    assert inside.value(UNCOUNTED[kind]) == []


def test_memory_that_programs_need_is_granted(inside):
    source = """
import mmap, multiprocessing, tempfile
mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).write(b"x")
with tempfile.TemporaryFile() as file:
    file.truncate(4096)
    mmap.mmap(file.fileno(), 4096).write(b"x")
r = list(multiprocessing.RawArray("i", 3)) if settings["tier"] == "full" else [0, 0, 0]
"""
    assert inside.value(source) == [0, 0, 0]


FILL_WITH_PROCESSES = """
import os, time
r, refusals = 0, 0
while refusals < 3 and r < 400:
    try:
        if os.fork() == 0: time.sleep(600); os._exit(0)
        r += 1
    except OSError: refusals += 1
"""
WORK_IN_A_THREAD_AND_A_PROCESS = """
import subprocess, threading
made = []
thread = threading.Thread(target=lambda: made.append(1)); thread.start(); thread.join()
r = made + [subprocess.run(["/bin/sh", "-c", "/bin/true; exit 7"]).returncode]
"""


def test_a_box_full_of_processes_costs_another_nothing(template):
    with template.spawn(SMALL) as honest, template.spawn(SMALL) as full:
        assert SMALL.processes // 2 < Inside(full).value(FILL_WITH_PROCESSES) <= 2 * SMALL.processes
        assert Inside(honest).value(WORK_IN_A_THREAD_AND_A_PROCESS) == [1, 7]


FULL_BUFFERS = """
import os, socket, time
kept = []
def hoard():
    for _ in range(26):
        one, other = socket.socketpair(); one.setblocking(False)
        try:
            while True: one.send(b"x" * 4096)
        except BlockingIOError: kept.extend((one, other))
    time.sleep(600)
for _ in range(PROCESSES):
    if os.fork() == 0: hoard()
time.sleep(600)
"""


def test_full_buffers_of_many_processes_count_as_memory(template):
    in_all_mb = 20 * 52 * proc.socket_mb()
    limits = Limits(memory_mb=300, processes=24, open_files=64, disk_mb=8)
    assert in_all_mb > limits.memory_mb
    with template.spawn(limits) as box:
        Inside(box).send(FULL_BUFFERS.replace("PROCESSES", "20"))
        ended = box.wait(120)
    assert ended is not None and ended.why == "memory"


def test_page_tables_count_as_memory(inside):
    before_mb = inside.box.memory_mb()
    touch_one_page_in_each_table = """
import mmap
area = mmap.mmap(-1, 2 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)
r = sum(area[at] for at in range(0, 2 << 30, 2 << 20))
"""
    assert inside.value(touch_one_page_in_each_table) == 0
    assert inside.box.memory_mb() > before_mb + 3.5


CHILDREN_NOBODY_WAITS_FOR = """
import os, signal, time
done, all_done = os.pipe()
try: signal.signal(signal.SIGCHLD, signal.SIG_IGN)
except OSError: pass
def burn():
    while time.process_time() < 0.3: pass
    os.write(all_done, b"x")
    os._exit(0)
for _ in range(3):
    if os.fork() == 0:
        if os.fork() == 0: burn()
        burn()
for _ in range(6): os.read(done, 1)
time.sleep(0.1)
r = 0
"""


def test_seconds_of_children_that_nobody_waited_for_are_counted(template):
    with template.spawn(SMALL) as box:
        Inside(box).value(CHILDREN_NOBODY_WAITS_FOR)
        assert box.usage().cpu_s >= 1.6
        box.close()
        ended = box.wait(0)
    assert ended is not None and ended.cpu_s >= 1.6


def test_what_happens_to_ended_children_is_asked_but_not_set(inside):
    source = """
import signal, subprocess
r = [refused(signal.signal, signal.SIGCHLD, action) for action in (signal.SIG_IGN, signal.SIG_DFL, lambda *_: None)]
r += [signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL]
r += [subprocess.run(["/bin/sh", "-c", "/bin/true; /bin/sleep 0.1 | cat; exit 7"]).returncode]
"""
    assert inside.value(source) == [True, True, True, True, 7]


def test_a_childs_wait_for_a_core_is_the_boxs(template):
    """Beside a process that wants the same core as the child, which the box's first process sleeps through."""
    core = min(os.sched_getaffinity(0))
    hog = f"import os\nos.sched_setaffinity(0, {{{core}}})\nprint(flush=True)\nwhile True: pass"
    child = "import subprocess, sys\nburn = 'import time\\nwhile time.process_time() < 0.5: pass'\n"
    child += "r = subprocess.run([sys.executable, '-S', '-c', burn]).returncode"
    with template.spawn(SMALL) as box, subprocess.Popen([sys.executable, "-c", hog], stdout=subprocess.PIPE) as busy:
        try:
            busy.stdout.readline()
            os.sched_setaffinity(box._pid, {core})
            inside = Inside(box)
            inside.send(child)
            while not select_readable(inside):
                used = box.usage()
            assert inside._stream.readline()
        finally:
            busy.kill()
    assert used.waited_s > 0.1


def select_readable(inside) -> bool:
    import select

    return bool(select.select([inside.box.channel], [], [], 0.05)[0])


@pytest.fixture
def tasks(monkeypatch):
    """What /proc tells of the tasks of process 1: number to seconds on a core and without one; and the clock's time."""
    now, times = [0.0], {}
    monkeypatch.setattr(proc, "task_times", lambda _: iter(times.items()))
    monkeypatch.setattr(meter.time, "monotonic", lambda: now[0])
    return now, times


def test_one_task_that_others_keep_from_running_waits(tasks):
    now, times = tasks
    waits = meter._Waits()
    now[0], times[7] = 10.0, (1.0, 6.0)
    assert waits.look([1]) == 6.0
    now[0], times[8] = 20.0, (0.5, 9.0)
    assert waits.look([1]) == 15.0  # a task that began since
    now[0] = 30.0
    times.clear()
    assert waits.look([1]) == 15.0  # what has ended stays counted


def test_several_tasks_wait_no_longer_than_the_clock(tasks):
    now, times = tasks
    waits = meter._Waits()
    now[0] = 10.0
    times.update(dict.fromkeys(range(8), (0.1, 9.0)))
    assert waits.look([1]) == 10.0


def test_a_box_cannot_keep_itself_waiting(tasks):
    """24 tasks on two cores: each waits nearly all the time, for nobody but the others."""
    now, times = tasks
    waits = meter._Waits()
    now[0] = 12.0
    times.update(dict.fromkeys(range(24), (1.0, 11.0)))
    assert waits.look([1]) == 0.0


def test_a_number_that_a_new_task_got_starts_anew(tasks):
    now, times = tasks
    waits = meter._Waits()
    now[0], times[7] = 10.0, (5.0, 5.0)
    waits.look([1])
    now[0], times[7] = 12.0, (0.1, 1.0)
    assert waits.look([1]) == 6.0


@pytest.mark.parametrize(
    ("cpu_s", "waited_s", "wall_s", "starved"),
    [(11, 0, 12, False), (1, 0, 31, False), (1, 29, 61, False), (1, 40, 61, True), (1, 40, 59, None), (9, 0, 29, None)],
    ids=["computing", "sleeping", "waiting little", "waiting most", "still time", "within all"],
)
def test_the_machine_is_to_blame_only_for_time_that_others_took(tasks, cpu_s, waited_s, wall_s, starved):
    now, _ = tasks
    budget = Budget("this", cpu_s=10, wall_factor=3).begin(Usage())
    now[0] = float(wall_s)
    if starved is None:
        budget.check(Usage(cpu_s, waited_s))
    else:
        with pytest.raises(Late) as late:
            budget.check(Usage(cpu_s, waited_s))
        assert late.value.starved is starved


def test_machine_without_memory_is_noticed_once_it_lasts(tasks, monkeypatch):
    now, _ = tasks
    left_mb = [10_000.0]
    monkeypatch.setattr(proc, "available_mb", lambda: left_mb[0])
    monkeypatch.setattr(proc, "total_mb", lambda: 16_000.0)
    memory = MachineMemory()
    now[0], left_mb[0] = 1.0, 400.0
    assert not memory.exhausted()
    now[0] += 0.4
    assert not memory.exhausted()
    now[0] += 0.2
    assert memory.exhausted()
    left_mb[0] = 600.0
    assert not memory.exhausted()


def test_disk_is_bounded_for_the_whole_box(template):
    fill = """
import os
r = 0
folders = [".", "/dev/shm"] if settings["tier"] == "full" else ["."]
try:
    for n in range(40):
        for folder in folders:
            open(f"{folder}/{n}", "wb").write(b"1" * (1 << 20)); r += 1
except OSError: pass
if settings["tier"] == "lite":
    import time
    time.sleep(60)
"""
    with template.spawn(SMALL) as box:
        if template.tier is Tier.FULL:
            assert Inside(box).value(fill) <= SMALL.disk_mb
        else:
            Inside(box).send(fill)
            assert box.wait(60).why == "disk"


def test_number_of_files_is_bounded(template):
    make = """
import os, time
r = "no end"
try:
    for n in range(30000): os.close(os.open(str(n), os.O_CREAT | os.O_WRONLY))
except OSError: r = []
if settings["tier"] == "lite": time.sleep(60)
"""
    with template.spawn(SMALL) as box:
        if template.tier is Tier.FULL:
            assert Inside(box).value(make) == []
        else:
            Inside(box).send(make)
            assert box.wait(60).why == "disk"


def test_deleted_files_that_are_open_take_up_disk(tmp_path):
    kept = (tmp_path / "kept").open("wb")
    kept.write(b"1" * (1 << 20))
    kept.flush()
    (tmp_path / "kept").unlink()
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "named").write_bytes(b"1" * (1 << 20))
    used = in_use(str(tmp_path), [os.getpid()], 64.0)
    assert 2.0 <= used.mb < 2.5 and used.files >= 3
    kept.close()
    assert in_use(str(tmp_path), [os.getpid()], 64.0).mb < 1.5


def test_folder_that_cannot_be_counted_is_too_much(tmp_path, monkeypatch):
    deep = tmp_path
    for _ in range(3):
        deep = deep / ("d" * 200)
    deep.mkdir(parents=True)
    assert in_use(str(tmp_path), [], 64.0).mb < 1
    monkeypatch.chdir(deep)  # which is undone
    for _ in range(20):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    os.chdir("/")
    assert in_use(str(tmp_path), [], 64.0).mb == float("inf")
