"""Fits both predictors to every published cohort and stores them: `python -m neocol.cohort`."""

from __future__ import annotations

import sys
import time


def main() -> None:
    """Fit and store, saying what is done."""
    from neocol.cohort.calibration import Calibration
    from neocol.cohort.store import write
    from neocol.twin.priors import DEFAULT_SEED

    start = time.perf_counter()

    def say(what: str) -> None:
        sys.stderr.write(f"{time.perf_counter() - start:5.0f} s  {what}\n")

    calibration = Calibration(DEFAULT_SEED)
    say(f"the twin in small, {len(calibration.observed.cohorts)} cohorts")
    fitted = calibration.fitted()
    for name, one in [*fitted.twin.items(), ("literature", fitted.literature)]:
        say(f"{name}: R-hat {one.worst_r_hat:.3f}, {one.least_effective:.0f} effective draws")
    say(f"scores as if left out: {fitted.scores}")
    write(calibration, fitted)
    say("stored")


if __name__ == "__main__":
    main()
