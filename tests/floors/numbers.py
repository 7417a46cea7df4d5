"""Finds every number that engine rooms hold, wherever it hides.

Read from the syntax tree, so comments, docstrings and format specifications don't count, and
arithmetic on small allowed numbers (``1 + 2``, ``2 ** 3``) does.
"""

from __future__ import annotations

import ast
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "src" / "neocol"
ROOMS = (
    "record",
    "evidence",
    "language",
    "rules",
    "twin",
    "consult",
    "imaging",
    "procedure",
    "planning",
    "recovery",
    "review",
    "cohort",
    "care.py",
)
ALLOWED = {-1, 0, 1, 2}
"""Counting, halving, signs and exponents of the square: nothing clinical fits in them alone."""
_SMUGGLERS = {
    "eval", "exec", "compile", "literal_eval", "Fraction", "Decimal", "fromhex", "ord", "from_bytes",
}  # fmt: skip
_PARSERS = {"int", "float", "complex"}
_COUNTERS = {"len", "sum", "max", "min", "round", "pow"}
CODE_KEYS = {"rxnorm", "snomed", "atc", "icd10"}


@dataclass(frozen=True)
class Found:
    """A number, or a way to smuggle one, and where it stands."""

    file: str
    line: int
    what: str
    constant: str | None = None


def engine_files() -> Iterator[Path]:
    """Yield every Python file of the engine rooms."""
    for room in ROOMS:
        place = SOURCE / room
        yield from [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))


def data_files() -> Iterator[Path]:
    """Yield every data file of the engine rooms that is not evidence."""
    for room in ROOMS:
        if room == "evidence" or room.endswith(".py"):
            continue
        for path in sorted((SOURCE / room).rglob("*")):
            compiled = "__pycache__" in path.parts
            if path.is_file() and path.suffix != ".py" and not compiled:
                yield path


def numbers_of(text: str, file: str) -> list[Found]:
    """Return every number of a module that is not allowed as it stands."""
    tree = ast.parse(text)
    skip = {*_docstrings(tree), *_positions(tree)}
    named = dict(_named_constants(tree))
    found = []
    for node in ast.walk(tree):
        if id(node) in skip:
            continue
        what = _number(node)
        if what is not None:
            found.append(Found(file, node.lineno, what, named.get(id(node))))
    return found


def _number(node: ast.AST) -> str | None:
    """Return what is wrong with a node, if anything."""
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, int | float | complex):
            return None if value in ALLOWED else repr(value)
        if isinstance(value, str | bytes) and _reads_as_number(value):
            return f"the text {value!r}"
    if isinstance(node, ast.BinOp) and _literal(node.left) and _literal(node.right):
        if ast.unparse(node) == "1 / 2":
            return None
        return f"arithmetic {ast.unparse(node)}"
    if isinstance(node, ast.Call):
        return _smuggled(node)
    return None


def _smuggled(call: ast.Call) -> str | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if isinstance(call.func, ast.Attribute) and name == "compile":
        return None  # a regular expression
    if name in _SMUGGLERS:
        return f"a call of {name}"
    literal = bool(call.args) and all(_literal(arg) for arg in call.args)
    method = isinstance(call.func, ast.Attribute)
    if (name in _PARSERS or (name in _COUNTERS and not method)) and literal:
        return f"a literal counted or parsed: {ast.unparse(call)}"
    return None


def _literal(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, bool) and node.value is not None
    if isinstance(node, ast.UnaryOp):
        return _literal(node.operand)
    if isinstance(node, ast.BinOp):
        return _literal(node.left) and _literal(node.right)
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return all(_literal(item) for item in node.elts)
    return False


def _reads_as_number(value: str | bytes) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return str(value) not in {"inf", "nan", "infinity"} and float(value) not in ALLOWED


def _docstrings(tree: ast.Module) -> Iterator[int]:
    """Yield texts that stand alone: docstrings and comments on a constant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)


def _positions(tree: ast.Module) -> Iterator[int]:
    """Yield whole numbers that say where in an array, or how it is laid out."""
    for node in ast.walk(tree):
        places: list[ast.AST] = []
        if isinstance(node, ast.Subscript):
            places = [node.slice]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "reshape":
            places = list(node.args)
        for place in places:
            for inner in ast.walk(place):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, int):
                    yield id(inner)


def _named_constants(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every node inside a module-level ``NAME: Final = …`` with its name."""
    for node in tree.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        if node.value is not None and "Final" in ast.unparse(node.annotation):
            for inner in ast.walk(node.value):
                yield id(inner), node.target.id


def fingerprint(text: str, name: str) -> str:
    """Return the numbers of a named constant as short text: themselves, or their hash."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", None) == name:
            assert node.value is not None
            shown = ast.unparse(node.value)
            if len(shown) <= 40:
                return shown
            return hashlib.sha256(shown.encode()).hexdigest()[:10]
    raise KeyError(name)


def numbers_in_data(path: Path) -> list[str]:
    """Return the numbers of a room's own data file; codes of vocabularies don't count."""
    return list(_walk(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _walk(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in CODE_KEYS:
                yield from _walk(inner, f"{key}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, key)
    elif not isinstance(value, str) or _reads_as_number(value):
        yield f"{key} = {value!r}"
