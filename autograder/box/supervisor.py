"""One box from fork to reaping: the supervisor makes its namespaces and limits, the box confines itself in them.

Two processes. The supervisor, which no learner's code enters, forks the box, tells the host about it, and sees to it
that nothing outlives it. The box gives up all rights, one by one, and then becomes the candidate.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import socket
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from . import forks, landlock, linux, seccomp

WORK_FOLDER = "/tmp/work"  # in the full tier; private to each box
_SHARED_FOLDER = "/tmp/shm"
DEVICES = ("null", "full", "random", "urandom")  # not zero: mapped, it is shared memory that belongs to no process
# All that the lite tier lets a box read of /proc: /proc/self/net, for one, is the machine's.
_ABOUT_ITSELF = ("cmdline", "comm", "fd", "limits", "maps", "smaps", "smaps_rollup", "stat", "statm", "status")
_FAULT_STATUS = 70  # sysexits.h: internal software error
_LIFETIME_CPU_S = 4 * 3600  # a backstop only: the session judges time
_MOST_BOXES = 64  # of one user at a time
_PENDING_SIGNALS = 256  # and timers; the kernel keeps a record for each
MOST_FILES = 20_000  # of one box
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Readable:
    """What Landlock lets a box read (its whole root in the full tier), and the devices of a GPU."""

    files: list[str] = field(default_factory=list)
    list_only: list[str] = field(default_factory=list)
    gpu_devices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Spawn:
    """What the host asks of the template for one box. ``limits``: the fields of ``Limits`` enforced here."""

    limits: dict[str, int]
    tier: str
    device: str
    work: str
    readable: Readable


def supervise(spawn: Spawn, status: socket.socket, channel: socket.socket) -> None:
    """Run one box and report on ``status``: ``started`` with its pidfd, ``exit`` with wait status and CPU seconds."""
    full = spawn.tier == "full"
    os.setsid()
    if full:
        linux.die_with_parent()
        make_namespaces(spawn.limits["disk_mb"])
    else:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    ours, its = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        _become_box(spawn, status, channel, its)
    channel.close()
    its.close()
    box = os.pidfd_open(pid)
    socket.send_fds(status, [b'{"event": "started"}'], [box])
    _wait_for_end(box, status, _listener(ours), spawn.limits["processes"])
    if not full:  # in the full tier all of the pid namespace dies with its first process, the box
        _kill_process_group(pid)
    _, wait_status = os.waitpid(pid, 0)
    if not full:
        linux.kill_descendants()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the box, and of orphans that fell to us
    report = {"event": "exit", "status": wait_status, "cpu_s": used.ru_utime + used.ru_stime}
    with contextlib.suppress(OSError):  # the host may have let go of the box
        status.send(json.dumps(report).encode())
    if not full:
        linux.remove_tree(spawn.work)  # after the report, for a learner may have made it large


def make_namespaces(disk_mb: int) -> None:
    uid, gid = os.getuid(), os.getgid()
    linux.unshare(
        linux.NEW_USER | linux.NEW_MOUNTS | linux.NEW_PIDS | linux.NEW_IPC | linux.NEW_NETWORK | linux.NEW_UTS
    )
    linux.map_own_ids(uid, gid)
    linux.make_mounts_private()
    linux.mount_tmpfs("/tmp", disk_mb * 1024, mode=0o700, files=MOST_FILES)
    for folder in (WORK_FOLDER, _SHARED_FOLDER):
        os.mkdir(folder, 0o700)
    linux.mount(_SHARED_FOLDER, "/dev/shm", flags=linux.MS_BIND)  # one file system, so one size


def _listener(ours: socket.socket) -> int | None:
    """Where the box asks about new processes; None where it does not, or did not get that far."""
    _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    ours.close()
    return descriptors[0] if descriptors else None


def _wait_for_end(box: int, status: socket.socket, listener: int | None, most_processes: int) -> None:
    """Until the box ends, or the host lets go of it (then end it); meanwhile answer what the box asks."""
    poll = select.poll()
    poll.register(box, select.POLLIN)
    poll.register(status, select.POLLIN | select.POLLHUP)
    if listener is not None:
        poll.register(listener, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if listener is None or ready != {listener}:
            break
        forks.answer(listener, most_processes)
    if listener is not None:
        os.close(listener)  # from now on nothing forks
    if box not in ready:
        signal.pidfd_send_signal(box, signal.SIGKILL)


def _kill_process_group(group: int) -> None:
    """At once, before any member can fork; those who left the group are dealt with afterwards."""
    with linux.unless_gone():
        os.killpg(group, signal.SIGKILL)


def _become_box(spawn: Spawn, status: socket.socket, channel: socket.socket, ours: socket.socket) -> NoReturn:
    """Confine this process for good, then answer the examiner. Reports ``confined`` or ``error``."""
    try:
        os.setpgid(0, 0)
        linux.die_with_parent()
        if spawn.tier == "full":
            linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
        _settle(spawn.work)
        _keep_only({status.fileno(), channel.fileno(), ours.fileno()})
        _limit(spawn, asked=_ask_about_forks(spawn, ours))
        ours.close()
        if spawn.tier != "none":
            _confine(spawn)
        status.send(b'{"event": "confined"}')
        status.close()
    except BaseException:
        status.send(json.dumps({"event": "error", "text": traceback.format_exc()}).encode())
        os._exit(_FAULT_STATUS)
    try:
        from . import candidate, draws

        draws.begin()
        settings: dict[str, Any] = {"device": spawn.device, "tier": spawn.tier, **spawn.limits}
        candidate.main(channel, settings)
    finally:
        os._exit(_FAULT_STATUS)


def _settle(work: str) -> None:
    """Everything that looks for a home finds the private work folder."""
    os.umask(0o077)
    os.makedirs(work, exist_ok=True)
    os.chdir(work)
    os.environ.update(home_variables(work))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # for good: see seccomp.py
    with contextlib.suppress(OSError):  # should memory run out, this goes before anything of the host's
        Path("/proc/self/oom_score_adj").write_text("1000")


def home_variables(work: str) -> dict[str, str]:
    inside = {"MPLCONFIGDIR": ".matplotlib", "IPYTHONDIR": ".ipython", "XDG_CACHE_HOME": ".cache"}
    return {"HOME": work, "TMPDIR": work, **{name: f"{work}/{folder}" for name, folder in inside.items()}}


def _keep_only(descriptors: set[int]) -> None:
    """Close every other file; standard input, output and error lead nowhere."""
    nowhere = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor > 2 and descriptor not in descriptors:
            with contextlib.suppress(OSError):  # the listing's own is closed by now
                os.close(descriptor)


def _ask_about_forks(spawn: Spawn, supervisor: socket.socket) -> bool:
    """Whether from now on the supervisor is asked about every new process; it is where no namespace counts them."""
    if spawn.tier != "lite":
        return False
    try:
        listener = seccomp.ask_about_forks()
    except OSError:  # in some containers the container's manager is asked already
        return False
    socket.send_fds(supervisor, [b"l"], [listener])
    os.close(listener)
    return True


def _limit(spawn: Spawn, asked: bool) -> None:
    """``asked``: the supervisor counts this box's processes, so that the kernel's limit has room for other boxes'."""
    memory_mb = spawn.limits["memory_mb"]
    processes = spawn.limits["processes"] * (_MOST_BOXES if asked else 1)
    processes += _tasks_of_this_user() if spawn.tier != "full" else 2
    limits = {
        resource.RLIMIT_CPU: _LIFETIME_CPU_S,
        resource.RLIMIT_FSIZE: spawn.limits["disk_mb"] * _MEGABYTE,
        resource.RLIMIT_NOFILE: spawn.limits["open_files"],
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: _PENDING_SIGNALS,
        resource.RLIMIT_MEMLOCK: 64 * 1024,
    }
    # Torch alone holds 0.3 GB of writable address space (and maps 1.2 GB) before the first cell, hence the additions.
    # The watchdog holds the box to memory_mb; these make one giant allocation an exception at once.
    if spawn.device == "cpu":  # CUDA reserves address space far beyond any limit
        limits[resource.RLIMIT_DATA] = (memory_mb + 1024) * _MEGABYTE
        limits[resource.RLIMIT_AS] = (2 * memory_mb + 4096) * _MEGABYTE
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def _tasks_of_this_user() -> int:
    """Threads the user already has: outside a user namespace of its own a box is counted together with them."""
    uid, count = os.getuid(), 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):  # it ended while we looked
                if os.stat(f"/proc/{entry}").st_uid == uid:
                    count += len(os.listdir(f"/proc/{entry}/task"))
    return count


def _confine(spawn: Spawn) -> None:
    full = spawn.tier == "full"
    linux.drop_capabilities()
    abi = landlock.version()
    if abi or not full:  # the full tier's root holds nothing else, with or without Landlock
        devices = [f"/dev/{name}" for name in DEVICES]
        landlock.restrict(
            read=["/"] if full else [*spawn.readable.files, *(f"/proc/self/{name}" for name in _ABOUT_ITSELF)],
            write=["/tmp", "/dev/shm"] if full else [spawn.work],
            list_only=spawn.readable.list_only,
            devices=devices + spawn.readable.gpu_devices,
        )
    seccomp.restrict(namespaces=full, signal_self_only=not full and abi < 6)
