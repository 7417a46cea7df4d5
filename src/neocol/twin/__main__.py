"""Compiles the twin and keeps the code on disk, so that nobody waits for it later."""

import numpy as np

from neocol.twin.ensemble import follow
from neocol.twin.members import reference_needling
from neocol.twin.priors import draw_members
from neocol.twin.skin import Skin

if __name__ == "__main__":
    follow(draw_members(Skin(), 1), [((0.0, reference_needling()),)], np.ones(1), threads=1)
