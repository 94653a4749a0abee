"""Can the examiner question a box about anything it needs to, and does it stay master of the conversation?"""

from collections.abc import Callable

import pytest
import torch
from asking import Ask

from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Template
from autograder.session import ForbiddenFunction, GraderFault, Session, Stopped
from autograder.verdicts import Verdict
from course_lib.asking.questions import Callback, Complaint, Linear, Raised

Open = Callable[..., Session]


def test_a_call_brings_back_what_the_function_returned(open_session: Open) -> None:
    ask = Ask(open_session("def f(x, *, scale=1.0): return {'twice': x * 2 * scale, (1, 2): [None, True, 'é']}"))
    value = ask.call("f", torch.tensor([1.0, 2.0]), scale=0.5)
    assert torch.equal(value["twice"], torch.tensor([1.0, 2.0])) and value[(1, 2)] == [None, True, "é"]


def test_a_namedtuple_arrives_as_the_tuple_it_is(open_session: Open) -> None:
    source = "from collections import namedtuple\nPair = namedtuple('Pair', 'a b')\ndef f(): return Pair(1, 2)"
    assert Ask(open_session(source)).call("f") == (1, 2)


def test_gradients_come_back_for_the_cotangents_given(open_session: Open) -> None:
    ask = Ask(open_session("def f(x, y): return x * y, x.detach() + y"))
    x, y = torch.tensor([2.0, 3.0]), torch.tensor([5.0, 7.0])
    _, (by_x, by_y) = ask.call_with_grads("f", (x, y), [0, 1], [torch.ones(2), torch.tensor([10.0, 20.0])])
    assert by_x is not None and torch.equal(by_x, y)
    assert by_y is not None and torch.equal(by_y, x + torch.tensor([10.0, 20.0]))


def test_a_missing_gradient_is_none(open_session: Open) -> None:
    ask = Ask(open_session("def f(x): return x.detach() * 2"))
    assert ask.call_with_grads("f", (torch.ones(2),), [0], [torch.ones(2)])[1] == [None]


def test_changed_arguments_are_seen(open_session: Open) -> None:
    ask = Ask(open_session("def f(x, n):\n    x.zero_()\n    n.append(3)"))
    _, (x, n) = ask.call_keeping_arguments("f", torch.ones(2), [1])
    assert torch.equal(x, torch.zeros(2)) and n == [1, 3]


def test_objects_are_made_loaded_called_and_read(open_session: Open) -> None:
    source = """
import torch
class Scaled(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner, self.uses = inner, 0
    def forward(self, x):
        self.uses += 1
        return 2 * self.inner(x)
"""
    ask = Ask(open_session(source))
    weight, bias, x = torch.randn(3, 2), torch.randn(3), torch.randn(4, 2)
    made = ask.make("Scaled", Linear(weight, bias))
    torch.testing.assert_close(made(x), 2 * (x @ weight.T + bias))
    assert made.get("uses") == 1 and set(made.state_dict()) == {"inner.weight", "inner.bias"}
    made.load_state_dict({"inner.weight": 0 * weight, "inner.bias": bias})
    torch.testing.assert_close(made(x), (2 * bias).expand(4, 3))
    with pytest.raises(Raised) as raised:
        made.load_state_dict({"inner.weight": weight})
    assert "RuntimeError" in raised.value.type_names


def test_a_tensor_can_be_changed_after_it_was_passed_or_handed_out(open_session: Open) -> None:
    source = "class Box:\n    def put(self, x): self.x = x\n    def out(self): return (self.x, 1)"
    ask = Ask(open_session(source))
    made = ask.make("Box")
    argument, handle = ask.keep(torch.zeros(2))
    made.call("put", argument)
    handle.fill(7.0)
    assert torch.equal(made.call("out")[0], torch.full((2,), 7.0))
    made.keep("out").fill(9.0, 0)
    assert torch.equal(made.call("out")[0], torch.full((2,), 9.0))


def test_calls_of_the_examiners_function_come_back_here(open_session: Open) -> None:
    seen: list[torch.Tensor] = []

    def model(tokens: torch.Tensor) -> torch.Tensor:
        seen.append(tokens)
        return tokens + 1

    ask = Ask(open_session("def f(model, x):\n    y = model(x)\n    return model(y), model.name('a')"))
    callback = Callback(model, methods={"name": lambda text: text * 2})
    value, name = ask.call("f", callback, torch.tensor([1]))
    assert value.item() == 3 and name == "aa" and callback.calls == 3
    assert [tokens.item() for tokens in seen] == [1, 2]


def test_a_callback_is_bounded_and_its_complaint_raised_there(open_session: Open) -> None:
    def refuse(_: object) -> None:
        raise Complaint("tokens must be 2-D")

    session = open_session(
        "def f(g):\n    try: g(1)\n    except ValueError as e: return str(e)\ndef loop(g):\n    while True: g(1)"
    )
    assert Ask(session).call("f", Callback(refuse)) == "tokens must be 2-D"
    with pytest.raises(Raised, match="more than 10 times"):
        Ask(session).call("loop", Callback(lambda x: x, max_calls=10))


def test_an_exception_arrives_by_class_and_message(open_session: Open) -> None:
    ask = Ask(open_session("class Mine(KeyError): pass\ndef f(): raise Mine('abc')"))
    with pytest.raises(Raised) as raised:
        ask.call("f")
    assert raised.value.type_names[:3] == ["Mine", "KeyError", "LookupError"] and "abc" in raised.value.message


@pytest.mark.parametrize(
    "body", ["raise SystemExit(0)", "raise KeyboardInterrupt", "raise GeneratorExit", "exit()", "input('?')"]
)
def test_no_exception_ends_the_conversation(open_session: Open, body: str) -> None:
    ask = Ask(open_session(f"def f():\n    {body}\ndef g(): return 1"))
    try:
        ask.call("f")
    except Raised:
        pass
    assert ask.call("g") == 1


STOPS = {
    "while True: pass": Verdict.TIMED_OUT,
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass": Verdict.TIMED_OUT,
    "sum(range(10**12))": Verdict.TIMED_OUT,
    "import time; time.sleep(1000)": Verdict.TIMED_OUT,
    "import os; os._exit(0)": Verdict.DIED,
    "import ctypes; ctypes.string_at(0)": Verdict.DIED,
    "import os; os.closerange(0, 256)": Verdict.DIED,
    "x = []\nwhile True: x.append(bytearray(b'1') * (100 << 20))": Verdict.OUT_OF_MEMORY,
    "while True: print('x' * 1000)": Verdict.TOO_MUCH_OUTPUT,
    "print('x' * (100 << 20))": Verdict.TOO_MUCH_OUTPUT,
    "while True: get_ipython().display_pub.publish({'text/plain': 'y' * 99999})": Verdict.TOO_MUCH_OUTPUT,
}


@pytest.mark.parametrize("source", STOPS)
def test_a_cell_that_does_not_end_is_stopped_with_its_verdict(open_session: Open, source: str) -> None:
    seconds = 10 if STOPS[source] is Verdict.OUT_OF_MEMORY else 1  # filling memory takes time
    session = open_session(limits=Limits(cell_cpu_s=seconds, question_cpu_s=1, wall_factor=2, memory_mb=700))
    if STOPS[source] is Verdict.OUT_OF_MEMORY:
        # Either the watchdog sees it, or the kernel refuses the next allocation: then the cell raises MemoryError.
        try:
            assert session.run_cell(source).error == "MemoryError"
        except Stopped as stopped:
            assert stopped.verdict is Verdict.OUT_OF_MEMORY
        return
    with pytest.raises(Stopped) as caught:
        session.run_cell(source)
    assert caught.value.verdict is STOPS[source] and not session.alive


FORGE = """
import os, socket, struct
def shout(payload):
    for name in os.listdir('/proc/self/fd'):
        try:
            os.write(int(name), payload)
        except OSError:
            pass
"""


@pytest.mark.parametrize("payload", [b"\xff\xff\xff\xff", b"\x05\x00\x00\x00score", b"\x00\x00\x00\x00"])
def test_a_forged_frame_is_told_from_an_answer(open_session: Open, payload: bytes) -> None:
    session = open_session(FORGE)
    with pytest.raises(Stopped) as caught:
        session.run_cell(f"shout({payload!r})")
    assert caught.value.verdict is Verdict.FORBIDDEN


def test_an_answer_before_its_question_is_refused(open_session: Open) -> None:
    source = f"""{FORGE}
import msgspec
def f():
    body = msgspec.msgpack.encode(([], {{'type': 'Reply', 'id': 99, 'value': True}}))
    shout(struct.pack('<I', len(body)) + body)
"""
    session = open_session(source)
    with pytest.raises(Stopped) as caught:
        Ask(session).call("f")
    assert caught.value.verdict is Verdict.FORBIDDEN


FUSED = "torch.ops.aten.scaled_dot_product_attention"
WAYS = [
    "return F.scaled_dot_product_attention(q, q, q)",
    "return getattr(F, 'scaled_dot_' + 'product_attention')(q, q, q)",
    "return torch.ops.aten.scaled_dot_product_attention(q, q, q)",
    "return torch.ops.aten.scaled_dot_product_attention.default(q, q, q)",
    "return torch._C._nn.scaled_dot_product_attention(q, q, q)",
    "out = []\n    t = threading.Thread(target=lambda: out.append(F.scaled_dot_product_attention(q, q, q)))\n"
    "    t.start(); t.join()\n    return out and out[0]",
    "try: F.scaled_dot_product_attention(q, q, q)\n    except Exception: pass\n    return q",
]


@pytest.mark.parametrize("body", WAYS)
def test_a_forbidden_function_is_noticed_from_wherever_it_is_taken(open_session: Open, body: str) -> None:
    source = f"import threading, torch, torch.nn.functional as F\ndef f(q):\n    {body}"
    session = open_session(source, forbidden=[FUSED])
    with pytest.raises(ForbiddenFunction, match=FUSED):
        Ask(session, [FUSED]).call("f", torch.ones(1, 2, 4))
    # Outside the exercise that forbids it, it works as ever: in cells, and in another exercise's questions.
    assert session.run_cell("f(torch.ones(1, 2, 4))").error is None
    Ask(session).call("f", torch.ones(1, 2, 4))


REFERENCE = "course_lib.attention.scaled_dot_product_attention"


@pytest.mark.parametrize(
    "source",
    [
        "from course_lib.attention import scaled_dot_product_attention as f",
        "import course_lib.attention as a\ndef f(*x): return getattr(a, 'scaled_dot_product_attention')(*x)",
        "import course_lib.attention as a, functools\nf = functools.partial(a.scaled_dot_product_attention)",
    ],
)
def test_the_reference_is_noticed(open_session: Open, source: str) -> None:
    q = torch.ones(1, 2, 4)
    with pytest.raises(ForbiddenFunction, match=REFERENCE):
        Ask(open_session(source)).call("f", q, q, q)


@pytest.mark.parametrize("made", ["in a cell", "in a question"])
def test_a_subclass_of_a_forbidden_class_is_noticed(open_session: Open, made: str) -> None:
    way = "torch.nn.MultiheadAttention"
    source = f"import torch\nclass Mine({way}):\n    def forward(self, x): return super().forward(x, x, x)[0]"
    call = "ONE = Mine(4, 2)\ndef f(x): return ONE(x)" if made == "in a cell" else "def f(x): return Mine(4, 2)"
    session = open_session(f"{source}\n{call}", forbidden=[way])
    with pytest.raises(ForbiddenFunction):
        Ask(session, [way]).call("f", torch.ones(2, 3, 4))


WHILE_ENCODED = [
    "class Lazy(dict):\n    def items(self): return [(1, fused(q))]\n",
    "class Lazy(tuple):\n    def __iter__(self): return iter([fused(q)])\n",
]


@pytest.mark.parametrize("lazy", WHILE_ENCODED, ids=["dict", "tuple"])
def test_a_forbidden_function_is_noticed_while_a_value_is_encoded(open_session: Open, lazy: str) -> None:
    called = "torch.nn.functional.scaled_dot_product_attention(q, q, q)"
    fused = f"import torch\nfused = lambda q: {called}\nq = torch.ones(1, 2, 4)"
    session = open_session(f"{fused}\n{lazy}\ndef f(x): return Lazy()", forbidden=[FUSED])
    with pytest.raises(ForbiddenFunction):
        Ask(session, [FUSED]).call("f", torch.ones(2))


def test_a_forbidden_function_is_noticed_in_a_finaliser(open_session: Open) -> None:
    source = """
import torch
class Late:
    def __del__(self): torch.nn.functional.scaled_dot_product_attention(*[torch.ones(1, 2, 4)] * 3)
def f(x):
    late = Late()
    del late
    return x
"""
    session = open_session(source, forbidden=[FUSED])
    with pytest.raises(ForbiddenFunction):
        Ask(session, [FUSED]).call("f", torch.ones(2))


@pytest.mark.parametrize(
    ("way", "call"),
    [
        (
            "torch.ops.aten.lstm",
            "torch.lstm(x[None], (x[None], x[None]), [w, w, b, b], True, 1, 0.0, False, False, False)",
        ),
        ("torch.ops.aten.lstm", "torch.nn.LSTM(2, 2)(x)"),
        (
            "torch.ops.aten.rnn_tanh",
            "torch.rnn_tanh(x[None], x[None], [w[:2], w[:2], b[:2], b[:2]], True, 1, 0.0, False, False, False)",
        ),
        ("torch.nn.attention.bias.CausalBias", "torch.nn.attention.bias.causal_lower_right(3, 3)"),
        (
            "torch.nn.Transformer.generate_square_subsequent_mask",
            "torch.nn.Transformer.generate_square_subsequent_mask(3)",
        ),
        (
            "torch.nn.Transformer.generate_square_subsequent_mask",
            "torch.nn.Transformer(2, 1, 1, 1).generate_square_subsequent_mask(3)",
        ),
    ],
)
def test_every_overload_and_every_owner_is_watched(open_session: Open, way: str, call: str) -> None:
    source = f"import torch, torch.nn.attention.bias\nw, b = torch.ones(8, 2), torch.ones(8)\ndef f(x): return {call}"
    session = open_session(source, forbidden=[way])
    with pytest.raises(ForbiddenFunction):
        Ask(session, [way]).call("f", torch.ones(1, 2))
    assert session.run_cell("f(torch.ones(1, 2))").error is None, "outside a question it works as ever"


def test_a_way_that_does_not_exist_is_a_fault_of_ours(open_session: Open) -> None:
    with pytest.raises((GraderFault, Stopped)):
        open_session(forbidden=["torch.nn.no_such_name"]).run_cell("1")


def test_outputs_hold_only_what_a_notebook_may_show(open_session: Open) -> None:
    source = """
from IPython.display import HTML, display
print('a'); print('b')
display(HTML('<script>alert(1)</script>'))
{'x': 1}
"""
    outputs = open_session().run_cell(source).outputs
    assert outputs[0] == {"output_type": "stream", "name": "stdout", "text": "a\nb\n"}
    assert outputs[1]["data"] == {"text/plain": "<IPython.core.display.HTML object>"}
    assert outputs[2]["data"] == {"text/plain": "{'x': 1}"}


@pytest.mark.parametrize("nap", ["sum(range(3 * 10**6))", "time.sleep(0.1)"])
def test_the_questions_of_one_exercise_share_one_budget(open_session: Open, nap: str) -> None:
    limits = Limits(question_cpu_s=1, exercise_cpu_s=0.3, wall_factor=2, memory_mb=700)
    session = open_session(f"import time\ndef f(): {nap}", limits=limits)
    ask = Ask(session)
    with pytest.raises(Stopped, match="the exercise") as caught, session.exercise():
        for _ in range(100):
            ask.call("f")
    assert caught.value.verdict is Verdict.TIMED_OUT


def test_a_notebook_as_a_whole_has_a_budget(open_session: Open) -> None:
    session = open_session(limits=Limits(notebook_cpu_s=0.5, memory_mb=700))
    with pytest.raises(Stopped, match="the notebook"):
        for _ in range(100):
            session.run_cell("sum(range(10**7))")


def test_outputs_have_a_budget_for_all_cells_together(open_session: Open) -> None:
    session = open_session(limits=Limits(output_kb=10, memory_mb=700))
    with pytest.raises(Stopped) as caught:
        for _ in range(100):
            session.run_cell("print('x' * 9000)")
    assert caught.value.verdict is Verdict.TOO_MUCH_OUTPUT


def test_a_forbidden_function_that_does_not_exist_is_our_fault(template: Template) -> None:
    limits = Limits()
    with pytest.raises(GraderFault, match="there is no torch"):
        Session(template.spawn(limits), limits, ["torch.no_such_thing"])
