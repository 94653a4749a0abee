"""Does what is sent arrive as it was, and does nothing else get through?"""

import socket
import struct

import msgspec
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.box import wire


def round_trip(value: object) -> object:
    encoder = wire.Encoder()
    tree = encoder.encode(value)
    here, there = socket.socketpair()
    with here, there:
        wire.send(here, wire.Reply(1, tree), encoder.buffers)
        message, buffers = wire.receive(there, "examiner")
    return wire.Decoder(buffers).decode(message.value)


plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.tuples(plain), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None, max_examples=100)
@given(values)
def test_plain_values_arrive_equal(value: object) -> None:
    assert round_trip(value) == value


@pytest.mark.parametrize("dtype", wire.DTYPES.values(), ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)], ids=str)
def test_tensors_arrive_equal(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    tensor = (torch.randn(shape) * 3).to(dtype)
    arrived = round_trip(tensor)
    assert isinstance(arrived, torch.Tensor)
    assert arrived.dtype == dtype and torch.equal(arrived, tensor)


def test_strides_of_a_permuted_tensor_survive() -> None:
    tensor = torch.arange(24).reshape(2, 3, 4).permute(2, 0, 1)
    arrived = round_trip(tensor)
    assert isinstance(arrived, torch.Tensor) and arrived.stride() == tensor.stride()
    assert torch.equal(arrived, tensor)


def test_an_expanded_tensor_is_sent_whole() -> None:
    assert torch.equal(round_trip(torch.tensor([1.0, 2.0]).expand(3, 2)), torch.tensor([[1.0, 2.0]] * 3))  # type: ignore[arg-type]


class Hostile(torch.Tensor):
    """A subclass could compute anything when touched."""


@pytest.mark.parametrize(
    "value",
    [object(), {1, 2}, b"bytes", torch.eye(2).to_sparse(), torch.ones(2).as_subclass(Hostile)],
    ids=["object", "set", "bytes", "sparse", "subclass"],
)
def test_anything_else_arrives_as_a_description_only(value: object) -> None:
    assert isinstance(round_trip(value), wire.Foreign)


def test_a_repr_that_raises_is_survived() -> None:
    class Liar:
        def __repr__(self) -> str:
            raise SystemExit

    arrived = round_trip(Liar())
    assert isinstance(arrived, wire.Foreign) and "raises" in arrived.text


def frame(header: bytes, body: bytes = b"") -> bytes:
    return struct.pack("<I", len(header)) + header + body


def reply(value: object, sizes: list[int] | None = None) -> bytes:
    message = {"type": "Reply", "id": 1, "value": value}
    return msgspec.msgpack.encode((sizes or [], message))


HOSTILE_FRAMES = {
    "a length of 4 GB": struct.pack("<I", 2**32 - 1),
    "not msgpack": frame(b"\xc1\xc1\xc1"),
    "a pickle": frame(b"\x80\x04\x95."),
    "an unknown message": frame(msgspec.msgpack.encode(([], {"type": "Score", "score": 6}))),
    "a message for the other end": frame(msgspec.msgpack.encode(([], {"type": "Cell", "id": 1, "source": ""}))),
    "a negative buffer": frame(reply(None, [-1])),
    "buffers past the limit": frame(reply(None, [wire.MAX_BODY_BYTES, 1])),
    "too many buffers": frame(reply(None, [0] * (wire.MAX_TENSORS + 1))),
    "nested 100,000 deep": frame(b"\x92\x90\x83\xa4type\xa5Reply\xa2id\x01\xa5value" + b"\x91" * 100_000 + b"\xc0"),
}


@pytest.mark.parametrize("name", HOSTILE_FRAMES)
def test_a_hostile_frame_is_refused_before_memory_is_taken(name: str) -> None:
    here, there = socket.socketpair()
    with here, there:
        here.settimeout(5)
        there.settimeout(5)
        here.sendall(HOSTILE_FRAMES[name])
        here.shutdown(socket.SHUT_WR)
        with pytest.raises(wire.ProtocolError):
            wire.receive(there, "examiner")


HOSTILE_TREES = {
    "a tag that nobody knows": ["z", 1],
    "no tag": [1, 2],
    "an empty list": [],
    "a tensor of another size": ["t", 0, "float32", [3], [0]],
    "a tensor whose product overflows": ["t", 0, "float32", [2**62, 4], [0, 1]],
    "a negative size": ["t", 0, "float32", [-2], [0]],
    "a boolean size": ["t", 0, "int8", [True], [0]],
    "a buffer that is not there": ["t", 7, "float32", [2], [0]],
    "an unknown dtype": ["t", 0, "object", [2], [0]],
    "an order that is none": ["t", 0, "float32", [2], [5]],
    "zero elements, absurd sizes": ["t", 1, "float32", [2**62] * 4 + [0], [0, 1, 2, 3, 4]],
    "a dictionary with an odd end": ["d", 1],
    "a key that cannot be one": ["d", ["l", 1], 2],
    "digits that are none": ["i", "__import__('os')"],
    "a map": {"a": 1},
}


@pytest.mark.parametrize("name", HOSTILE_TREES)
def test_a_hostile_value_is_refused(name: str) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.Decoder([bytearray(8), bytearray()]).decode(HOSTILE_TREES[name])


def test_depth_is_bounded_on_both_ends() -> None:
    deep: list = []
    for _ in range(wire.MAX_DEPTH + 2):
        deep = [deep]
    with pytest.raises(wire.ProtocolError):
        wire.Encoder().encode(deep)
    tree: list = ["l"]
    for _ in range(wire.MAX_DEPTH + 2):
        tree = ["l", tree]
    with pytest.raises(wire.ProtocolError):
        wire.Decoder([]).decode(tree)


def test_only_zeros_and_ones_enter_a_boolean_tensor() -> None:
    arrived = wire.Decoder([bytearray([0, 1, 2, 255])]).decode(["t", 0, "bool", [4], [0]])
    assert arrived.sum().item() == 3
