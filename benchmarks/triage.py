"""How fast a worried sentence is answered, beside a peer in the same run, and the slowest odd text.

The peer is one regular expression of all our phrases, compiled once: what a simple look-up would
do. The same sentences, in turn; what each finds is counted too. The look-up knows no misspelling,
no sign that is told in two places of a sentence, and hears no *no*.

    python benchmarks/triage.py [--quick] [--json]
"""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Callable

from _figures import show
from neocol.language import read_signs
from neocol.language.normalise import fold
from neocol.language.signs import _raw
from neocol.record import CheckIn
from neocol.recovery import triage

SENTENCES = (
    "it's oozing yellow and hot since last night|my lips are tingling|feels like sandpaper|"
    "my tongue, it feels thick and is swelling|no fever, no pus, just a bit red|still red|"
    "sweling round my cheeks|rows of little dents on my cheekbones|the numbing cream made me woozy|"
    "se me hincha la lengua y no puedo respirar|sin fiebre ni pus, solo un poco roja|sigo roja|"
    "me han salido unos granitos blancos|tengo la piel como lija|dolor cada vez más fuerte"
).split("|")
WORDS = (
    "red swollen pus fever no not tongue my lips hot and but without blisters eye pain sore itchy "
    "flaking the a is since dizzy"
).split()
GOAL_MS = 50.0
LONG = 10_000


def look_up() -> Callable[[str], list[str]]:
    """Return the peer: one compiled expression of every phrase of the table."""
    phrases = {
        fold(text)
        for group in _raw()["sign"].values()
        for language in ("en", "es")
        for text in group[language]
    }
    parts = sorted((re.escape(p).replace(r"\*", r"\w*") for p in phrases), key=len, reverse=True)
    held = re.compile(r"\b(?:" + "|".join(parts) + r")\b")
    return lambda text: held.findall(fold(text))


def odd_texts() -> list[str]:
    """Return texts of ten thousand characters that are hard to read, the same in every run."""
    chance = random.Random(5)  # the same texts in every run
    letters = "abcdefghijklmnopqrstuvwxyz "
    return [
        " ".join(chance.choice(WORDS) for _ in range(LONG))[:LONG],
        "".join(chance.choice(letters) for _ in range(LONG)),
        "a" * LONG,
        ("no fever, " * LONG)[:LONG],
        ("my eye is red and swollen " * LONG)[:LONG],
        "🙂" * LONG,
    ]


def seconds(work: Callable[[], object]) -> float:
    """Return the wall-clock seconds of one piece of work."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(runs: int) -> dict[str, object]:
    """Read sentences, ours and the peer's in turn; then answer the odd texts."""
    peer = look_up()
    triage(CheckIn(patient_words="red"))
    ours: list[float] = []
    peers: list[float] = []
    for run in range(runs):
        lines = [f"{text} {run}" for text in SENTENCES]  # none is merely remembered
        ours.append(seconds(lambda lines=lines: [read_signs(line) for line in lines]))
        peers.append(seconds(lambda lines=lines: [peer(line) for line in lines]))
    found = sum(any(sign.concept for sign in read_signs(line)) for line in SENTENCES)
    slowest = max(
        seconds(lambda text=text: triage(CheckIn(patient_words=text))) for text in odd_texts()
    )
    return {
        "ratio_sentence_to_peer": round(statistics.median(ours) / statistics.median(peers), 2),
        "ms_sentence": round(statistics.median(ours) * 1000 / len(SENTENCES), 3),
        "ms_slowest_odd_text": round(slowest * 1000, 1),
        "within_goal": slowest * 1000 <= GOAL_MS,
        "share_understood": round(found / len(SENTENCES), 3),
        "share_understood_peer": round(sum(map(bool, map(peer, SENTENCES))) / len(SENTENCES), 3),
        "sentences": len(SENTENCES),
        "runs": runs,
    }


if __name__ == "__main__":
    show(__doc__, lambda quick: measure(20 if quick else 200))
