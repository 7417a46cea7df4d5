"""The three networks inside the mediapipe wheel: found, checked by hash, run by OpenCV.

References
----------
Bazarevsky et al., BlazeFace, arXiv:1907.05047. Kartynnik et al., face mesh, arXiv:1907.06724.
Ablavatski et al., iris, arXiv:2006.11341. The files are Apache-2.0 (docs/decisions/005).
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.record import RecordError

_PACKAGE: Final = "mediapipe"
_MODULES: Final = "mediapipe/modules"
_FILES: Final = {
    "detection": (
        "face_detection/face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    ),
    "mesh": (
        "face_landmark/face_landmark.tflite",
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    ),
    "iris": (
        "iris_landmark/iris_landmark.tflite",
        "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    ),
}


class NetworkMissing(RecordError):  # noqa: N818 - it says what is the matter
    """The landmark networks are not installed, or not the ones that were tested."""


@cache
def _network(name: str) -> Any:
    file, digest = _FILES[name]
    try:
        held = metadata.distribution(_PACKAGE)
    except metadata.PackageNotFoundError:
        raise NetworkMissing("photographs need more: install neocol[imaging]") from None
    path = Path(str(held.locate_file(f"{_MODULES}/{file}")))
    if not path.is_file():
        raise NetworkMissing(f"{_PACKAGE} {held.version} holds no {file}; 0.10.21 does")
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise NetworkMissing(f"{file} is not the network that was tested (its hash differs)")
    return cv2.dnn.readNetFromTFLite(str(path))


def run(name: str, image: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Run a network.

    Parameters
    ----------
    name : str
        detection, mesh or iris.
    image : array of shape (H, W, 3), RGB
        In the size and value range that the network was trained on.

    Returns
    -------
    list of arrays
        Flattened outputs, the longest first.
    """
    network = _network(name)
    network.setInput(cv2.dnn.blobFromImage(image))
    outputs = network.forward(network.getUnconnectedOutLayersNames())
    return sorted((np.asarray(out).reshape(-1) for out in outputs), key=len, reverse=True)
