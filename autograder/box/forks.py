"""How many processes a box may have, where no namespace counts them: its supervisor is asked about each new one.

The kernel's own limit is of a user, and so of all boxes together: one learner could use it up for the others. So the
filter asks (``seccomp.ask_about_forks``) and the supervisor answers, after counting (linux/seccomp.h, seccomp_notif).
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct

from . import linux

_RECEIVE, _SEND = 0xC050_2100, 0xC018_2101
_NOTICE_BYTES = 80
_CONTINUE = 1


def answer(listener: int, most: int) -> None:
    """Answers one question: yes while the processes and threads below this process are fewer than ``most``.

    Several that are asked about at once may all be granted, so there can be twice as many for a moment, never more.
    """
    notice = bytearray(_NOTICE_BYTES)
    try:
        fcntl.ioctl(listener, _RECEIVE, notice)
        number = struct.unpack_from("=Q", notice)[0]
        granted = _tasks() < most
        reply = struct.pack("=QqiI", number, 0, 0 if granted else -errno.EAGAIN, _CONTINUE if granted else 0)
        fcntl.ioctl(listener, _SEND, reply)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.EINTR):  # whoever asked has ended, or was interrupted and asks anew
            raise


def _tasks() -> int:
    count = 0
    for pid in linux.descendants(os.getpid()):
        try:
            count += len(os.listdir(f"/proc/{pid}/task"))
        except OSError:
            count += 1  # it ended while we looked
    return count
