"""The warm process that boxes are forked from: everything imported, one thread, nothing computed, CUDA untouched.

Run as ``python -P -S -m box.template DESCRIPTOR``; the descriptor is one end of a SOCK_SEQPACKET pair. Each request is
a JSON ``Spawn`` with two sockets attached: the box's status socket and its channel. Ends when the pair does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import site
import socket
import sys
import traceback

from . import linux
from .supervisor import Readable, Spawn, supervise

_LARGEST_REQUEST = 1 << 17
# Imported late, each would cost every box; what they import in turn is warmed by candidate.prepare().
_WARM = (
    "numpy",
    "numpy.random",
    "torch",
    "torch.fx.experimental.symbolic_shapes",  # torch.autograd.grad imports it, and sympy with it: 0.2 s
    "torch.nn.attention.flex_attention",
    "matplotlib.pyplot",
    "IPython",
    "course_lib.checks",
)


def main(descriptor: int) -> None:
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    try:
        _warm_up()
    except BaseException:
        control.send(json.dumps({"event": "error", "text": traceback.format_exc()}).encode())
        raise
    control.send(b'{"event": "ready"}')
    while True:
        select.select([control], [], [], 1.0)
        _reap()
        try:
            request, descriptors, _, _ = socket.recv_fds(control, _LARGEST_REQUEST, 2, socket.MSG_DONTWAIT)
        except BlockingIOError:
            continue
        if not request:
            return
        _fork_supervisor(control, request, descriptors)


def _warm_up() -> None:
    for builtin in (site.setquit, site.setcopyright, site.sethelper):  # what -S left out
        builtin()
    for name in _WARM:
        importlib.import_module(name)
    import torch

    from . import candidate

    torch.set_num_threads(1)
    candidate.prepare()
    _must_be_forkable()
    gc.collect()
    gc.freeze()  # a collection in a box must not copy the template's pages


def _must_be_forkable() -> None:
    import torch

    threads = linux.thread_count()
    if threads != 1:
        raise RuntimeError(f"the template has {threads} threads: a fork would lose all but one of them")
    if torch.cuda.is_initialized():
        raise RuntimeError("CUDA is initialised in the template: its forks could not use it")


def _fork_supervisor(control: socket.socket, request: bytes, descriptors: list[int]) -> None:
    status, channel = (socket.socket(fileno=descriptor) for descriptor in descriptors)
    try:
        _must_be_forkable()
        if os.fork() == 0:
            control.close()
            _supervise(request, status, channel)
    except BaseException:
        _report_error(status)
    finally:
        status.close()
        channel.close()


def _supervise(request: bytes, status: socket.socket, channel: socket.socket) -> None:
    try:
        fields = json.loads(request)
        supervise(Spawn(**{**fields, "readable": Readable(**fields["readable"])}), status, channel)
    except BaseException:
        _report_error(status)
    finally:
        os._exit(0)


def _report_error(status: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the host may have let go of the box
        status.send(json.dumps({"event": "error", "text": traceback.format_exc()[-4000:]}).encode())


def _reap() -> None:
    """Supervisors that ended, and in the full tier, where the template is the first process, orphans."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the host's affair
    main(int(sys.argv[1]))
