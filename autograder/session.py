"""One box, driven from outside: run its cells, question its objects, and watch the clock while it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from autograder.box import wire
from autograder.box.supervisor import MOST_FILES
from autograder.cell_outputs import CellOutputs, size_of
from autograder.sandbox.limits import Limits
from autograder.sandbox.meter import Budget, Clock, Late
from autograder.sandbox.process import Box
from autograder.verdicts import Verdict
from course_lib.asking.normal import ARGUMENTS, RESULT, Bounds, TooMuch, normal
from course_lib.asking.questions import Callback, Complaint, Foreign, Kept, Linear, Raised, Remote

EXIT_WAIT_S = 5.0
OUTPUTS_FACTOR = 16


class Stopped(Exception):  # noqa: N818  (an outcome, not an error of ours)
    """The box is gone before its time; ``verdict`` says why. Never a fault of ours: that is GraderFault."""

    def __init__(self, verdict: Verdict, detail: str) -> None:
        super().__init__(f"{verdict}: {detail}")
        self.verdict, self.detail = verdict, detail


class GraderFault(Exception):  # noqa: N818
    """Something of ours failed. It is no judgement of the answer: the notebook is graded again."""


class ForbiddenFunction(Exception):  # noqa: N818
    """The learner's code called what the exercise forbids."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class CellResult:
    """What one cell showed: nbformat outputs, and the class name of what it raised, if it raised."""

    outputs: list[dict[str, Any]]
    error: str | None
    message: str = ""
    source: str = ""


def notebook_budget(limits: Limits) -> Budget:
    """The time of one notebook, whatever the number of its boxes."""
    return Budget("the notebook", limits.notebook_cpu_s, limits.wall_factor)


class Session:
    """The examiner's end of one box. Close it, or use it as a context manager.

    ``budget``: the time of the whole notebook, where several boxes share it.
    """

    def __init__(
        self, box: Box, limits: Limits, forbidden: list[str] | None = None, budget: Budget | None = None
    ) -> None:
        self._box, self._limits = box, limits
        self._number = self._nth = 0
        self._callbacks: dict[int, Callback] = {}
        self._clock = Clock(box)
        self._notebook = (budget or notebook_budget(limits)).begin(self._clock.usage)
        self._budgets = [self._notebook]
        self._shown_left = OUTPUTS_FACTOR * limits.output_kb * 1024
        self.alive = True
        self._begin(forbidden or [])

    def _begin(self, forbidden: list[str]) -> None:
        """Have the box watch the forbidden functions. No cell has run: whatever fails here is our fault."""
        try:
            self._send(wire.Settings(forbidden), [])
            ready, _ = self._converse(wire.CellDone, CellOutputs(self._limits.output_kb), self._limits.cell_cpu_s)
        except Stopped as stopped:
            raise GraderFault(f"the box did not begin: {stopped.detail}") from None
        if ready.error:
            self.close()
            raise GraderFault(f"the box did not begin: {ready.error}: {ready.message}")

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the box, whatever it is doing."""
        if self.alive:
            self.alive = False
            self._box.close()
            self._notebook.end(self._clock.last())

    @contextmanager
    def exercise(self) -> Iterator[None]:
        """Inside, all questions together have the time of one exercise."""
        self._budgets.append(self._budget("the exercise", self._limits.exercise_cpu_s))
        try:
            yield
        finally:
            self._budgets.pop()

    def begin_property(self) -> None:
        """What the answer draws from now on does not hang on what it was asked before."""
        self._nth = 0

    def run_cell(self, source: str) -> CellResult:
        """Run one cell. Raises Stopped when the box did not survive it."""
        outputs = CellOutputs(self._limits.output_kb)
        self._number += 1
        try:
            self._send(wire.Cell(self._number, wire.sayable(source)), [])
        except wire.ProtocolError as error:
            return CellResult([], "SyntaxError", str(error), source)
        done, _ = self._converse(wire.CellDone, outputs, self._limits.cell_cpu_s)
        return CellResult(outputs.joined(), done.error, done.message, source)

    def question(
        self,
        action: str,
        target: str | int,
        args: tuple = (),
        kwargs: dict[str, Any] | None = None,
        cotangents: list[torch.Tensor] | None = None,
        **fields: Any,
    ) -> Any:
        """Ask one question; the value that came back. Raises Raised, ForbiddenFunction, Stopped or GraderFault."""
        self._number += 1
        self._nth += 1
        encoder = wire.Encoder(self._special)
        tree = [*args] if action == "fill" else [list(args), kwargs or {}]
        message = wire.Question(
            self._number,
            action,
            target,
            arguments=encoder.encode(tree),
            cotangents=encoder.encode(cotangents),
            seed=self._nth,
            **fields,
        )
        self._send(message, encoder.buffers)
        reply, buffers = self._converse(wire.Reply, CellOutputs(self._limits.output_kb), self._limits.question_cpu_s)
        if reply.forbidden:
            raise ForbiddenFunction(reply.forbidden[0])
        if reply.raised and reply.raised[0] == "ForbiddenError":  # something of the course's, of which nothing is there
            raise ForbiddenFunction(reply.message.split(" ")[0][: wire.MAX_NAME])
        if reply.raised is not None:
            raise Raised(reply.raised, reply.message)
        try:
            value = self._decode(reply.value, buffers, RESULT)
        except TooMuch as error:
            raise Raised.unreadable(error) from None
        return self._formed(value, args, **fields)

    # ------------------------------------------------------------ the conversation

    def _send(self, message: wire.ToBox, buffers: list[bytes]) -> None:
        self._box.channel.settimeout(self._limits.question_cpu_s * self._limits.wall_factor)
        try:
            wire.send(self._box.channel, message, buffers)
        except TimeoutError:
            raise self._stop(Verdict.TIMED_OUT, "the box does not read what it is sent") from None
        except OSError:
            raise self._ended() from None

    def _converse(self, kind: type, outputs: CellOutputs, cpu_s: float) -> tuple[Any, list[bytearray]]:
        """Read until the message of ``kind`` arrives, taking outputs and calls of ours on the way."""
        budgets = [self._budget("this", cpu_s), *self._budgets]
        while True:
            try:
                message, buffers = wire.receive(self._box.channel, "examiner", lambda: self._clock.wait(budgets))
            except (EOFError, OSError):
                raise self._ended() from None
            except wire.ProtocolError as error:
                raise self._forged(error) from None
            except Late as late:
                raise self._stopped_late(late) from None
            if isinstance(message, wire.Output):
                self._shown_left -= size_of(message.output)
                if not outputs.take(message.output) or self._shown_left < 0:
                    raise self._stop(Verdict.TOO_MUCH_OUTPUT, f"more than {self._limits.output_kb} kB of output")
            elif isinstance(message, wire.CallbackCall):
                self._send(*self._called_back(message, buffers))
            elif isinstance(message, kind) and message.id == self._number:  # type: ignore[attr-defined]
                return message, buffers
            else:
                raise self._forged(wire.ProtocolError("an answer that nobody asked for"))

    def _budget(self, what: str, cpu_s: float) -> Budget:
        return Budget(what, cpu_s, self._limits.wall_factor).begin(self._clock.usage)

    def _called_back(self, call: wire.CallbackCall, buffers: list[bytearray]) -> tuple[wire.CallbackReply, list[bytes]]:
        """What our function gives for one call of the answer's, ready to be sent."""
        callback = self._callbacks.get(call.callback)
        methods = {"__call__": callback.function, **callback.methods} if callback else {}
        if callback is None or call.method not in methods:
            raise self._forged(wire.ProtocolError("a call of a function that was never given"))
        callback.calls += 1
        encoder = wire.Encoder(self._special)
        try:
            if callback.calls > callback.max_calls:
                raise Complaint(f"called more than {callback.max_calls} times")
            args, kwargs = self._decode(call.arguments, buffers, ARGUMENTS)  # refused before any of it is kept
            reply = wire.CallbackReply(call.id, encoder.encode(methods[call.method](*args, **kwargs)))
        except Complaint as complaint:
            said = str(complaint)
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            MemoryError,
            RuntimeError,
            TypeError,
            ValueError,
            wire.ProtocolError,
        ) as error:  # a call that does not fit the function
            said = f"{type(error).__name__}: {error}"
        else:
            return reply, encoder.buffers
        return wire.CallbackReply(call.id, complaint=said[: wire.MAX_TEXT]), []

    # ------------------------------------------------------------ how it ends early

    def _stop(self, verdict: Verdict, detail: str) -> Stopped:
        self._box.kill("killed")
        self.close()
        return Stopped(verdict, detail)

    def _forged(self, error: wire.ProtocolError) -> Stopped:
        return self._stop(Verdict.FORBIDDEN, f"spoke to the examiner out of turn: {error}")

    def _stopped_late(self, late: Late) -> Exception:
        stopped = self._stop(Verdict.TIMED_OUT, late.detail)
        return GraderFault(f"the machine was too busy: {late.detail}") if late.starved else stopped

    def _ended(self) -> Exception:
        """The channel closed: ask the box how it died."""
        ended = self._box.wait(EXIT_WAIT_S)
        self.close()
        if ended is None:
            return Stopped(Verdict.DIED, "the notebook's process closed the examiner's channel")
        match ended.why:
            case "memory":
                return Stopped(Verdict.OUT_OF_MEMORY, f"more than {self._limits.memory_mb} MB of memory")
            case "disk":
                return Stopped(Verdict.DIED, f"more than {self._limits.disk_mb} MB or {MOST_FILES} files on the disk")
            case "machine":
                return GraderFault("this machine had no memory left")
            case "killed":
                return GraderFault("the box was killed from outside")
        how = f"signal {ended.status}" if ended.why == "signalled" else f"exit status {ended.status}"
        return Stopped(Verdict.DIED, f"the notebook's process ended by itself ({how})")

    # ------------------------------------------------------------ values

    def _formed(
        self,
        value: Any,
        args: tuple,
        keep: bool = False,
        wrt: list[int] | None = None,
        arguments_after: bool = False,
        **_: Any,
    ) -> Any:
        """The value, if it has the form that the candidate gives to the answer of such a question."""
        match value:
            case Remote() if keep:
                return value
            case (_, list(grads)) if (
                wrt is not None
                and len(grads) == len(wrt)
                and all(_is_gradient(grad, args[index]) for grad, index in zip(grads, wrt, strict=True))
            ):
                return value
            case (_, list(after)) if arguments_after and len(after) == len(args):
                return value
        if keep or wrt is not None or arguments_after:
            raise self._forged(wire.ProtocolError("an answer of another form than the question's"))
        return value

    def _special(self, value: Any, encoder: wire.Encoder) -> list | None:
        match value:
            case Linear():
                return ["m", "Linear", encoder.encode(value.weight), encoder.encode(value.bias)]
            case Callback():
                number = next((n for n, known in self._callbacks.items() if known is value), len(self._callbacks) + 1)
                self._callbacks[number] = value
                return ["c", number, list(value.methods)]
            case Kept():
                return ["k", value.number, encoder.encode(value.value)]
            case Remote():
                return ["h", value.number]
        return None

    def _decode(self, tree: Any, buffers: list[bytearray], bounds: Bounds) -> Any:
        """The value in normal form. Raises TooMuch."""
        try:
            value = wire.Decoder(buffers, self._decode_special, foreign=Foreign).decode(tree)
        except wire.ProtocolError as error:
            raise self._forged(error) from None
        return normal(value, bounds, lambda each: each if type(each) in (Remote, Callback) else None)

    def _decode_special(self, tree: list, decoder: wire.Decoder) -> Any:
        match tree:
            case ["h", int(number)]:
                return Remote(self, number)
            case ["o", int(number)] if number in self._callbacks:
                return self._callbacks[number]
        raise wire.ProtocolError("an unknown tag")


def _is_gradient(value: Any, of: torch.Tensor) -> bool:
    """As autograd gives one: of its tensor's shape and type, or none."""
    return value is None or (isinstance(value, torch.Tensor) and (value.shape, value.dtype) == (of.shape, of.dtype))
