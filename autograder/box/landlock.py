"""Landlock: a process gives up, for good, every file it was not allowed beforehand (linux/landlock.h)."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

from . import linux

_NR_CREATE, _NR_ADD, _NR_RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ_FILE, READ_DIR = 1, 2, 4, 8
_ALL_OF_ABI_1 = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_TCP_BIND_AND_CONNECT = 3
_ABSTRACT_SOCKETS_AND_SIGNALS = 3
_MEANINGFUL_FOR_FILES = _EXECUTE | _WRITE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _EXECUTE | _READ_FILE | READ_DIR


def version() -> int:
    """The kernel's Landlock ABI; 0: it has none, or it is switched off."""
    return max(linux.syscall(_NR_CREATE, None, 0, 1), 0)


def restrict(
    *,
    read: Iterable[str],
    write: Iterable[str],
    list_only: Iterable[str] = (),
    devices: Iterable[str] = (),
) -> None:
    """Confine this process and its future children to the given files and folders.

    ``read``: read and execute, with all below. ``write``: anything but making devices. ``list_only``: names of
    entries, here and below, no content. ``devices``: read, write and ioctl. No TCP at all (ABI 4). Signals and abstract
    sockets reach only processes confined with us (ABI 6). Paths that do not exist are passed over. Raises OSError.
    """
    abi = version()
    files = _ALL_OF_ABI_1 | (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0)
    files |= _IOCTL_DEV if abi >= 5 else 0
    words = [files]
    if abi >= 4:
        words.append(_TCP_BIND_AND_CONNECT)
    if abi >= 6:
        words.append(_ABSTRACT_SOCKETS_AND_SIGNALS)
    attributes = struct.pack(f"={len(words)}Q", *words)
    ruleset = linux.check(linux.syscall(_NR_CREATE, attributes, len(attributes), 0), "landlock_create_ruleset")
    write_access = files & ~(_IOCTL_DEV | _MAKE_CHAR | _MAKE_BLOCK)
    grants = [
        (read, _READ),
        (write, write_access),
        (list_only, READ_DIR),
        (devices, _READ | _WRITE | _IOCTL_DEV),
    ]
    for paths, access in grants:
        for path in paths:
            _allow(ruleset, path, access & files)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.check(linux.syscall(_NR_RESTRICT, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    beneath_path = 1
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            access &= _MEANINGFUL_FOR_FILES
        rule = struct.pack("=Qi", access, descriptor)
        linux.check(linux.syscall(_NR_ADD, ruleset, beneath_path, rule, 0), f"landlock_add_rule({path})")
    finally:
        os.close(descriptor)
