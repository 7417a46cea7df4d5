"""How fast a thousand people are screened, and medicines understood, beside a peer in the same run.

The peer is drug-named-entity-recognition, the library whose names our table completes: the same
lines of medicine text, word by word, in turn with ours. Each side is warm; the first answer of a
fresh interpreter is reported apart. What each side found is counted too: ours also understands
misspellings, abbreviations, and who takes it until when.

    python benchmarks/candidacy.py [--quick] [--json]
"""

from __future__ import annotations

import itertools
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from _figures import show

CONDITIONS = (
    "psoriasis on elbows|no history of keloids|cold sores as a teenager|hay fever|type 2 diabetes|"
    "eczema on the cheeks|asthma, well controlled|acne scars"
).split("|")
MEDICINES = (
    "Eliquis 5 mg bd|Roaccutane stopped 5 months ago|my mum takes warfarin|aspirin 75|"
    "levothyroxine 50 mcg|methotrexate 15 mg weekly|Sintrom|doxycycline 100 mg|prednisolone 5 mg|"
    "Humira every 2 weeks|isotretinion|ASA 81"
).split("|")
GOAL_SECONDS_1000 = 5.0
FIRST_OURS = """
from neocol.consult import screen
from neocol.record import Case
screen(Case.read({"patient": {"medications": ["Eliquis"]}}))
"""
FIRST_PEER = "from drug_named_entity_recognition import find_drugs; find_drugs(['eliquis'])"


def people(count: int) -> list[dict[str, object]]:
    """Return case files, no two with the same words, so that nothing is merely remembered."""
    chance = random.Random(7)  # the same people in every run
    return [
        {
            "id": str(number),
            "consult_date": "2026-03-16",
            "patient": {
                "age": chance.randint(18, 80),
                "sex": chance.choice("FM"),
                "fitzpatrick": chance.choice(["I", "II", "III", "IV", "V", "VI"]),
                "pregnancy": "no",
                "lactation": "no",
                "conditions": [f"{text}, visit {number}" for text in chance.sample(CONDITIONS, 3)],
                "medications": [f"{text}, box {number}" for text in chance.sample(MEDICINES, 3)],
                "allergies": [],
                "recent_procedures": [f"peel {chance.randint(1, 90)} days ago"],
                "concerns": "acne scars",
                "planned_areas": "face",
            },
        }
        for number in range(count)
    ]


def seconds(work: Callable[[], object]) -> float:
    """Return the wall-clock seconds of one piece of work."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def first_answer(code: str) -> float:
    """Return the seconds of a fresh interpreter up to its first answer."""
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True))


def measure(count: int, runs: int) -> dict[str, object]:
    """Screen people; then read medicine lines, ours and the peer's in turn."""
    import datetime as dt

    from drug_named_entity_recognition import find_drugs

    from neocol.consult import screen
    from neocol.language import recognise
    from neocol.record import Case

    day = dt.date(2026, 3, 16)
    screen(Case.read(people(1)[0]))
    cases = people(count)
    screening = seconds(lambda: [screen(Case.read(case)) for case in cases])

    ours: list[float] = []
    peers: list[float] = []
    found = {"ours": 0, "peer": 0}
    for run in range(runs):
        lines = [f"{text} {run}" for text, _ in itertools.product(MEDICINES, range(5))]
        found["ours"] = found["peer"] = 0

        def read_ours(lines: list[str] = lines) -> None:
            for line in lines:
                found["ours"] += recognise(line, slot="medications", on=day)[0].concept is not None

        def read_peer(lines: list[str] = lines) -> None:
            for line in lines:
                found["peer"] += bool(find_drugs(line.split(), is_ignore_case=True))

        ours.append(seconds(read_ours))
        peers.append(seconds(read_peer))
    total = 5 * len(MEDICINES)
    return {
        "seconds_1000_cases": round(screening * 1000 / count, 2),
        "within_goal": screening * 1000 / count <= GOAL_SECONDS_1000,
        "ratio_line_to_peer": round(statistics.median(ours) / statistics.median(peers), 2),
        "share_understood": round(found["ours"] / total, 3),
        "share_understood_peer": round(found["peer"] / total, 3),
        "seconds_first_answer": round(first_answer(FIRST_OURS), 2),
        "seconds_first_answer_peer": round(first_answer(FIRST_PEER), 2),
        "cases": count,
        "runs": runs,
    }


if __name__ == "__main__":
    show(__doc__, lambda quick: measure(*((300, 3) if quick else (1000, 15))))
