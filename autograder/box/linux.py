"""Linux system calls that Python has no function for, by ctypes: namespaces, mounts, capabilities, process trees.

All of them raise ``OSError`` with the call's name. Linux on x86_64 and aarch64.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import time
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
MACHINE = platform.machine()
X86 = MACHINE == "x86_64"

NEW_MOUNTS, NEW_UTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NETWORK = (
    0x0002_0000,
    0x0400_0000,
    0x0800_0000,
    0x1000_0000,
    0x2000_0000,
    0x4000_0000,
)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_NR_PIVOT_ROOT, _NR_CAPSET, _NR_MOUNT_SETATTR = (155, 126, 442) if X86 else (41, 91, 442)


def check(result: int, what: str) -> int:
    """The result of a C call; a negative one becomes the OSError that errno names."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: object) -> int:
    """A raw system call; integers are passed as longs, bytes as pointers. Negative: see errno."""
    return _libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


def prctl(option: int, value: int = 0, third: int = 0) -> None:
    words = [ctypes.c_ulong(word) for word in (value, third, 0, 0)]
    check(_libc.prctl(ctypes.c_int(option), *words), f"prctl({option}, {value})")


def die_with_parent() -> None:
    """Ask for SIGKILL when the thread that forked us ends. A later change of user ids cancels it."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def unshare(flags: int) -> None:
    check(_libc.unshare(ctypes.c_int(flags)), f"unshare({flags:#x})")


def map_own_ids(uid: int, gid: int) -> None:
    """In a new user namespace: the ids mean what they meant outside. Call right after the unshare."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        # os.write, not open().write(): a file object's close would swallow the EPERM.
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def mount(source: str | Path, target: str | Path, kind: str = "", flags: int = 0, options: str = "") -> None:
    words = (os.fsencode(source), os.fsencode(target), kind.encode() or None)
    result = _libc.mount(*words, ctypes.c_ulong(flags), options.encode() or None)
    check(result, f"mount({source}, {target}, {kind or flags})")


def make_mounts_private() -> None:
    """No mount made from now on is seen outside this mount namespace, nor the other way round."""
    mount("none", "/", flags=MS_REC | MS_PRIVATE)


def mount_tmpfs(target: str | Path, size_kb: int, mode: int, files: int, readonly: bool = False) -> None:
    flags = MS_NOSUID | MS_NODEV | (MS_RDONLY if readonly else 0)
    mount("tmpfs", target, "tmpfs", flags, f"size={size_kb}k,nr_inodes={files},mode={mode:o}")


def make_readonly(target: str | Path, recursive: bool) -> None:
    """Adds read-only, no set-uid and no devices to a mount and, if asked, to all below it (Linux 5.12)."""
    attributes = struct.pack("=QQQQ", MS_RDONLY | MS_NOSUID | MS_NODEV, 0, 0, 0)
    at = _AT_RECURSIVE if recursive else 0
    words = (_AT_FDCWD, os.fsencode(target), at, attributes, len(attributes))
    check(syscall(_NR_MOUNT_SETATTR, *words), f"mount_setattr({target})")


def enter_root(root: str | Path) -> None:
    """Makes ``root``, a mount, the root folder, and lets go of the old one."""
    os.chdir(root)
    check(syscall(_NR_PIVOT_ROOT, b".", b"."), "pivot_root")
    check(_libc.umount2(b".", ctypes.c_int(_MNT_DETACH)), "umount2")
    os.chdir("/")


def drop_user(uid: int, gid: int) -> None:
    """Become an ordinary user for good, without capabilities; as root only."""
    _empty_bounding_set()
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def _empty_bounding_set() -> None:
    for capability in range(64):
        # Without CAP_SETPCAP the set stays: no_new_privs, set before any learner's code, makes up for it.
        if _libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            break


def drop_capabilities() -> None:
    """Give up every capability, and the right to regain one by running a program."""
    _empty_bounding_set()
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    version_3 = struct.pack("=Ii", 0x2008_0522, 0)
    check(syscall(_NR_CAPSET, version_3, bytes(24)), "capset")


def unless_gone() -> contextlib.suppress:
    """Around whatever is done to another process, which may end at any moment."""
    return contextlib.suppress(ProcessLookupError, PermissionError)


def thread_count() -> int:
    return len(os.listdir("/proc/self/task"))


def descendants(root: int) -> list[int]:
    """Host's ids of all processes below ``root``, parents before children. Unreadable ones are left out."""
    found: list[int] = []
    unvisited = [root]
    while unvisited:
        children = _children(unvisited.pop())
        found += children
        unvisited += children
    return found


def _children(pid: int) -> list[int]:
    children: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                children += map(int, file.read().split())
    except OSError:
        pass  # it ended while we looked
    return children


def kill_descendants(deadline_s: float = 20.0) -> None:
    """Kill and reap every process below this one, which must be a child subreaper. Beats a fork bomb.

    Killing one by one would lose against processes that fork faster than we kill, so each is first forbidden to fork
    and stopped, and the round repeats until no child is left. Gives up after ``deadline_s``.
    """
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        tree = descendants(os.getpid())
        for pid in tree:
            with unless_gone():
                resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))
                os.kill(pid, signal.SIGSTOP)
        for pid in tree:
            with unless_gone():
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.002)


def remove_tree(folder: str) -> None:
    """Delete a folder whose content a learner made, however deep and whatever its permissions; nobody may be at it.

    It walks with the working folder, which ends as ``/``, so no path grows long and nothing recurses. Symbolic links
    are deleted, never followed. Missing is fine.
    """
    if not os.path.isdir(folder):
        return
    os.chmod(folder, 0o700)
    os.chdir(folder)
    names: list[str] = []
    while True:
        if inner := _unlink_until_folder():
            os.chmod(inner, 0o700)
            os.chdir(inner)
            names.append(inner)
        elif names:
            os.chdir("..")
            os.rmdir(names.pop())
        else:
            break
    os.chdir("/")
    os.rmdir(folder)


def _unlink_until_folder() -> str | None:
    with os.scandir(".") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                return entry.name
            os.unlink(entry.name)
    return None
