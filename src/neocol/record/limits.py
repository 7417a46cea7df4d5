"""Plausibility bounds of input: what no person, needle or file can exceed. Not clinical limits.

A value outside is a slip of the pen (15 mm for 1.5 mm) and is refused at the door; what is
clinically allowed inside these bounds is decided by the evidence.
"""

from typing import Final

AGE_MAX_YEARS: Final = 120
WEIGHT_MAX_KG: Final = 500
NEEDLE_MAX_MM: Final = 5.0
"""The longest needle sold for collagen induction is about 3 mm; 5 mm leaves room."""
NEEDLE_MAX_SIMULATED_MM: Final = 3.0
"""The twin knows nothing of longer needles."""
DENSITY_MAX_PER_CM2: Final = 10_000.0
"""Needles that stand a tenth of a millimetre apart."""
PAST_MAX_DAYS: Final = 40_000
TEXT_MAX_CHARS: Final = 2_000
WORDS_MAX_CHARS: Final = 100_000
"""What a worried person may write at once; nobody is turned away for writing too much."""
DOCUMENT_MAX_CHARS: Final = 30_000_000
NESTING_MAX: Final = 60
INTEGER_MAX_BITS: Final = 1_000
"""Far beyond any float, and far below what Python refuses to write out."""
SHOWN_CHARS: Final = 60
"""How much of a wrong value an error shows."""
OPENING_CHARS: Final = 200
"""How far into a text a quoted key tells JSON from YAML's own braces."""
PASSES_MAX: Final = 100
"""Strokes over every point; four directions and eight strokes each are 32."""
DAYS_MAX_SIMULATED: Final = 3650
MEMBERS_MAX: Final = 10_000
MEMBERS_DEFAULT: Final = 200
SESSIONS_MAX_SIMULATED: Final = 200
"""Weekly for four years."""
MEMBER_SESSIONS_MAX: Final = 100_000
"""What fits the memory of a small computer."""
UV_INDEX_MAX: Final = 25
"""The highest ever measured lies below."""
SEVERITY_MAX: Final = 10
"""The scale is 0 to 10 by its name."""
TOLD_APART_MIN: Final = 0.5
"""Below it two courses could each be better than the other."""
PEOPLE_MAX: Final = 1_000_000
"""Far beyond any study."""
OUTCOME_MAX: Final = 1e6
OUTCOME_MIN: Final = 1e-6
"""A baseline nearer to zero is none."""
