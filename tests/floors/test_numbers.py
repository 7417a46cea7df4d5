"""No engine room holds a clinical number (docs/decisions/003)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.floors import numbers

LEDGER = Path(__file__).with_name("engine_numbers.toml")


def _ledger() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(LEDGER.read_text(encoding="utf-8"))


def _held() -> dict[tuple[str, str], str]:
    """Return (file, constant) → fingerprint of every named constant that holds a number."""
    held = {}
    for path in numbers.engine_files():
        text = path.read_text(encoding="utf-8")
        file = path.relative_to(numbers.SOURCE).as_posix()
        for found in numbers.numbers_of(text, file):
            if found.constant is not None:
                held[file, found.constant] = numbers.fingerprint(text, found.constant)
    return held


def test_numbers_stand_only_in_named_constants() -> None:
    loose = [
        f"{found.file}:{found.line}: {found.what}"
        for path in numbers.engine_files()
        for found in numbers.numbers_of(
            path.read_text(encoding="utf-8"), path.relative_to(numbers.SOURCE).as_posix()
        )
        if found.constant is None
    ]
    assert not loose, "move to evidence/, or name it as a method's constant:\n" + "\n".join(loose)


def test_every_named_number_is_in_the_ledger_with_its_reason() -> None:
    ledger = _ledger()
    listed = {(file, name) for file, names in ledger.items() for name in names}
    held = _held()
    new = {key: held[key] for key in held if key not in listed}
    lines = [f'["{f}"]\n{n} = {{ value = "{v}", why = "" }}' for (f, n), v in sorted(new.items())]
    assert not new, "say in tests/floors/engine_numbers.toml why they are not clinical:\n" + (
        "\n".join(lines)
    )
    assert listed <= set(held), f"no longer in the code: {listed - set(held)}"
    changed = {
        key: value for key, value in held.items() if ledger[key[0]][key[1]]["value"] != value
    }
    assert not changed, f"changed without the ledger: {changed}"
    assert all(entry["why"].strip() for names in ledger.values() for entry in names.values())


def test_data_of_other_rooms_holds_no_number() -> None:
    for path in numbers.data_files():
        assert path.suffix == ".toml", f"{path.name}: only TOML, so that it can be checked"
        assert not numbers.numbers_in_data(path)


@pytest.mark.parametrize(
    "code",
    [
        "CAP = 1.5",
        "def cap(): return 1.5",
        "def cap(): return float('1.5')",
        "def cap(): return '1.5'",
        "def cap(): return 1 + 2",
        "def cap(): return 2 ** 3",
        "def cap(): return len('aaa')",
        "def cap(): return sum((1, 1, 1))",
        "def cap(): return eval('3/2')",
        "def cap(): return Fraction(1, 2)",
        "def cap(): return int.from_bytes(b'x', 'big')",
        "def cap(depth=3): return depth",
        "class A:\n    cap = 15",
        "x = {'forehead': 1.5}",
    ],
)
def test_the_checker_sees_a_hidden_number(code: str) -> None:
    assert numbers.numbers_of(code, "x.py")


@pytest.mark.parametrize(
    "code",
    [
        '"""Depth 1.5 mm."""',
        "def f(x): return x[0] / 2 - 1",
        "def f(x): return f'{x:.3g}'",
        "A: int = 1\n'''Half of 12.'''",
    ],
)
def test_the_checker_leaves_words_and_counting_alone(code: str) -> None:
    assert not numbers.numbers_of(code, "x.py")
