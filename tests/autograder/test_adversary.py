"""Does odd or hostile code cost a right answer its marks, the host its memory, or us a fault that is not ours?"""

from collections.abc import Callable

import pytest
import torch
from asking import Ask

from autograder.box import wire
from autograder.box.wire import Foreign
from autograder.cell_outputs import CellOutputs
from autograder.session import ForbiddenFunction, Session, Stopped
from autograder.verdicts import Verdict
from course_lib.asking.questions import Callback, Raised

Open = Callable[..., Session]

CANDIDATE = "import sys, torch\ncandidate = sys.modules['box.candidate'].Candidate\n"


def travel(value: object) -> object:
    encoder = wire.Encoder()
    tree = encoder.encode(value)
    return wire.Decoder([bytearray(raw) for raw in encoder.buffers]).decode(tree)


@pytest.mark.parametrize(
    "view",
    [torch.arange(2.0)[::2], torch.ones(1, 4)[:, ::4], torch.complex(torch.ones(1, 1), torch.ones(1, 1)).imag],
    ids=lambda view: str(view.stride()),
)
def test_a_view_of_one_number_travels(view: torch.Tensor) -> None:
    got = travel(view)
    assert isinstance(got, torch.Tensor) and torch.equal(got, view)


class _Hiding(type):
    def __getattribute__(cls, name: str) -> object:
        raise RuntimeError("no")


class _Hidden(metaclass=_Hiding):
    pass


@pytest.mark.parametrize(
    "value",
    [10**6000, "\ud800", torch.zeros([1] * 17), torch.ones(2).to_sparse(), _Hidden()],
    ids=["number", "surrogate", "dimensions", "sparse", "class"],
)
def test_what_cannot_travel_arrives_as_foreign(value: object) -> None:
    assert isinstance(travel(value), Foreign)
    assert travel(10**1800) == 10**1800


UNSENDABLE = """
class Items(dict):
    def items(self): return [1, 2]
class Hiding(type):
    def __getattribute__(cls, name): raise RuntimeError("no")
class Hidden(Exception, metaclass=Hiding): pass
def items(): return Items()
def loop():
    x = []
    x.append(x)
    return x
def hidden(): raise Hidden
def surrogate(): raise ValueError("\\ud800")
"""


@pytest.mark.parametrize("name", ["items", "loop", "hidden", "surrogate"])
def test_an_answer_that_cannot_be_sent_is_raised_and_the_box_lives(open_session: Open, name: str) -> None:
    ask = Ask(open_session(f"{UNSENDABLE}\ndef f(): return 1"))
    with pytest.raises(Raised):
        ask.call(name)
    assert ask.call("f") == 1


def test_gradients_come_back_from_a_notebook_that_switched_them_off(open_session: Open) -> None:
    ask = Ask(open_session("import torch\ntorch.set_grad_enabled(False)\ndef f(x): return 3 * x"))
    (grad,) = ask.call_with_grads("f", (torch.ones(2),), [0], [torch.ones(2)])[1]
    assert grad is not None and torch.equal(grad, torch.full((2,), 3.0))


@pytest.mark.parametrize("source", ["import sys\nsys.stdout = None", "import sys\nsys.stdout.flush = None; 1/0"])
def test_a_box_outlives_its_standard_output(open_session: Open, source: str) -> None:
    session = open_session()
    session.run_cell(source)
    session.run_cell("1")
    assert session.alive


def test_what_a_question_printed_is_kept_from_the_next_cell(open_session: Open) -> None:
    session = open_session("def f(): print('secret')")
    Ask(session).call("f")
    assert session.run_cell("print('cell')").outputs[0]["text"] == "cell\n"


def test_what_a_question_drew_is_kept_from_the_next_cell(open_session: Open) -> None:
    session = open_session("import matplotlib.pyplot as plt\ndef f(): plt.figure(); plt.plot([1, 2])")
    Ask(session).call("f")
    assert session.run_cell("1 + 1").outputs[0]["data"] == {"text/plain": "2"}


@pytest.mark.parametrize("source", ["import random; random.seed = 42", "import torch; torch.manual_seed = 0"])
def test_a_box_outlives_a_seed_that_was_assigned(open_session: Open, source: str) -> None:
    assert Ask(open_session(f"{source}\ndef f(): return 1")).call("f") == 1


def test_text_that_utf8_cannot_say_can_be_printed(open_session: Open) -> None:
    assert open_session().run_cell("print('\\ud800')").outputs[0]["text"] == "?\n"


@pytest.mark.parametrize(
    "takeover",
    [
        "candidate._keep_if = lambda self, keep, value: value",
        "candidate._do = lambda self, question, decoder: ((),)",
        "torch.autograd.grad = lambda *args, **kwargs: (torch.ones(1),) * 7",
    ],
)
def test_an_answer_of_another_form_is_no_fault_of_ours(open_session: Open, takeover: str) -> None:
    ask = Ask(open_session(f"{CANDIDATE}{takeover}\ndef f(x): return x * 2"))
    questions: list[Callable[[], object]] = [
        lambda: ask.call_with_grads("f", (torch.ones(1),), [0], [torch.ones(1)]),
        lambda: ask.call_keeping_arguments("f", torch.ones(1)),
        lambda: ask.make("f", torch.ones(1)).keep("clone"),
    ]
    stopped = []
    for question in questions:
        try:
            question()
        except Stopped as caught:
            stopped.append(caught.verdict)
            break
        except Raised:
            continue
    assert stopped == [Verdict.FORBIDDEN]


@pytest.mark.parametrize("junk", ["[[]] * 100_000", "{'a': {'b': 'c'}}", "1.5"])
def test_an_output_that_no_notebook_has_is_refused(open_session: Open, junk: str) -> None:
    session = open_session("import sys, gc\nwire = sys.modules['box.wire']")
    source = f"me = next(o for o in gc.get_objects() if type(o).__name__ == 'Candidate')\njunk = {junk}"
    session.run_cell(source)
    with pytest.raises(Stopped) as caught:
        session.run_cell("me._send(wire.Output({'data': junk}), [])")
    assert caught.value.verdict is Verdict.FORBIDDEN


FORGED = {
    "sign": ["i", "--1"],
    "digits": ["i", "9" * 5000],
    "shape": ["t", 0, "float32", [0, 2**64 - 1], [0, 1]],
    "twice": ["l", ["t", 0, "bool", [0], [0]], ["t", 0, "bool", [0], [0]]],
}


@pytest.mark.parametrize("name", FORGED)
def test_a_value_that_no_encoder_makes_is_refused(name: str) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.Decoder([bytearray()]).decode(FORGED[name])


@pytest.mark.parametrize("source", ["x = '\ud800'", "x = 1 #" + "x" * wire.MAX_HEADER_BYTES])
def test_a_cell_that_cannot_be_sent_is_no_fault_of_ours(open_session: Open, source: str) -> None:
    session = open_session()
    session.run_cell(source)
    assert session.run_cell("1").error is None


def test_empty_texts_count_as_output() -> None:
    outputs = CellOutputs(limit_kb=100)
    assert not outputs.take({"output_type": "error", "traceback": [""] * 100_000})


@pytest.mark.parametrize("argument", ["10 ** 30", "'x' * 10", "None"])
def test_a_wrong_argument_for_the_examiners_function_is_the_learners_error(open_session: Open, argument: str) -> None:
    ask = Ask(open_session(f"def f(g): return g({argument})"))
    with pytest.raises(Raised):
        ask.call("f", Callback(lambda n: torch.zeros(1)[torch.tensor(n)]))


@pytest.mark.parametrize(
    "argument",
    ["torch.full((1, 1_000_000), -99)", "[0] * 50_000", "'x' * 100_000", "[[[[['x' * 30_000]]]]]"],
)
def test_more_than_an_exam_can_use_is_refused_before_it_is_kept(open_session: Open, argument: str) -> None:
    kept: list[object] = []
    source = f"import torch\ndef f(g):\n    try: g({argument})\n    except ValueError as e: return str(e)"
    assert "too many" in str(Ask(open_session(source)).call("f", Callback(kept.append)))
    assert kept == []


LONG = """
import sys
def f(): return 1
def raises(): raise type("E" * 5_000_000, (ValueError,), {})("m" * 5_000_000)
"""


def test_every_text_that_a_box_can_lengthen_is_cut_where_it_enters(open_session: Open) -> None:
    session = open_session(LONG)
    with pytest.raises(Raised) as caught:
        Ask(session).call("raises")
    assert len(str(caught.value)) < 2 * wire.MAX_TEXT + 100 and len(caught.value.type_names[0]) <= wire.MAX_NAME
    ended = session.run_cell("raises()")
    assert len(ended.error or "") <= wire.MAX_NAME and len(ended.message) <= wire.MAX_TEXT
    session.run_cell("sys.modules['box.guard'].Guard.close = lambda self: ['W' * 3_900_000]")
    with pytest.raises(ForbiddenFunction) as noticed:
        Ask(session).call("f")
    assert len(noticed.value.name) <= wire.MAX_NAME


@pytest.mark.parametrize("field", ["message", "forbidden", "raised"])
def test_a_longer_text_than_a_candidate_sends_is_forged(open_session: Open, field: str) -> None:
    session = open_session(f"{CANDIDATE}def f(): return 1")
    text = "'W' * 100_000" if field == "message" else "['W' * 100_000]"
    session.run_cell(
        "wire = sys.modules['box.wire']\n"
        f"candidate.answer = lambda self, q, b: (wire.Reply(q.id, **{{{field!r}: {text}}}), [])"
    )
    with pytest.raises(Stopped) as caught:
        Ask(session).call("f")
    assert caught.value.verdict is Verdict.FORBIDDEN and len(caught.value.detail) < 500


def test_a_reply_of_ours_that_is_too_large_is_the_learners_error(open_session: Open) -> None:
    ask = Ask(open_session("def f(g): return g(30)"))
    with pytest.raises(Raised):
        ask.call("f", Callback(lambda depth: _nested(depth)))


def _nested(depth: int) -> list:
    return [_nested(depth - 1)] if depth else []


def test_a_forbidden_operator_is_noticed_under_vmap(open_session: Open) -> None:
    way = "torch.ops.aten._scaled_dot_product_attention_math"
    source = f"import torch\ndef f(q): return torch.vmap(lambda q: {way}(q, q, q)[0])(q)"
    session = open_session(source, forbidden=[way])
    with pytest.raises(ForbiddenFunction, match=way):
        Ask(session, [way]).call("f", torch.ones(1, 2, 3, 4))
