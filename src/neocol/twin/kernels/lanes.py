"""A SIMD vector for compiled code: the same source runs on one member or on a vector of members.

``row(a, i)`` of a two-dimensional array of shape (rows, lanes) is a vector of lanes; of a
one-dimensional array of shape (rows,) it is a number. Arithmetic works on both and on mixtures, so
that a rate equation is written once: compiled for numbers it is the reference, compiled for vectors
it follows 8 members (float64) or 16 (float32) with one instruction.

Notes
-----
Lanes never exchange anything. What a member's numbers become does not depend on its neighbours, nor
on the lane it sits in.
"""

from __future__ import annotations

import math
import operator
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

VECTOR_BYTES: Final = 64
"""One AVX-512 register; narrower machines take it in two or four parts."""
_INDEX_BITS: Final = 32
_BYTE: Final = 8
_FUSED: Final = ("contract", "nsz")
"""A product and a sum may become one instruction; nothing is reordered."""


class Lanes(types.Type):
    """A vector of ``width`` floats, as the compiler sees it."""

    def __init__(self, element: types.Float) -> None:
        self.element = element
        self.precision = np.dtype(element.name)
        self.width = lanes_of(self.precision)
        super().__init__(name=f"Lanes({element}, {self.width})")


def lanes_of(precision: np.dtype[Any]) -> int:
    """Return how many floats of this kind one vector holds."""
    return VECTOR_BYTES // precision.itemsize


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        element = ir.DoubleType() if lanes.element is types.float64 else ir.FloatType()
        super().__init__(manager, lanes, ir.VectorType(element, lanes.width))


def _spread(builder, vector, number):
    """Return a vector with the same number in every lane."""
    index = ir.IntType(_INDEX_BITS)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), number, ir.Constant(index, 0))
    picks = ir.Constant(ir.VectorType(index, vector.count), [0] * vector.count)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), picks)


def _as_vectors(context, builder, out, signature, args):
    vector = context.get_value_type(out)
    return [
        value
        if isinstance(kind, Lanes)
        else _spread(builder, vector, context.cast(builder, value, kind, out.element))
        for kind, value in zip(signature.args, args, strict=True)
    ]


def _elementwise(emit):
    """Return compiled code for two vectors, or a vector and a number."""

    @intrinsic
    def apply(typing, a, b):
        out = a if isinstance(a, Lanes) else b
        if not isinstance(out, Lanes):
            return None

        def generate(context, builder, signature, args):
            return emit(builder, *_as_vectors(context, builder, out, signature, args))

        return out(a, b), generate

    return apply


def _arithmetic(function, instruction):
    apply = _elementwise(lambda builder, a, b: getattr(builder, instruction)(a, b, flags=_FUSED))

    @overload(function)
    def on_lanes(a, b):
        if isinstance(a, Lanes) or isinstance(b, Lanes):
            return lambda a, b: apply(a, b)
        return None


_arithmetic(operator.add, "fadd")
_arithmetic(operator.sub, "fsub")
_arithmetic(operator.mul, "fmul")
_arithmetic(operator.truediv, "fdiv")


def _greater(builder, a, b):
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


_lanes_greater = _elementwise(_greater)


def greater(a, b):
    """Return the greater of two, lane by lane; the second where the first is not a number."""
    return max(b, a)


@overload(greater)
def _greater_compiled(a, b):
    if isinstance(a, Lanes) or isinstance(b, Lanes):
        return lambda a, b: _lanes_greater(a, b)
    return lambda a, b: max(b, a)


def size(a):
    """Return the absolute value, lane by lane."""
    return abs(a)


@overload(size)
def _size_compiled(a):
    if isinstance(a, Lanes):
        return lambda a: greater(a, 0.0 - a)
    return lambda a: abs(a)


@intrinsic
def _lanes_root(typing, a):
    def generate(context, builder, signature, args):
        kind = args[0].type
        name = f"llvm.sqrt.v{kind.count}f{_BYTE * a.precision.itemsize}"
        root = cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind]), name)
        return builder.call(root, args)

    return a(a), generate


def root(a):
    """Return the square root, lane by lane."""
    return math.sqrt(a)


@overload(root)
def _root_compiled(a):
    if isinstance(a, Lanes):
        return lambda a: _lanes_root(a)
    return lambda a: math.sqrt(a)


@intrinsic
def _lanes_unless_more(typing, a, b, yes, no):
    def generate(context, builder, signature, args):
        return builder.select(builder.fcmp_ordered("<=", *args[:2]), *args[2:])

    return a(a, a, a, a), generate


def unless_more(a, b, yes, no):
    """Return `yes` where a ≤ b, else `no`, lane by lane: also where either is not a number."""
    return yes if a <= b else no


@overload(unless_more)
def _unless_more_compiled(a, b, yes, no):
    if isinstance(a, Lanes):
        return lambda a, b, yes, no: _lanes_unless_more(a, b, yes, no)
    return lambda a, b, yes, no: yes if a <= b else no


@intrinsic
def _lanes_any(typing, a, b):
    def generate(context, builder, signature, args):
        found = builder.fcmp_ordered("<=", *args)
        bits = ir.IntType(a.width)
        return builder.icmp_unsigned("!=", builder.bitcast(found, bits), ir.Constant(bits, 0))

    return types.boolean(a, a), generate


def any_up_to(a, b):
    """Tell whether a ≤ b in any lane."""
    return a <= b


@overload(any_up_to)
def _any_up_to_compiled(a, b):
    if isinstance(a, Lanes):
        return lambda a, b: _lanes_any(a, b)
    return lambda a, b: a <= b


def _pointer(context, builder, kind, array, index, width):
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [builder.mul(index, ir.Constant(index.type, width))])


@intrinsic
def _load(typing, array, index):
    out = Lanes(array.dtype)

    def generate(context, builder, signature, args):
        vector = context.get_value_type(out)
        place = _pointer(context, builder, signature.args[0], *args, out.width)
        # a vector may begin at any element; on a vector's boundary it is only faster
        align = out.precision.itemsize
        return builder.load(builder.bitcast(place, vector.as_pointer()), align=align)

    return out(array, types.intp), generate


@intrinsic
def _store(typing, array, index, value):
    def generate(context, builder, signature, args):
        vector = args[2].type
        place = _pointer(context, builder, signature.args[0], args[0], args[1], vector.count)
        align = Lanes(array.dtype).precision.itemsize
        builder.store(args[2], builder.bitcast(place, vector.as_pointer()), align=align)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), generate


def row(array, index):
    """Return one row: a number of shape (rows,), a vector of lanes of shape (rows, lanes)."""
    return array[index]


@overload(row)
def _row_compiled(array, index):
    if array.ndim == 2:
        return lambda array, index: _load(array, index)
    return lambda array, index: array[index]


def put(array, index, value):
    """Write one row, in place."""
    array[index] = value


@overload(put)
def _put_compiled(array, index, value):
    if array.ndim == 2:
        return lambda array, index, value: _store(array, index, value)
    return lambda array, index, value: operator.setitem(array, index, value)
