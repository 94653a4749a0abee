"""The process between the host and the template: makes the sandbox's root, starts the template in it, clears up.

Run as ``python -P -m autograder.sandbox.warden DESCRIPTOR HOST_PID``; the descriptor is one end of a SOCK_SEQPACKET
pair, over which the host sends a ``RootPlan`` as JSON and which the template then inherits. When the host or the
template ends, everything below the warden dies and its scratch folder is deleted. No learner's code runs in this
process; it keeps the host's view of the machine.
"""

from __future__ import annotations

import json
import os
import pwd
import select
import signal
import socket
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path

from autograder.box import linux
from autograder.box.supervisor import DEVICES, WORK_FOLDER, home_variables

LARGEST_PLAN = 1 << 17
PACKAGES_FOLDER = "/packages"  # in the full tier
_STAGING = "/tmp"  # any folder will do: a new root is put together on top of it, in a mount namespace of its own
_LINKS_INTO_USR = ("bin", "sbin", "lib", "lib32", "lib64")
_OWN_UIDS = range(64_000, 65_000)  # between what people and what services are given


@dataclass(frozen=True)
class RootPlan:
    """What the template is to find. The paths are those of ``Environment``."""

    tier: str
    python: str
    system: list[str]
    hidden: list[str]
    packages: dict[str, str]
    gpu_devices: list[str]


def main(descriptor: int, host_pid: int) -> int:
    control = socket.socket(fileno=descriptor)
    host = os.pidfd_open(host_pid)
    if os.getppid() != host_pid:  # it ended meanwhile, and the number may be another's
        return 1
    text = control.recv(LARGEST_PLAN)
    if not text:
        return 0
    plan = RootPlan(**json.loads(text))
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    scratch = "" if plan.tier == "full" else tempfile.mkdtemp(prefix="autograder-")
    try:
        control.send(json.dumps({"event": "scratch", "path": scratch}).encode())
        if plan.tier == "full":
            unshare_template()
        template = os.fork()
        if template == 0:
            _become_template(plan, control, scratch)
        control.close()
        _wait_for_either(host, template)
        linux.kill_descendants()
        return 0
    finally:
        if scratch:
            linux.remove_tree(scratch)


def _wait_for_either(host: int, template: int) -> None:
    poll = select.poll()
    poll.register(host, select.POLLIN)
    poll.register(os.pidfd_open(template), select.POLLIN)
    poll.poll()


def _become_template(plan: RootPlan, control: socket.socket, scratch: str) -> None:
    try:
        os.umask(0o022)
        if plan.tier == "full":
            packages, work = PACKAGES_FOLDER, WORK_FOLDER
            build_root(plan)
        else:
            packages, work = f"{scratch}/packages", f"{scratch}/work"
            _link_packages(plan, scratch)
        if plan.tier != "none" and os.getuid() == 0:
            _drop_root(scratch)
        _must_be_readable([plan.python, *(f"{packages}/{name}" for name in plan.packages)])
        linux.die_with_parent()
        os.chdir("/")
        os.makedirs(work, exist_ok=True)
        descriptor = os.dup(control.fileno())
        os.set_inheritable(descriptor, True)
        arguments = [plan.python, "-P", "-S", "-B", "-m", "box.template", str(descriptor)]
        os.execve(plan.python, arguments, _variables(packages, work))
    except BaseException:
        control.send(json.dumps({"event": "error", "text": traceback.format_exc()}).encode())
    finally:
        os._exit(1)


def _variables(packages: str, work: str) -> dict[str, str]:
    """The template's whole environment; nothing of the host's is in it."""
    one_thread = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
    return {
        "PYTHONPATH": packages,
        "PYTHONHASHSEED": "0",  # the same order of a set in every box
        "PYTHONUNBUFFERED": "1",
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "USER": "learner",
        "LOGNAME": "learner",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        **one_thread,
        **home_variables(work),
    }


def unshare_template() -> None:
    """New namespaces for the next fork; as root without a user namespace, so that what only root may read binds."""
    flags = linux.NEW_MOUNTS | linux.NEW_PIDS | linux.NEW_IPC | linux.NEW_NETWORK | linux.NEW_UTS
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        linux.unshare(flags)
    else:
        linux.unshare(flags | linux.NEW_USER)
        linux.map_own_ids(uid, gid)


def build_root(plan: RootPlan) -> None:
    """A read-only root that holds what the plan names and nothing else; this process then lives in it.

    Call as the first process of the new pid namespace. Folders on the way are made anew, mode 0755, so whoever
    traverses them does not depend on the permissions of, say, somebody's home.
    """
    linux.make_mounts_private()
    socket.sethostname("box")
    sources = {path: path for path in [*plan.system, *plan.gpu_devices]}
    sources |= {f"{PACKAGES_FOLDER}/{name}": path for name, path in plan.packages.items()}
    devices = {f"/dev/{name}": f"/dev/{name}" for name in DEVICES}
    # Opened before the staging mount hides those below it.
    opened = {target: os.open(path, os.O_PATH) for target, path in {**sources, **devices}.items()}
    linux.mount_tmpfs(_STAGING, size_kb=16 << 10, mode=0o755, files=20_000)
    for target, descriptor in opened.items():
        _bind(descriptor, _STAGING + target, readonly=target in sources and target not in plan.gpu_devices)
        os.close(descriptor)
    for folder in plan.hidden:
        linux.mount_tmpfs(_STAGING + folder, size_kb=4, mode=0o555, files=2, readonly=True)
    _finish_root()
    linux.enter_root(_STAGING)
    linux.make_readonly("/", recursive=False)


def _bind(source: int, target: str, readonly: bool) -> None:
    path = f"/proc/self/fd/{source}"
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).touch()
    linux.mount(path, target, flags=linux.MS_BIND | linux.MS_REC)
    if readonly:
        linux.make_readonly(target, recursive=True)


def _finish_root() -> None:
    for name in _LINKS_INTO_USR:
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), f"{_STAGING}/{name}")
    for folder in ("tmp", "dev/shm", "proc"):
        os.makedirs(f"{_STAGING}/{folder}", exist_ok=True)
    for name, target in {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        os.symlink(f"/proc/self/{target}", f"{_STAGING}/dev/{name}")
    linux.mount("proc", f"{_STAGING}/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    # The template's own; every box covers it with one of its own.
    linux.mount_tmpfs(f"{_STAGING}/tmp", size_kb=16 << 10, mode=0o1777, files=2_000)


def _link_packages(plan: RootPlan, scratch: str) -> None:
    os.chmod(scratch, 0o755)
    os.mkdir(f"{scratch}/packages")
    for name, path in plan.packages.items():
        os.symlink(path, f"{scratch}/packages/{name}")
    for folder in ("work", "boxes"):
        os.mkdir(f"{scratch}/{folder}", 0o700)


def _drop_root(scratch: str) -> None:
    uid = unused_uid()
    if scratch:
        for folder in ("work", "boxes"):
            os.chown(f"{scratch}/{folder}", uid, uid)
    linux.drop_user(uid, uid)


def _must_be_readable(paths: list[str]) -> None:
    for path in paths:
        if not os.access(path, os.R_OK):
            where = f"{path} is out of reach for the user that boxes run as"
            raise PermissionError(f"{where}: install Python and the course outside of private homes")


def unused_uid() -> int:
    """A user id that belongs to nobody and that no process of this pid namespace has."""
    taken = {entry.pw_uid for entry in pwd.getpwall()} if os.path.exists("/etc/passwd") else set()
    taken |= {os.stat(f"/proc/{name}").st_uid for name in os.listdir("/proc") if name.isdigit()}
    return next(uid for uid in _OWN_UIDS if uid not in taken)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the host's affair
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
