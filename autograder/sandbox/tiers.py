"""What this machine's kernel lets us enforce, found out by doing it.

Versions and settings are not asked: containers and hardened hosts refuse what their kernel could do. Each probe is the
real operation, in a process of its own: ``python -P -m autograder.sandbox.tiers NAME``.
"""

from __future__ import annotations

import errno
import functools
import os
import resource
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from autograder.box import landlock, linux, seccomp
from autograder.sandbox.errors import SandboxError

_TIMEOUT_S = 60.0
_ROOT = Path(__file__).resolve().parents[2]


class Tier(Enum):
    """``FULL``: a root, processes and network of its own. ``LITE``: Landlock, a system-call filter and limits only.

    ``NONE``: limits only, for notebooks whose author is trusted.
    """

    FULL = "full"
    LITE = "lite"
    NONE = "none"


NOT_IN_LITE = (
    "that a box cannot tell which files there are: of any path it can think of, it learns whether it exists, how large "
    "it is and when it was changed, though not what is in it",
    "that a box cannot tell which processes there are, by their numbers",
    "a disk of its own: what it writes is counted five times a second, and it is ended when that is too much",
)


@dataclass(frozen=True)
class Probe:
    """One thing the sandbox needs, whether it works here, why not, and what to do about it."""

    name: str
    ok: bool
    detail: str
    remedy: str


def best_tier() -> Tier:
    """The strongest tier that works here. Raises SandboxError, with what helps, where neither does."""
    probes = {probe.name: probe for probe in probe()}
    for tier in (Tier.FULL, Tier.LITE):
        if all(probes[name].ok for name in NEEDED[tier]):
            return tier
    failed = next(probes[name] for name in NEEDED[Tier.FULL] if not probes[name].ok)
    raise SandboxError(f"this machine cannot confine learners' code: {failed.name}: {failed.detail}", failed.remedy)


@functools.cache
def probe() -> list[Probe]:
    """Every probe, in the order in which one rests on another."""
    return [_run(name) for name in _PROBES]


def _run(name: str) -> Probe:
    arguments = [sys.executable, "-P", "-m", "autograder.sandbox.tiers", name]
    variables = {"PYTHONPATH": str(_ROOT)}
    try:
        done = subprocess.run(arguments, env=variables, capture_output=True, text=True, timeout=_TIMEOUT_S, cwd="/")
    except subprocess.TimeoutExpired:
        return Probe(name, False, f"no answer within {_TIMEOUT_S:g} s", _REMEDIES[name])
    ok = done.returncode == 0
    last_line = (done.stdout if ok else done.stderr).strip().rpartition("\n")[2]
    return Probe(name, ok, last_line, "" if ok else _REMEDIES[name])


def _namespaces() -> str:
    from autograder.sandbox.warden import unshare_template

    unshare_template()
    return "as root" if os.getuid() == 0 else "in a user namespace"


def _private_root() -> str:
    _namespaces()
    _in_child(_build_root)
    return "read-only, with only what is named"


def _build_root() -> None:
    from autograder.sandbox.environment import learner_environment
    from autograder.sandbox.warden import RootPlan, build_root

    e = learner_environment()
    build_root(RootPlan("full", e.python, list(e.system), list(e.hidden), e.packages, []))
    if os.path.exists(_ROOT / "autograder" / "sandbox"):
        raise RuntimeError("the repository is still there")


def _nested_namespaces() -> str:
    _namespaces()
    _in_child(_nest)
    return "user, mounts, processes, network, within those of the template"


def _nest() -> None:
    """What template and supervisor do, without a new root."""
    from autograder.box import supervisor
    from autograder.sandbox.warden import unused_uid

    linux.make_mounts_private()
    linux.mount("proc", "/proc", "proc")
    if os.getuid() == 0:
        uid = unused_uid()
        linux.drop_user(uid, uid)
        # A program started afresh may write its own uid_map again, as the template may; this one has to say so.
        linux.prctl(linux.PR_SET_DUMPABLE, 1)
    supervisor.make_namespaces(disk_mb=1)
    _in_child(lambda: linux.mount("proc", "/proc", "proc"))


def _landlock() -> str:
    abi = landlock.version()
    if abi == 0:
        raise OSError(errno.ENOSYS, "the kernel has no Landlock, or boots without it")
    if abi < 3:
        raise OSError(errno.ENOSYS, f"ABI {abi} lets files be truncated that may only be read")
    landlock.restrict(read=["/proc/self"], write=[])
    Path("/proc/self/stat").read_text()
    try:
        Path(__file__).read_text()
    except PermissionError:
        return f"ABI {abi}" + ("" if abi >= 6 else ": signals between processes are refused by the filter instead")
    raise RuntimeError("a forbidden file could be read")


def _system_call_filter() -> str:
    seccomp.restrict(namespaces=False, signal_self_only=False)
    socket.socketpair()
    try:
        socket.socket(socket.AF_UNIX).close()
    except PermissionError:
        return linux.MACHINE
    raise RuntimeError("a forbidden socket could be made")


def _process_handles() -> str:
    """pidfd, /proc/PID/task/TID/children and smaps_rollup: how boxes are watched and killed."""
    pid = os.fork()
    if pid == 0:
        signal.pause()
    handle = os.pidfd_open(pid)
    try:
        if pid not in linux.descendants(os.getpid()):
            raise RuntimeError("/proc does not list a process's children")
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        if "Pss:" not in rollup:
            raise RuntimeError("/proc does not tell a process's memory")
    finally:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.waitpid(pid, 0)
    return "started, listed, measured and killed one"


def _memory_limit() -> str:
    resource.setrlimit(resource.RLIMIT_DATA, (256 << 20, 256 << 20))
    try:
        bytearray(1 << 30)
    except MemoryError:
        return "per process; the host's watchdog adds up a whole box"
    raise RuntimeError("memory beyond the limit was granted")


def _in_child(action: Callable[[], None]) -> None:
    """In the first process of a new pid namespace, if one was just made. Raises what the action raised, as text."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            action()
        except BaseException as error:
            os.write(writer, traceback.format_exception_only(error)[-1].encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answer:
        problem = answer.read().decode()
    os.waitpid(pid, 0)
    if problem:
        raise RuntimeError(problem.strip())


_ALLOW_NAMESPACES = (
    "sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000, on Ubuntu also "
    "kernel.apparmor_restrict_unprivileged_userns=0; in a container: docker run --security-opt seccomp=unconfined "
    "--security-opt systempaths=unconfined --cap-add SYS_ADMIN"
)
_PROBES: dict[str, Callable[[], str]] = {
    "process handles": _process_handles,
    "memory limit": _memory_limit,
    "system-call filter": _system_call_filter,
    "landlock": _landlock,
    "namespaces": _namespaces,
    "private root": _private_root,
    "nested namespaces": _nested_namespaces,
}
_REMEDIES = {
    "process handles": "run on Linux 5.12 or later with /proc mounted",
    "memory limit": "run on Linux; setrlimit must not be refused",
    "system-call filter": "run on Linux on x86_64 or aarch64 with CONFIG_SECCOMP_FILTER",
    "landlock": "boot Linux 6.2 or later with landlock in the list of the kernel's parameter lsm=",
    "namespaces": _ALLOW_NAMESPACES,
    "private root": _ALLOW_NAMESPACES,
    "nested namespaces": _ALLOW_NAMESPACES,
}
_ALWAYS = ("process handles", "memory limit", "system-call filter")
NEEDED = {
    Tier.FULL: (*_ALWAYS, "namespaces", "private root", "nested namespaces"),
    Tier.LITE: (*_ALWAYS, "landlock"),
}


if __name__ == "__main__":
    print(_PROBES[sys.argv[1]]())  # noqa: T201 (it is how the parent learns the detail)
