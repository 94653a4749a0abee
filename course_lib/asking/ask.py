"""An answer, questioned: what every exercise can be asked, whoever asks.

``Ask`` puts one exercise's questions to one answer and expects the right result; or, once the answer is known to make
one named mistake, the result of that mistake (``slip``), as a teacher marks on from a wrong intermediate result.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Given, Outputs, Slip, is_real
from course_lib.asking.failed import Failed
from course_lib.asking.numbers import FLOATS, GRADIENT_DEPTH, floats, gradients, how_far_off, same
from course_lib.asking.patterns import of_numbers
from course_lib.asking.questions import Backend, Kept, Raised, Remote
from course_lib.asking.results import Flags, Number, kind_of, largest_at, tolerance
from course_lib.asking.unmodified import briefly, changed, unchanged

# What is said of a difference that has no name; a question that knows the likely cause says that instead.
_WRONG = {"value", "shape", "not_finite", "gradient"}
_MISREAD = {"type", "not_a_pair", "one_tensor", "not_a_list", "not_a_number", "not_whole"}
UNNAMED = frozenset(_WRONG | _MISREAD)


class Ask:
    """One exercise's questions to one answer. ``asked``: what they were about so far, oldest first."""

    def __init__(
        self, exercise: Exercise, backend: Backend, *, forbidden: Sequence[str] = (), slip: Slip | None = None
    ) -> None:
        self.exercise, self.slip = exercise, slip
        self.asked: list[Given] = []
        self._backend, self._forbidden = backend, list(forbidden)
        self._blame: str | None = None
        self._kept = 0

    # ------------------------------------------------------------ questions

    def __call__(self, *given: Any, named: bool = False) -> None:
        """The answer for these arguments is right. ``named``: else it is looked for among the likely mistakes."""
        self.expect(self.got(*given), given, named=named)

    def got(self, *given: Any) -> Any:
        """What the answer gives for these arguments. Failed with the exercise's own name for a refusal, or Raised."""
        self.asked.append(given)
        try:
            return self.call(*self.exercise.sent(*given))
        except Raised:
            refusal = self.exercise.refusal(*given)
            if refusal is not None and not isinstance(refusal, Failed):
                refusal = Failed(refusal)
            if refusal is not None:
                raise refusal from None
            raise

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Call the learner's function; what it returned."""
        return self._question("call", args, kwargs)

    def make(self, *args: Any, **kwargs: Any) -> Remote:
        """Call the learner's class and leave the result where it is."""
        remote = self._question("call", args, kwargs, keep=True)
        remote.forbidden = self._forbidden
        return remote

    def keep(self, value: Any) -> tuple[Kept, Remote]:
        """An argument that stays with the answer: pass the first; change it afterwards through the second."""
        self._kept -= 1
        return Kept(self._kept, value), Remote(self._backend, self._kept, self._forbidden)

    def exists(self) -> bool:
        """There is an object of the exercise's name."""
        return self._backend.question("find", self.exercise.name) is not None

    def _question(self, action: str, args: tuple, kwargs: dict[str, Any] | None = None, **fields: Any) -> Any:
        return self._backend.question(action, self.exercise.name, args, kwargs, forbidden=self._forbidden, **fields)

    # ------------------------------------------------------------ what is expected

    def want(self, *given: Any) -> Outputs:
        """The result to expect: the right one, or that of the one mistake that the answer is known to make."""
        if self.slip is not None:
            return self.slip.gives(*given)
        return self.exercise.outputs(self.exercise.right(*given))

    def expect(
        self,
        got: Any,
        given: Given,
        *,
        named: bool = False,
        dtype: torch.dtype = torch.float32,
        strict: torch.dtype | None = None,
    ) -> None:
        """``got`` is the result for these arguments, up to rounding in ``dtype``; ``strict``: of exactly this type."""
        with self._seen_on(given):
            found = self.exercise.read(got)
            self._compare(found, given, named, dtype)
            if strict is not None:
                for kind, one in zip(self.exercise.results, found, strict=True):
                    kind.strict(one, strict)

    def values(self, *rounds: Given) -> None:
        """The answer is right every time, and gives the same twice. Raises Failed otherwise, named after the
        mistake that explains all that came back."""
        got: list[Any] = []
        for given in rounds:
            try:
                with self._seen_on(given):
                    one = self._steady(given) if not got else self.got(*given)
                    self.exercise.read(one)
            except (Raised, Failed):
                if not self._wrong(rounds, [self.exercise.read(each) for each in got]):
                    raise
                break  # what came before is wrong already, and may have a name
            got.append(one)
        self.settle(rounds, got)

    def settle(self, rounds: Sequence[Given], got: Sequence[Any]) -> None:
        """What came back in these rounds is right; else Failed, named after the mistake that explains all of it."""
        found: list[Outputs] = []
        for given, one in zip(rounds, got, strict=False):
            with self._seen_on(given):
                found.append(self.exercise.read(one))
        wrong = self._wrong(rounds, found)
        if not wrong:
            return
        with self._seen_on(rounds[wrong[0]]):
            slip = self._explaining(rounds, found)
            if slip is not None:
                facts = self._difference(found[wrong[0]], rounds[wrong[0]]).facts
                followed = None if slip.key in self.exercise.hollow else slip
                raise Failed(slip.key, facts, slip=followed, explained=True, pattern=None)
            self._compare(found[wrong[0]], rounds[wrong[0]], True, torch.float32, self._over(rounds, found))

    def in_a_row(self, *rounds: Given) -> None:
        """Right for arguments that share a part; the result of an earlier call is told as one that was kept."""
        for place, given in enumerate(rounds):
            got = self.got(*given)
            try:
                self.expect(got, given)
            except Failed as failed:
                found = self.exercise.read(got)
                if any(self.exercise.alike(found, self.want(*before)) for before in rounds[:place]):
                    raise failed.named("remembers_calls") from None
                raise

    def expect_same(self, key: str, got: Any, plain: Any, what: str = "") -> None:
        """The same came out as ``plain``; else Failed as ``key``. ``what``: its name, if not the result's."""
        found, want = self.exercise.read(got), self.exercise.read(plain)
        for kind, one, other in zip(self.exercise.results, found, want, strict=True):
            if not kind.alike(one, other, torch.float32, self.exercise.depth):
                failed = kind.difference(one, other).named(key)
                raise Failed(key, failed.facts, what=what, pattern=None) if what else failed

    def raises(self, error: type[Exception], key: str, *given: Any) -> Raised:
        """What the answer raises for these arguments: ``error`` or a subclass. Raises Failed(key) otherwise."""
        self.asked.append(given)
        with self._seen_on(given):
            try:
                got = self.call(*self.exercise.sent(*given))
            except Raised as raised:
                if error.__name__ in raised.type_names:
                    return raised
                raise Failed(key, raised=str(raised)[:200], expected=error.__name__, line=raised.line) from None
            raise Failed(key, what="result", got=briefly(got), expected=error.__name__)

    def unmodified(self, *given: Any) -> None:
        """The call leaves its arguments as they were."""
        self.asked.append(given)
        args = self.exercise.sent(*given)
        _, after = self._question("call", args, {}, arguments_after=True)
        with self._seen_on(given):
            for name, before, now in zip(self.exercise.arguments, args, after, strict=False):
                if not callable(before) and not unchanged(before, now):
                    raise changed(name, before, now)

    def gradient(self, *given: Any, seed: int = 7) -> None:
        """The gradient of random combinations of the results reaches every argument that is learned."""
        self.asked.append(given)
        learned = self.exercise.arguments if self.exercise.learned is None else self.exercise.learned
        wrt = [i for i, value in enumerate(given) if is_real(value) and self.exercise.arguments[i] in learned]
        generator = torch.Generator().manual_seed(seed)

        def followed(*given: Any) -> Outputs:
            return self.want(*given)[: self.exercise.through]

        cotangents = [torch.randn(out.shape, generator=generator).to(torch.float32) for out in followed(*given)]
        with self._naming_writes(given):
            _, got = self._question("call", given, None, cotangents=cotangents, wrt=wrt)
        with self._seen_on(given):
            self.expect_gradients(got, gradients(followed, given, wrt, cotangents), wrt)

    @contextmanager
    def _naming_writes(self, given: Given) -> Iterator[None]:
        """Writing into an argument, which autograd refuses, is a mistake with a name."""
        try:
            yield
        except Raised as raised:
            if "in-place operation" in str(raised):
                seen: dict[str, Any] = {"raised": str(raised)[:200], "line": raised.line}
                raise Failed("mutated", explained=True, **seen).on(self.exercise.described(given)) from None
            raise

    def finite_gradient(self, *given: Any) -> None:
        """The gradient exists and is finite, whatever it is: where a computation falls into 0/0 it is NaN."""
        names = [name for name, value in zip(self.exercise.arguments, given, strict=False) if is_real(value)]
        with self._naming_writes(given):
            got = self.grads(names, *given)
        with self._seen_on(given):
            for name, grad in zip(names, got, strict=True):
                if grad is not None and not bool(grad.isfinite().all()):
                    raise Failed("not_finite", what=f"{name}.grad", got="nan", expected=str(tuple(grad.shape)))

    def grads(self, names: Sequence[str], *given: Any) -> list[Tensor | None]:
        """The gradients of the results' sum by the arguments of these names; None where one plays no part."""
        self.asked.append(given)
        wrt = [self.exercise.arguments.index(name) for name in names]
        cotangents = [torch.ones(out.shape, dtype=torch.float32) for out in self.want(*given)]
        return list(self._question("call", given, None, cotangents=cotangents, wrt=wrt)[1])

    def moves(self, names: Sequence[str], *given: Any) -> None:
        """A gradient, whatever its size, reaches each element of these arguments that has one: at a kink formulas that
        give the same result differ in it, but none may leave an element where it is."""
        wrt = [self.exercise.arguments.index(name) for name in names]
        cotangents = [torch.ones(out.shape, dtype=torch.float32) for out in self.want(*given)]
        right = gradients(self.want, given, wrt, cotangents)
        with self._seen_on(given):
            for name, grad, one in zip(names, self.grads(names, *given), right, strict=True):
                if bool((one != 0).any()) and (grad is None or bool((grad[one != 0] == 0).any())):
                    raise Failed("still_at_0", what=f"{name}.grad", got="0", expected="≠ 0")

    def expect_gradients(self, got: Sequence[Tensor | None], want: Sequence[Tensor], wrt: Sequence[int]) -> None:
        """Gradients by the arguments at these places, one by one."""
        if all(grad is None for grad in got):
            raise Failed("no_gradient")
        for index, grad, right in zip(wrt, got, want, strict=True):
            name = f"{self.exercise.arguments[index]}.grad"
            if grad is None or grad.shape != right.shape:
                seen: dict[str, Any] = {
                    "got": str(grad if grad is None else tuple(grad.shape)),
                    "expected": str(tuple(right.shape)),
                }
                raise Failed("gradient", what=name, **seen)
            allowed = tolerance(right, torch.float32, GRADIENT_DEPTH)
            gap = (grad.double() - right).abs().nan_to_num(nan=torch.inf)
            if bool((gap > allowed).any()):
                at = largest_at(gap)
                seen = {"got": f"{grad[tuple(at)].item():.5g}", "expected": f"{right[tuple(at)].item():.5g}"}
                raise Failed("gradient", what=name, where=str(at), **seen)

    def dtypes(self, *rounds: Given) -> None:
        """float32 stays float32; float64 stays float64, and as exact as it is."""
        off = 0.0
        imprecise: Failed | None = None
        for dtype, given in itertools.product(FLOATS, rounds):
            cast = floats(given, dtype)
            try:
                got = self.got(*cast)
            except Raised as raised:
                raise Failed("dtype_raised", **_raised(raised)).on(self.exercise.described(cast)) from None
            self.expect(got, cast, strict=dtype)  # wrong in any float is no matter of precision
            try:
                self.expect(got, cast, dtype=dtype)
            except Failed as failed:
                imprecise, off = imprecise or failed, max(off, how_far_off(self.exercise.read(got), self.want(*cast)))
        if imprecise is not None:  # its size tells float32's rounding from a small number that was added
            raise imprecise.named("float32_inside" if 1e-10 < off < 2e-6 else "epsilon")

    @contextmanager
    def blaming(self, key: str, *more: str) -> Iterator[None]:
        """What has no name of its own inside is named ``key``, an exception of the learner's too.

        ``more``: further keys that are named so.
        """
        before, self._blame = self._blame, key
        try:
            yield
        except Raised as raised:
            raise Failed(key, **_raised(raised)) from None
        except Failed as failed:
            if failed.key in UNNAMED or failed.key in more:
                raise failed.named(key) from None
            raise
        finally:
            self._blame = before

    # ------------------------------------------------------------ how it is told

    @contextmanager
    def _seen_on(self, given: Given) -> Iterator[None]:
        try:
            yield
        except Failed as failed:
            raise failed.on(self.exercise.described(given)) from None
        except Raised as raised:
            raised.case = raised.case or self.exercise.described(given)
            raise

    def _steady(self, given: Given) -> Any:
        """What the answer gives; Failed("random") if it gives something else the second time."""
        first, second = self.got(*given), self.got(*given)
        self.steady(first, second)
        return first

    def steady(self, first: Any, second: Any) -> None:
        """Failed("random") unless the same call gave the same twice."""
        if not same(first, second):
            raise Failed("random", explained=True)

    def _wrong(self, rounds: Sequence[Given], found: Sequence[Outputs]) -> list[int]:
        """The rounds in which something else came back than expected."""
        pairs = zip(found, rounds, strict=False)
        return [i for i, (out, given) in enumerate(pairs) if not self.exercise.alike(out, self.want(*given))]

    def _explaining(self, rounds: Sequence[Given], found: Sequence[Outputs]) -> Slip | None:
        """The first likely mistake that explains everything that came back."""
        if self.slip is not None:
            return None
        columns = zip(*(self.exercise.slips(*given) for given in rounds[: len(found)]), strict=True)
        for column in columns:
            if all(
                value is not None and self.exercise.alike(out, value, loose=4.0)
                for out, (_, value) in zip(found, column, strict=True)
            ):
                return column[0][0]
        return None

    def _only_explaining(self, found: Outputs, given: Given, dtype: torch.dtype) -> str | None:
        """The likely mistake that explains what came back, if it is the only one and its result is far from right."""
        keys = {
            slip.key
            for slip, value in self.exercise.slips(*given)
            if value is not None and self.exercise.alike(found, value, dtype, loose=4.0)
        }
        right = self.exercise.outputs(self.exercise.right(*given))
        return keys.pop() if len(keys) == 1 and self.exercise.apart(found, right) else None

    def _over(self, rounds: Sequence[Given], found: Sequence[Outputs]) -> dict[str, Any]:
        """A pattern over the numbers of all rounds, which says more than one number."""
        if len(found) < 2 or not isinstance(self.exercise.results[0], Number) or len(self.exercise.results) > 1:
            return {}
        want = [float(self.want(*given)[0]) for given in rounds[: len(found)]]
        pattern = of_numbers([float(out[0]) for out in found], want)
        return {"pattern": pattern} if pattern else {}

    def _compare(
        self, found: Outputs, given: Given, named: bool, dtype: torch.dtype, seen: dict[str, Any] | None = None
    ) -> None:
        if self.exercise.alike(found, self.want(*given), dtype):
            return
        failed = self._difference(found, given, dtype)
        if named and self.slip is None and (key := self._only_explaining(found, given, dtype)):
            raise Failed(key, failed.facts, explained=True, pattern=None)
        symptom = self._symptom(found, given) if self.slip is None else None
        if isinstance(symptom, Failed):
            raise symptom
        raise Failed(symptom or failed.key, failed.facts, explained=symptom is not None, **(seen or {}))

    def _symptom(self, found: Outputs, given: Given) -> Failed | str | None:
        """What is seen of a result that no likely mistake explains, if it is of ordinary numbers."""
        for kind, one in zip(self.exercise.results, found, strict=True):
            if isinstance(one, Tensor) and (
                one.is_complex() or (one.dtype == torch.bool and not isinstance(kind, Flags))
            ):
                return None
        return self.exercise.symptom(found, given)

    def _difference(self, found: Outputs, given: Given, dtype: torch.dtype = torch.float32) -> Failed:
        """How the first result that is wrong differs from what it should be."""
        for kind, one, other in zip(self.exercise.results, found, self.want(*given), strict=True):
            if not kind.alike(one, other, dtype, self.exercise.depth):
                return kind.difference(one, other)
        return Failed("value")


def holds(question: Callable[..., object], *args: Any, **named: Any) -> bool:
    """Whether a question is answered well; another property tells if it is not."""
    try:
        question(*args, **named)
    except (Failed, Raised):
        return False
    return True


def state_of(module: Remote, expected: str, key: str = "names") -> dict[str, Tensor]:
    """The parameters and buffers of a learner's module, by name. Failed as ``key`` if there is no such thing."""
    try:
        state = module.state_dict()
    except Raised as raised:
        raise Failed(key, raised=str(raised)[:200], expected=expected, line=raised.line) from None
    if not isinstance(state, dict) or not all(isinstance(tensor, Tensor) for tensor in state.values()):
        raise Failed(key, what="state_dict()", got=kind_of(state), expected=expected)
    return state


def _raised(raised: Raised) -> dict[str, Any]:
    return {"raised": str(raised)[:300], "line": raised.line, "case": raised.case}
