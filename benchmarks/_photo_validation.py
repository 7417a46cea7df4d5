"""The validation page of the photograph's measures: every section, and how they become files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from _photo_colours import pigments, tones
from _photo_coverage import coverage, repeats
from _photo_faces import faces
from _photo_gates import gates
from _photo_marks import lines
from _photo_page import Section, page
from _photo_pictures import pictures
from _photo_pits import pores, scars
from _photo_trials import Run
from neocol import __version__, evidence

PAGE = "photographs.md"
TITLE = "Photographs: what the measures are worth"


def limits(_: Run) -> Section:
    """Section 10: what cannot be validated here."""
    return Section(
        "10. What cannot be validated here",
        (
            (
                "- **No clinical grades.** No dermatologist's grades of wrinkles, pores, scars "
                "or pigment came with pictures that may be used.\n"
                "- **No other instrument.** Nothing here was compared with VISIA, Antera or any "
                "colorimeter.\n"
                "- **No real before and after.** No pair of pictures around a treatment was "
                "found that may be used: that a change is found on a real face was never "
                "shown.\n"
                "- **No real scars, no real pores at 8 px/mm.** The portraits have 3 px/mm.\n"
                "- **Rendered skin is simpler than skin.** It is flat, light does not wander "
                "below its surface, hair and make-up are few. What fails here fails on skin; "
                "what works here may still fail.\n"
                "- **21 people are few.** Groups of four to six people cannot show small "
                "differences."
            ),
        ),
    )


SECTIONS: tuple[Callable[[Run], Section], ...] = (
    lines, pores, pigments, tones, coverage, repeats, scars, gates, faces, limits,
)  # fmt: skip


def validate(run: Run, folder: Path, say: Callable[[str], None] = lambda _: None) -> Path:
    """Write the page and its pictures.

    Parameters
    ----------
    run : Run
    folder : Path
    say : callable
        Told what is done next.

    Returns
    -------
    Path
        The page.
    """
    held = []
    for section in SECTIONS:
        say(section.__doc__ or "")
        held.append(section(run))
    say("Pictures.")
    files = pictures(run)
    for section in held:
        files |= {name: text.encode() for name, text in section.drawings.items()}
    haste = ", **quickly: one seed, few conditions**" if run.quick else ""
    lead = [
        (
            f"Made by `make validation` with neocol {__version__} and evidence "
            f"{evidence.version()}{haste}. No figure on this page is typed by hand."
        ),
        (
            "Most of it rests on rendered skin, where all that is in the picture is known. "
            "Every picture goes the whole way: it is written as a file, analysed as any "
            "photograph with a drawn zone and a known scale, and read from the answer. Seeds "
            "are none that thresholds were set on. *F1* is the harmonic mean of precision (what "
            "is found is there) and recall (what is there is found)."
        ),
        "![The same lines in four lights: true above, found below](lines.png)",
        "![Pores, spots and scars: true above, found below](marks.png)",
        (
            "The same skin, true marks above, found ones below. Lines along the light are lost, "
            "and rolling scars are."
        ),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    path = folder / PAGE
    path.write_text(page(TITLE, lead, held), encoding="utf-8")
    return path
