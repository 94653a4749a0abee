"""What can be changed in an answer: one place at a time, each change a small mistake that somebody could make."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATIONS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
NAMES = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "amax": "amin",
    "amin": "amax",
    "argmax": "argmin",
    "argmin": "argmax",
    "softmax": "log_softmax",
    "log_softmax": "softmax",
    "any": "all",
    "all": "any",
    "log": "log1p",
    "exp": "expm1",
    "sigmoid": "tanh",
    "tanh": "sigmoid",
    "floor": "ceil",
    "ceil": "floor",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "tril": "triu",
    "triu": "tril",
    "double": "float",
    "float64": "float32",
    "sorted": "list",
    "extend": "append",
    "union": "intersection",
    "setdefault": "get",
    "clamp_min": "clamp_max",
    "sin": "cos",
    "cos": "sin",
}

MODULES = {"torch", "F", "math", "np"}


@dataclass(frozen=True)
class Mutant:
    """One changed answer. ``line``: of the answer; ``before`` and ``after``: the changed piece of it."""

    line: int
    operator: str
    before: str
    after: str
    source: str

    @property
    def change(self) -> str:
        """The change in one line, which names this mutant among those of its answer."""
        return f"{self.line}: {_short(self.before)} → {_short(self.after)}"


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of an answer, once each; what is no Python afterwards is left out."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for path, node in _places(tree):
        for operator, other in _alternatives(node):
            changed = _with(tree, path, other)
            try:
                text = ast.unparse(ast.fix_missing_locations(changed))
                compile(text, "mutant", "exec")
            except (SyntaxError, ValueError, TypeError):
                continue
            if text not in seen:
                seen.add(text)
                yield Mutant(getattr(node, "lineno", 0), operator, ast.unparse(node), _text(other), text)


Path = tuple[tuple[str, int | None], ...]


def _places(tree: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    """Every node below ``tree`` and the way to it; type hints and docstrings are no places."""
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "type_comment"} or isinstance(tree, ast.Import | ast.ImportFrom):
            continue
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                here = (*path, (name, index))
                yield here, child
                yield from _places(child, here)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _with(tree: ast.AST, path: Path, node: ast.AST) -> ast.AST:
    changed = copy.deepcopy(tree)
    parent: ast.AST = changed
    for name, index in path[:-1]:
        value = getattr(parent, name)
        parent = value if index is None else value[index]
    name, index = path[-1]
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node
    return changed


def _alternatives(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in the place of a node, each with the name of its operator."""
    match node:
        case ast.Compare():
            yield from _compare(node)
        case ast.BinOp() | ast.AugAssign():
            for operation in OPERATIONS.get(type(node.op), ()):
                yield "operation", _changed(node, op=operation())
        case ast.BoolOp():
            yield "and_or", _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            for value in node.values:
                yield "and_or", value
        case ast.UnaryOp():
            yield "sign", node.operand
        case ast.Constant():
            for value in _constants(node.value):
                yield "constant", ast.Constant(value)
        case ast.Call():
            yield from _call(node)
        case ast.Attribute() | ast.Name():
            yield from _name(node)
        case ast.IfExp():
            yield "branch", node.body
            yield "branch", node.orelse
        case ast.Slice():
            for edge in ("lower", "upper", "step"):
                if getattr(node, edge) is not None:
                    yield "slice", _changed(node, **{edge: None})
        case ast.comprehension() if node.ifs:
            yield "branch", _changed(node, ifs=[])
        case ast.stmt():
            yield from _statement(node)


def _compare(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for place, operation in enumerate(node.ops):
        for other in COMPARISONS.get(type(operation), ()):
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield "comparison", _changed(node, ops=ops)


def _constants(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, *([0] if abs(value) > 1 else [])]
    if isinstance(value, float):
        return [value * 2, value / 2, 1.0 - value, value + 1.0] if value else [1.0, -1.0, 1e-6]
    if isinstance(value, str) and value:
        return ["", value + " "]
    return []


def _call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """Two arguments exchanged, one left out, or the call of a method left out."""
    args, keywords = node.args, node.keywords
    for i in range(len(args) - 1):
        yield "argument_order", _changed(node, args=[*args[:i], args[i + 1], args[i], *args[i + 2 :]])
    if len(args) > 1:
        yield "argument", _changed(node, args=args[:-1])
    for i in range(len(keywords)):
        yield "argument", _changed(node, keywords=[*keywords[:i], *keywords[i + 1 :]])
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") not in MODULES:
        yield "call", node.func.value
    if len(args) == 1 and not keywords and isinstance(node.func, ast.Name):
        yield "call", args[0]


def _name(node: ast.Attribute | ast.Name) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Attribute):
        if other := NAMES.get(node.attr):
            yield "function", _changed(node, attr=other)
        if node.attr in {"T", "mT"}:
            yield "axis", node.value
    elif isinstance(node.ctx, ast.Load) and (other := NAMES.get(node.id)):
        yield "function", _changed(node, id=other)


def _statement(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.If | ast.While):
        yield "branch", _changed(node, test=ast.Constant(False))
        if isinstance(node, ast.If):
            yield "branch", _changed(node, test=ast.Constant(True))
    if isinstance(node, ast.If) and node.orelse:
        yield "branch", _changed(node, orelse=[])
    if isinstance(node, ast.Break):
        yield "branch", ast.Continue()
    if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.Pass):
        yield "line", ast.Pass()


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _text(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:60]} … {line[-25:]}"
