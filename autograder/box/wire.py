"""What travels between the examiner and the candidate: frames, messages and values.

A frame is a 4-byte little-endian header length, a msgpack header (one message below), then its tensors, raw.
Both ends use this file, and neither trusts the other: every length, count, depth, dtype and shape is checked before
memory is taken for it, and nothing is ever unpickled or evaluated.
"""

import math
import re
import socket
import struct
from collections.abc import Callable
from itertools import accumulate
from typing import Annotated, Any, Final

import msgspec
import numpy as np
import torch

MAX_HEADER_BYTES: Final = 4 << 20
MAX_BODY_BYTES: Final = 64 << 20
MAX_TENSORS: Final = 4096
SMALL_BODY_BYTES: Final = 1 << 18  # goes and comes in one piece
MAX_NODES: Final = 200_000
MAX_DEPTH: Final = 24
MAX_DIMENSIONS: Final = 16
MAX_TEXT: Final = 2000
MAX_NAME: Final = 200
MAX_NAMES: Final = 32
_LONGEST_INT_BITS: Final = 6000  # 1807 digits: within MAX_TEXT, and within what Python turns into text
_INTEGER: Final = re.compile(rf"-?[0-9]{{1,{MAX_TEXT}}}")

DTYPES: Final[dict[str, torch.dtype]] = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float16,
        torch.bfloat16,
        torch.float32,
        torch.float64,
        torch.complex64,
        torch.complex128,
        torch.int8,
        torch.int16,
        torch.int32,
        torch.int64,
        torch.uint8,
        torch.bool,
    )
}
_DTYPE_NAMES: Final = {dtype: name for name, dtype in DTYPES.items()}


class ProtocolError(Exception):
    """The other end sent something that is no message of ours. From a box, it is the learner's doing."""


# ---------------------------------------------------------------- messages

# What a box says in words is cut before it is sent: whatever is longer comes from no candidate of ours.
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
Names = Annotated[list[Name], msgspec.Meta(max_length=MAX_NAMES)]


class Settings(msgspec.Struct, tag=True):
    """To the box, once, before any cell: the functions to notice. It answers CellDone with number 0."""

    forbidden: list[str]


class Cell(msgspec.Struct, tag=True):
    """To the box: run one notebook cell."""

    id: int
    source: str


class Question(msgspec.Struct, tag=True):
    """To the box: do one thing with the learner's objects.

    ``target`` is a name of the notebook or the number of a kept object; ``attribute`` a method or attribute of it.
    """

    id: int
    action: str  # find | call | get | fill
    target: str | int
    attribute: str | None = None
    arguments: Any = None  # tree of (args, kwargs)
    forbidden: list[str] = []
    keep: bool = False
    wrt: list[int] | None = None
    cotangents: Any = None
    arguments_after: bool = False
    seed: int = 0


class CallbackReply(msgspec.Struct, tag=True):
    """To the box: what the examiner's function returned, or the text of its complaint."""

    id: int
    value: Any = None
    complaint: str | None = None


class Output(msgspec.Struct, tag=True):
    """From the box: one nbformat output, as it appears. Flat, so that what is kept of it can be measured."""

    output: dict[str, str | int | list[str] | dict[str, str] | None]


class CellDone(msgspec.Struct, tag=True):
    """From the box: the cell ended; ``error`` is the exception's class name, if it raised."""

    id: int
    error: Name | None = None
    message: Text = ""


class Reply(msgspec.Struct, tag=True):
    """From the box: the answer to a question. ``raised`` holds class names (most derived first) when it raised."""

    id: int
    value: Any = None
    raised: Names | None = None
    message: Text = ""
    forbidden: Names = []


class CallbackCall(msgspec.Struct, tag=True):
    """From the box: the learner's code called the examiner's function number ``callback``."""

    id: int
    callback: int
    method: Name
    arguments: Any = None


ToBox = Settings | Cell | Question | CallbackReply
FromBox = Output | CellDone | Reply | CallbackCall

_encoder = msgspec.msgpack.Encoder()
_decoders: dict[str, msgspec.msgpack.Decoder] = {
    "box": msgspec.msgpack.Decoder(tuple[list[int], ToBox]),
    "examiner": msgspec.msgpack.Decoder(tuple[list[int], FromBox]),
}

# ---------------------------------------------------------------- frames


def send(channel: socket.socket, message: ToBox | FromBox, buffers: list[bytes]) -> None:
    """Write one frame. Raises OSError when the other end is gone, ProtocolError when the message is too large."""
    header = packed(message, buffers)
    parts = [struct.pack("<I", len(header)), header, *buffers]
    if sum(map(len, buffers)) <= SMALL_BODY_BYTES:  # the other end is woken once
        parts = [b"".join(parts)]
    for part in parts:
        channel.sendall(part)


def packed(message: ToBox | FromBox, buffers: list[bytes]) -> bytes:
    """A frame's header. Raises ProtocolError when the message is too large."""
    header = _encoder.encode((list(map(len, buffers)), message))
    if len(header) > MAX_HEADER_BYTES or sum(map(len, buffers)) > MAX_BODY_BYTES:
        raise ProtocolError(f"a message of {len(header)} + {sum(map(len, buffers))} bytes is too large")
    return header


def receive(channel: socket.socket, end: str, wait: Callable[[], None] | None = None) -> tuple[Any, list[bytearray]]:
    """Read one frame at this ``end`` ("box" or "examiner").

    ``wait`` is called before each read and may raise: it is where the session watches the clock.
    Raises EOFError when the other end closed, ProtocolError when the frame is not one of ours.
    """
    (length,) = struct.unpack("<I", _read(channel, 4, wait))
    if length > MAX_HEADER_BYTES:
        raise ProtocolError(f"header of {length} bytes")
    message, sizes = unpacked(_read(channel, length, wait), end)
    if sum(sizes) > SMALL_BODY_BYTES:
        return message, [_read(channel, size, wait) for size in sizes]
    body = _read(channel, sum(sizes), wait)
    return message, [body[stop - size : stop] for size, stop in zip(sizes, accumulate(sizes), strict=True)]


def unpacked(header: bytes | bytearray, end: str) -> tuple[Any, list[int]]:
    """A header's message and the sizes of its tensors. Raises ProtocolError when it is none of ours."""
    try:
        sizes, message = _decoders[end].decode(header)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError) as error:
        raise ProtocolError(f"no message of ours: {str(error)[:200]}") from None
    if len(sizes) > MAX_TENSORS or any(size < 0 for size in sizes) or sum(sizes) > MAX_BODY_BYTES:
        raise ProtocolError(f"{len(sizes)} tensors of {sum(sizes)} bytes")
    return message, sizes


def _read(channel: socket.socket, size: int, wait: Callable[[], None] | None) -> bytearray:
    buffer = bytearray(size)
    view, got = memoryview(buffer), 0
    while got < size:
        if wait is not None:
            wait()
        count = channel.recv_into(view[got:])
        if not count:
            raise EOFError("the other end closed")
        got += count
    return buffer


# ---------------------------------------------------------------- values


class Foreign(msgspec.Struct, frozen=True):
    """Something that came back and is none of the types that travel: its type, and a short text of it."""

    type_name: str
    text: str


class Encoder:
    """Turns one value into a msgpack tree and a list of buffers.

    ``special`` may turn an object of its own into a tagged list first; whatever nobody knows becomes Foreign.
    """

    def __init__(self, special: Callable[[Any, "Encoder"], list | None] | None = None) -> None:
        self.buffers: list[bytes] = []
        self._special = special
        self._nodes = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The tree for ``value``. Raises ProtocolError past the limits on depth and size."""
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise ProtocolError("a value too deep or too large to send")
        if isinstance(value, np.generic) or (type(value) is np.ndarray and value.ndim == 0):
            item = value.item()  # NumPy's numbers are numbers
            value = item if type(item) in (bool, int, float, str) else value
        if value is None or type(value) in (bool, float):
            return value
        if type(value) is int:
            small = -(2**63) <= value < 2**63
            return value if small else ["i", str(value)] if value.bit_length() < _LONGEST_INT_BITS else foreign(value)
        if type(value) is str:
            travels = len(value) <= MAX_HEADER_BYTES // 8 and sayable(value) == value
            return ["s", value] if travels else foreign(value)
        if special := (self._special(value, self) if self._special else None):
            return special
        if type(value) in (torch.Tensor, torch.nn.Parameter) and _travels(value):
            return self.tensor(value)
        if type(value) is list:
            return ["l", *(self.encode(item, depth + 1) for item in value)]
        if isinstance(value, tuple):  # a namedtuple and a torch.Size too
            return ["u", *(self.encode(item, depth + 1) for item in value)]
        if isinstance(value, dict):  # an OrderedDict too: state dicts are
            pairs = [(self.encode(k, depth + 1), self.encode(v, depth + 1)) for k, v in value.items()]
            return ["d", *(part for pair in pairs for part in pair)]
        return foreign(value)

    def tensor(self, value: torch.Tensor) -> list:
        """The tree of a tensor: strides of a permuted tensor are kept, any other layout travels contiguous."""
        if value.numel() * value.element_size() > MAX_BODY_BYTES:  # before it is copied
            raise ProtocolError(f"a tensor of {value.numel()} numbers is too large to send")
        plain = value.detach().resolve_conj().resolve_neg().cpu()
        order = sorted(range(plain.dim()), key=lambda axis: plain.stride()[axis], reverse=True)
        packed = plain.permute(order)
        if not packed.is_contiguous():
            order, packed = list(range(plain.dim())), plain.contiguous()
        flat = packed.as_strided((packed.numel(),), (1,))  # a view of one number may have any stride
        raw = flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""
        self.buffers.append(raw)
        return ["t", len(self.buffers) - 1, _DTYPE_NAMES[plain.dtype], list(packed.shape), order]


def foreign(value: object) -> list:
    """The tree for something that does not travel. Its text may come from hostile code, so it is guarded and short."""
    try:
        kind = type(value)
        name = f"{kind.__module__}.{kind.__qualname__}" if kind.__module__ != "builtins" else kind.__qualname__
        if kind is torch.Tensor and value.layout is not torch.strided:  # type: ignore[attr-defined]
            name = "sparse torch.Tensor"
        name = sayable(name, MAX_NAME)
    except BaseException:
        name = "(its class hides its name)"
    try:
        text = sayable(repr(value), MAX_NAME)
    except BaseException:
        text = "(its repr() raises)"
    return ["x", name, text]


def sayable(text: object, longest: int | None = None) -> str:
    """``str(text)``, cut, without the lone surrogates that UTF-8 cannot say. Raises whatever its ``__str__`` raises."""
    return str(text)[:longest].encode("utf-8", "replace").decode()


def _travels(tensor: torch.Tensor) -> bool:
    plain = tensor.layout is torch.strided and not tensor.is_meta and not tensor.is_nested
    return plain and tensor.dtype in _DTYPE_NAMES and tensor.dim() <= MAX_DIMENSIONS


class Decoder:
    """Turns a tree and its buffers back into a value. ``special`` decodes tagged lists of this end's own kinds."""

    def __init__(
        self,
        buffers: list[bytearray],
        special: Callable[[list, "Decoder"], Any] | None = None,
        device: str = "cpu",
        foreign: Callable[[str, str], Any] = Foreign,
    ) -> None:
        self._buffers, self._special, self._device, self._foreign = buffers, special, device, foreign
        self._unused = set(range(len(buffers)))  # each is one tensor's: shared, a small frame could fill our memory
        self._nodes = 0

    def decode(self, tree: Any, depth: int = 0) -> Any:
        """The value of ``tree``. Raises ProtocolError when the tree is malformed."""
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise ProtocolError("a value too deep or too large")
        if tree is None or isinstance(tree, bool | int | float):
            return tree
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise ProtocolError("a value without a tag")
        tag, *rest = tree
        match tag, rest:
            case "s", [str(text)]:
                return text
            case "i", [str(digits)] if _INTEGER.fullmatch(digits):
                return int(digits)
            case "l", _:
                return [self.decode(item, depth + 1) for item in rest]
            case "u", _:
                return tuple(self.decode(item, depth + 1) for item in rest)
            case "d", _ if len(rest) % 2 == 0:
                return self._dict(rest, depth)
            case "t", [int(index), str(dtype), list(shape), list(order)]:
                return self._tensor(index, dtype, shape, order)
            case "x", [str(name), str(text)]:
                return self._foreign(name[:MAX_NAME], text[:MAX_NAME])
        if self._special is not None:
            return self._special(tree, self)
        raise ProtocolError(f"an unknown tag {tag[:20]!r}")

    def _dict(self, parts: list, depth: int) -> dict:
        items = [self.decode(part, depth + 1) for part in parts]
        try:
            return dict(zip(items[::2], items[1::2], strict=True))
        except TypeError:
            raise ProtocolError("a key that cannot be one") from None

    def _tensor(self, index: int, dtype_name: str, shape: list, order: list) -> torch.Tensor:
        dtype = DTYPES.get(dtype_name)
        sound = (
            dtype is not None
            and index in self._unused
            and len(shape) <= MAX_DIMENSIONS
            and all(type(size) is int and 0 <= size < 2**63 for size in shape)
            and all(type(axis) is int for axis in order)
            and sorted(order) == list(range(len(shape)))
        )
        if not sound or dtype is None or math.prod(shape) * dtype.itemsize != len(self._buffers[index]):
            raise ProtocolError("a tensor whose parts do not fit together")
        self._unused.remove(index)
        try:
            return self._view(self._buffers[index], dtype, shape, order)
        except RuntimeError as error:  # sizes whose product is 0 may still overflow torch's own arithmetic
            raise ProtocolError(f"a tensor that cannot be: {str(error)[:200]}") from None

    def _view(self, buffer: bytearray, dtype: torch.dtype, shape: list, order: list) -> torch.Tensor:
        if not buffer:
            packed = torch.empty(shape, dtype=dtype)
        elif dtype is torch.bool:  # any byte may arrive: only 0 and 1 are safe inside a bool tensor
            packed = (torch.frombuffer(buffer, dtype=torch.uint8) != 0).reshape(shape)
        else:
            packed = torch.frombuffer(buffer, dtype=dtype).reshape(shape).clone()  # memory that resize_ may change
        inverse = sorted(range(len(order)), key=order.__getitem__)
        return packed.to(self._device).permute(inverse)
