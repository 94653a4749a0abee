"""The host's side of the box: the template that boxes are forked from, and one box's life from here."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autograder.sandbox.disk import DiskWatch
from autograder.sandbox.environment import Environment, landlock_rules, learner_environment
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.groups import Group, parent_of_groups
from autograder.sandbox.limits import Limits
from autograder.sandbox.meter import MachineMemory, Meter, Usage
from autograder.sandbox.tiers import Tier

Why = Literal["exited", "signalled", "memory", "disk", "machine", "killed"]

_START_TIMEOUT_S = 120.0  # importing torch from a cold disk
_SPAWN_TIMEOUT_S = 30.0
_END_TIMEOUT_S = 30.0
_WATCH_INTERVAL_S = 0.05
_ROOT = Path(__file__).resolve().parents[2]
# What a box reads in the lite tier besides its environment: torch and glibc ask how many cores there are.
_MACHINE = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu")


@dataclass(frozen=True)
class Exit:
    """How a box ended. ``status``: the exit code, or the signal if it was ended by one."""

    why: Why
    status: int
    peak_memory_mb: float
    cpu_s: float


class Template:
    """A warm process that boxes are forked from; one per worker, safe to use from several threads.

    ``max_memory_mb``: the most memory that a box of this template may be granted. Raises SandboxError if the sandbox
    cannot be made here, with what helps. ``device="cuda"`` is untested: no GPU was at hand.
    """

    def __init__(
        self,
        tier: Tier,
        *,
        device: str = "cpu",
        max_memory_mb: int = 4096,
        environment: Environment | None = None,
    ) -> None:
        self.tier, self.device, self.max_memory_mb = tier, device, max_memory_mb
        self._environment = environment or learner_environment(device)
        self._sending = threading.Lock()
        self._serial = 0
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as we do)
        self._control, far_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far_end:
            self._warden = _start_warden(far_end, self._log)
        try:
            self._scratch = self._hand_over_plan()
        except BaseException:
            self.close()
            raise
        readable, listable = landlock_rules(self._environment) if tier is Tier.LITE else ([], [])
        packages = [f"{self._scratch}/packages"] if readable else []
        self._readable = {
            "files": [*readable, *packages, *_MACHINE],
            "list_only": listable,
            "gpu_devices": list(self._environment.gpu_devices),
        }

    def _hand_over_plan(self) -> str:
        """Wait until the template is warm; the path of the warden's scratch folder, which the full tier has not."""
        environment = self._environment
        plan = {
            "tier": self.tier.value,
            "python": environment.python,
            "system": environment.system,
            "hidden": environment.hidden,
            "packages": environment.packages,
            "gpu_devices": environment.gpu_devices,
        }
        self._control.settimeout(_START_TIMEOUT_S)
        try:
            self._control.send(json.dumps(plan).encode())
            scratch = self._next_event("scratch")["path"]
            self._next_event("ready")
        except OSError as error:
            raise SandboxError(f"the template did not start: {error}\n{self._last_words()}") from error
        self._control.settimeout(None)
        return scratch

    def _next_event(self, expected: str) -> dict[str, str]:
        answer = self._control.recv(1 << 16)
        event = json.loads(answer) if answer else {"event": "end", "text": self._last_words()}
        if event["event"] != expected:
            raise SandboxError(f"the template did not start:\n{event['text']}", "autograder doctor")
        return event

    def _last_words(self) -> str:
        self._log.seek(0)
        return self._log.read()[-4000:].decode(errors="replace")

    def spawn(self, limits: Limits) -> Box:
        """Fork one box; it is fully confined and about to serve when this returns. Raises SandboxError."""
        if limits.memory_mb > self.max_memory_mb:
            raise SandboxError(f"memory_mb = {limits.memory_mb}, and this template grants {self.max_memory_mb}")
        status, far_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel, far_channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with far_status, far_channel:
            try:
                with self._sending:
                    request = self._request(limits)
                    descriptors = [far_status.fileno(), far_channel.fileno()]
                    socket.send_fds(self._control, [json.dumps(request).encode()], descriptors)
            except OSError as error:
                status.close()
                channel.close()
                raise SandboxError(f"the template is gone: {error}\n{self._last_words()}") from error
        return Box(status, channel, limits, self.tier, request["work"])

    def _request(self, limits: Limits) -> dict[str, Any]:
        self._serial += 1
        enforced = ("memory_mb", "processes", "open_files", "disk_mb")
        return {
            "limits": {name: value for name, value in dataclasses.asdict(limits).items() if name in enforced},
            "tier": self.tier.value,
            "device": self.device,
            "work": f"{self._scratch}/boxes/{self._serial}" if self._scratch else "/tmp/work",
            "readable": self._readable,
        }

    @property
    def pid(self) -> int:
        """Of the process that watches over the template and all its boxes."""
        return self._warden.pid

    def close(self) -> None:
        """Ends the template and every box of it."""
        self._control.close()
        try:
            self._warden.wait(_END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._warden.kill()
            self._warden.wait()
        self._log.close()

    def __enter__(self) -> Template:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _start_warden(control: socket.socket, log: Any) -> subprocess.Popen[bytes]:
    arguments = [
        sys.executable,
        "-P",
        "-m",
        "autograder.sandbox.warden",
        str(control.fileno()),
        str(os.getpid()),
    ]
    return subprocess.Popen(
        arguments,
        pass_fds=[control.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        env={"PYTHONPATH": str(_ROOT), "TMPDIR": tempfile.gettempdir()},
        start_new_session=True,  # Ctrl-C is for the host, which then closes us
    )


class Box:
    """One sandboxed process with all that it starts. ``channel``: a stream whose far end is the candidate's.

    ``work``: its work folder, in the lite tier on the host's disk.
    """

    def __init__(self, status: socket.socket, channel: socket.socket, limits: Limits, tier: Tier, work: str) -> None:
        self.channel = channel
        self._status, self._limits, self._tier = status, limits, tier
        self._killed_for: Why | None = None
        self._exit: Exit | None = None
        self._killing = threading.Lock()
        self._pidfd = -1
        try:
            self._pidfd = _await_confinement(status)
        except BaseException:
            status.close()
            channel.close()
            raise
        self._pid = _pid_of(self._pidfd)
        # It waits for the host's first message, so nothing of the learner's has run outside of the group.
        self._group = Group.around(self._pid, limits, parent_of_groups())
        self._meter = Meter(self._pid, self._group)
        self._machine = MachineMemory()
        self._disk = DiskWatch(work, limits.disk_mb, self._meter.processes) if tier is Tier.LITE else None
        self._closed = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name=f"watchdog of box {self._pid}", daemon=True)
        self._watchdog.start()

    def usage(self) -> Usage:
        """What the box has used until now. Not to be called by two threads at once."""
        return self._meter.usage()

    def memory_mb(self) -> float:
        """What the box holds now; nothing once it has ended."""
        return self._meter.memory_mb()

    def kill(self, why: Why) -> None:
        """Everything in the box dies. The first reason given is the one that ``wait`` reports."""
        with self._killing:
            if self._exit is None and self._pidfd >= 0:
                self._killed_for = self._killed_for or why
                with contextlib.suppress(ProcessLookupError):  # it may just have ended
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self, timeout_s: float) -> Exit | None:
        """How the box ended, or None if it still runs after ``timeout_s``. Raises SandboxError if the template died."""
        if self._exit is None:
            self._status.settimeout(max(timeout_s, 1e-3))
            try:
                report = self._status.recv(1 << 16)
            except TimeoutError:
                return None
            if not report:
                raise SandboxError("the supervisor of a box ended before its box")
            self._exit = self._judge(json.loads(report))
        return self._exit

    def _judge(self, report: dict[str, Any]) -> Exit:
        if report["event"] != "exit":
            raise SandboxError(f"the supervisor of a box failed:\n{report.get('text')}")
        code = os.waitstatus_to_exitcode(report["status"])
        why: Why = "exited" if code >= 0 else "signalled"
        if code == -signal.SIGKILL:
            # The first process of a pid namespace cannot be killed from within: it was the system, or a person.
            why = self._killed_for or ("killed" if self._tier is Tier.FULL else why)
            if self._group and self._group.ran_out_of_memory():
                why = "memory"
        return Exit(why, abs(code), self._meter.peak_mb, max(report["cpu_s"], self._meter.cpu_s()))

    def close(self) -> None:
        """Kill the box if it still runs, wait until nothing of it is left, and free what it held here."""
        if self._closed.is_set():
            return
        self.kill("killed")
        with contextlib.suppress(SandboxError, OSError):  # then nothing is left to wait for
            self.wait(_END_TIMEOUT_S)
        self._closed.set()
        self._watchdog.join()
        with self._killing:
            os.close(self._pidfd)
            self._pidfd = -1
        if self._group:
            self._group.close()
        self._status.close()
        self.channel.close()

    def _watch(self) -> None:
        while not self._closed.wait(_WATCH_INTERVAL_S) and self._exit is None:
            if self._meter.exceeds(self._limits.memory_mb):
                self.kill("memory")
            elif self._disk and self._disk.exceeded():
                self.kill("disk")
            elif self._machine.exhausted():
                self.kill("machine")

    def __enter__(self) -> Box:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _await_confinement(status: socket.socket) -> int:
    """Until the supervisor has sent the box's pidfd and the box has said that it is confined; in either order."""
    pidfd, missing = -1, {"started", "confined"}
    status.settimeout(_SPAWN_TIMEOUT_S)
    try:
        while missing:
            message, descriptors, _, _ = socket.recv_fds(status, 1 << 16, 1)
            pidfd = descriptors[0] if descriptors else pidfd
            event = json.loads(message) if message else {"event": "error", "text": "the template died"}
            if event["event"] not in missing:
                raise SandboxError(f"a box could not be made:\n{event.get('text', event)}", "autograder doctor")
            missing.remove(event["event"])
    except BaseException as error:
        if pidfd >= 0:
            os.close(pidfd)
        if isinstance(error, OSError):
            raise SandboxError(f"a box could not be made: {error}") from error
        raise
    return pidfd


def _pid_of(pidfd: int) -> int:
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise SandboxError("the box ended before it began")
