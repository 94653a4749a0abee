"""A seccomp filter: system calls that no notebook needs are refused (linux/seccomp.h, classic BPF).

It closes what namespaces and Landlock leave open: sockets but those of one's own machine, kernel interfaces with a
large attack surface, memory and computing that the meter cannot see, and ways to make new namespaces.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import struct

from . import linux

# name: (x86_64, aarch64); None where the architecture has no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    # the kernel's keys, programs, counters and queues
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "fanotify_init": (300, 262),
    "vmsplice": (278, 75),
    "lookup_dcookie": (212, 18),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "personality": (135, 92),
    # memory and queues that belong to no process; a watch also tells the names of files that others make
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "io_setup": (206, 0),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # a session of one's own: what the kernel shares out by sessions, a box gets once
    "setsid": (112, 157),
    # the machine
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "vhangup": (153, 58),
}
# Without namespaces the files and processes of whoever runs the box are still there, and Landlock does not guard these.
_REFUSED_WITHOUT_NAMESPACES: dict[str, tuple[int | None, int | None]] = {
    # a file's permissions, owner, times and attributes
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    # another process's priority, cores and memory
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # a socket of any kind: it could call the services of whoever runs the box by their path; pairs remain
    "socket": (41, 198),
}
_SIGNALLING = {  # the target is their first argument
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
}
_PIDFD_SEND_SIGNAL = 424
_CLONE, _CLONE3, _SOCKET, _IOCTL, _PRCTL = (56, 435, 41, 16, 157) if linux.X86 else (220, 435, 198, 29, 167)
_SOCKETPAIR, _PRLIMIT = (53, 302) if linux.X86 else (199, 261)
_SECCOMP = 317 if linux.X86 else 277
_MMAP, _FCNTL, _SETSOCKOPT, _SIGACTION = (9, 72, 54, 13) if linux.X86 else (222, 25, 208, 134)
_ARCHITECTURE = 0xC000_003E if linux.X86 else 0xC000_00B7
_NEW_NAMESPACES = 0x7E02_0000  # MOUNTS, CGROUP, UTS, IPC, USER, PIDS, NETWORK
_TERMINAL_INPUT, _TERMINAL_PASTE, _SET_FILE_FLAGS, _SET_FILE_ATTRIBUTES = 0x5412, 0x541C, 0x4008_6602, 0x401C_5820
_REFUSED_REQUESTS = [_TERMINAL_INPUT, _TERMINAL_PASTE, _SET_FILE_FLAGS, _SET_FILE_ATTRIBUTES]
_MAP_TYPE, _MAP_SHARED, _MAP_ANONYMOUS, _SET_PIPE_SIZE = 0xF, 1, 0x20, 1031
_BUFFER_SIZES = [7, 8, 32, 33]  # SO_SNDBUF, SO_RCVBUF, and the two that root may force; in asm-generic/socket.h

_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL = 0x7FFF_0000, 0x8000_0000
_NUMBER, _ARCH, _ARGUMENT_0, _ARGUMENT_1, _ARGUMENT_2, _ARGUMENT_3 = 0, 4, 16, 24, 32, 40
_HIGH_HALF = 4
_Program = list[bytes]


def restrict(*, namespaces: bool, signal_self_only: bool) -> None:
    """Install the filter on this process and its future children.

    ``namespaces``: files, processes and network are the box's own; if not, more is refused, sockets among it.
    ``signal_self_only``: signals may go to this process only, for where neither a pid namespace nor Landlock (ABI 6)
    bounds them. Raises OSError.
    """
    program = _architecture() + _refused(_REFUSED)
    program += _sockets() if namespaces else _only_with_itself()
    if signal_self_only:
        program += _signals(os.getpid())
    program += _when(_CLONE, _refuse_bits(_ARGUMENT_0, _NEW_NAMESPACES))
    program += _when(_IOCTL, _refuse_values(_ARGUMENT_1, _REFUSED_REQUESTS))
    # A process that is not dumpable hides its memory from the watchdog.
    program += _when(_PRCTL, _refuse_values(_ARGUMENT_0, [linux.PR_SET_DUMPABLE]))
    program += _unseen_memory()
    program += _when(_SIGACTION, _unseen_children())
    program.append(_step(_RETURN, _ALLOW))
    _install(program)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """struct sock_filter; the jumps count steps to skip."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _refuse(number: int = errno.EPERM) -> bytes:
    return _step(_RETURN, 0x0005_0000 | number)


def _when(number: int, body: _Program) -> _Program:
    """``body`` for one system call; it must end in a return."""
    return [_step(_EQUAL, number, 0, len(body)), *body]


def _architecture() -> _Program:
    program = [_step(_LOAD, _ARCH), _step(_EQUAL, _ARCHITECTURE, 1, 0), _step(_RETURN, _KILL)]
    program.append(_step(_LOAD, _NUMBER))
    if linux.X86:  # the x32 numbers are second names for the same calls
        program += [_step(_AT_LEAST, 0x4000_0000, 0, 1), _step(_RETURN, _KILL)]
    return program


def _refused(calls: dict[str, tuple[int | None, int | None]]) -> _Program:
    program: _Program = []
    for x86, arm in calls.values():
        number = x86 if linux.X86 else arm
        if number is not None:
            program += _when(number, [_refuse()])
    # Its flags lie in memory, out of a filter's sight; the C library then falls back to clone.
    return program + _when(_CLONE3, [_refuse(errno.ENOSYS)])


def _sockets() -> _Program:
    """Those that go by the box's own files, which nothing else needs; AF_VSOCK, say, no network namespace confines."""
    own = _when(socket.AF_UNIX, [_step(_RETURN, _ALLOW)])
    return _when(_SOCKET, [_step(_LOAD, _ARGUMENT_0), *own, _refuse(errno.EAFNOSUPPORT)])


def _unseen_memory() -> _Program:
    """Shared memory without a file, whose pages stay when nobody has them mapped; buffers larger than is counted."""
    mask, shared = _MAP_TYPE | _MAP_ANONYMOUS, _MAP_SHARED | _MAP_ANONYMOUS
    mapping = [_step(_LOAD, _ARGUMENT_3), _step(_AND, mask), *_when(shared, [_refuse()]), _step(_RETURN, _ALLOW)]
    program = _when(_MMAP, mapping)
    program += _when(_FCNTL, _refuse_values(_ARGUMENT_1, [_SET_PIPE_SIZE]))
    return program + _when(_SETSOCKOPT, _refuse_values(_ARGUMENT_2, _BUFFER_SIZES))


def _unseen_children() -> _Program:
    """What SIGCHLD does may be asked, not set: where it is ignored, children take their CPU seconds with them."""
    asked = [_step(_LOAD, _ARGUMENT_1), _step(_EQUAL, 0, 0, 3), _step(_LOAD, _ARGUMENT_1 + _HIGH_HALF)]
    asked += [_step(_EQUAL, 0, 0, 1), _step(_RETURN, _ALLOW), _refuse()]
    return [_step(_LOAD, _ARGUMENT_0), *_when(signal.SIGCHLD, asked), _step(_RETURN, _ALLOW)]


def _only_with_itself() -> _Program:
    """No namespace bounds whom the box can reach, so it may neither call nor change anybody else."""
    program = _refused(_REFUSED_WITHOUT_NAMESPACES)
    # A pair of datagram sockets can still send to any path.
    stream_or_packets = [_step(_LOAD, _ARGUMENT_1), _step(_AND, 0xF)]
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        stream_or_packets += _when(kind, [_step(_RETURN, _ALLOW)])
    program += _when(_SOCKETPAIR, [*stream_or_packets, _refuse()])
    itself = [_step(_LOAD, _ARGUMENT_0), _step(_EQUAL, 0, 0, 1), _step(_RETURN, _ALLOW), _refuse()]
    return program + _when(_PRLIMIT, itself)


def _signals(own_pid: int) -> _Program:
    program = _when(_PIDFD_SEND_SIGNAL, [_refuse()])
    for x86, arm in _SIGNALLING.values():
        only_self = [
            _step(_LOAD, _ARGUMENT_0),
            _step(_EQUAL, own_pid, 0, 1),
            _step(_RETURN, _ALLOW),
            _refuse(),
        ]
        program += _when(x86 if linux.X86 else arm, only_self)
    return program


def _refuse_values(argument: int, values: list[int]) -> _Program:
    body = [_step(_LOAD, argument)]
    for value in values:
        body += _when(value, [_refuse()])
    return [*body, _step(_RETURN, _ALLOW)]


def _refuse_bits(argument: int, bits: int) -> _Program:
    test = _step(_ANY_BIT, bits, 0, 1)
    return [_step(_LOAD, argument), test, _refuse(), _step(_RETURN, _ALLOW)]


def ask_about_forks() -> int:
    """Have whoever holds the descriptor that this returns decide about each new process and thread, see ``forks.py``.

    Call before ``restrict``, and close the descriptor once it is handed over. Raises OSError, also where another filter
    of this process asks somebody already.
    """
    ask = _step(_RETURN, 0x7FC0_0000)
    calls = [_CLONE, *((57, 58) if linux.X86 else ())]  # fork and vfork
    program = _architecture()
    for number in calls:
        program += _when(number, [ask])
    return _install([*program, _step(_RETURN, _ALLOW)], flags=8)  # SECCOMP_FILTER_FLAG_NEW_LISTENER


def _install(program: _Program, flags: int = 0) -> int:
    steps = ctypes.create_string_buffer(b"".join(program))
    header = struct.pack("@HP", len(program), ctypes.addressof(steps))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    set_mode_filter = 1
    return linux.check(linux.syscall(_SECCOMP, set_mode_filter, flags, header), "seccomp")
