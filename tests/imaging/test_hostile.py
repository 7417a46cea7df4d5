"""200 files that are no honest photographs: each gives a picture or one clear line, cheaply."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from neocol.cli import run
from tests.imaging.hostile_files import files

CAPPED_BYTES = 1_000_000_000
SECONDS = 2.0


CHILD = """
import json, re, sys, time
from pathlib import Path
from neocol.imaging.reading import read_picture
from neocol.record import RecordError
for path in sorted(Path(sys.argv[1]).iterdir()):
    data = path.read_bytes()
    start = time.process_time()
    try:
        said = str(read_picture(data).rgb.shape)
    except RecordError as error:
        said = f"refused: {error}"
    except BaseException as error:
        said = f"RAISED {error!r}"
    status = Path("/proc/self/status").read_text()
    peak = 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
    print(json.dumps([path.stem, said, time.process_time() - start, peak]), flush=True)
"""


def capped() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (CAPPED_BYTES, CAPPED_BYTES))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile")
    for number, data in enumerate(files().values()):
        (place / f"{number:03}.jpg").write_bytes(data)
    return place


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> dict[str, tuple[str, float, int]]:
    """What each file gave, its seconds of processor time, and the peak memory so far."""
    result = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=capped,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    assert result.stderr == ""
    names = list(files())
    lines = map(json.loads, result.stdout.splitlines())
    return {names[int(number)]: (said, took, peak) for number, said, took, peak in lines}


def test_there_are_two_hundred(outcomes: dict[str, tuple[str, float, int]]) -> None:
    assert len(outcomes) == len(files()) >= 200


def test_each_is_a_picture_or_one_line(outcomes: dict[str, tuple[str, float, int]]) -> None:
    for name, (said, _, _) in outcomes.items():
        assert said.startswith(("(", "refused: ")), name
        assert "\n" not in said, name
        assert 12 < len(said) < 200, name


def test_none_takes_two_seconds_or_a_gigabyte(
    outcomes: dict[str, tuple[str, float, int]],
) -> None:
    assert max(outcomes.items(), key=lambda item: item[1][1])[1][1] < SECONDS
    assert max(peak for _, _, peak in outcomes.values()) < CAPPED_BYTES


@pytest.mark.parametrize(
    "name",
    ["16-bit rgb png", "CMYK JPEG", "interlaced", "mpo", "jpeg with a zip behind", "exif garbage",
     "icc garbage", "orientation in words", "png of 60 megapixels", "palette of 60 megapixels",
     "1-bit tiff of 60 megapixels", "16-bit tiff of 60 megapixels", "bigtiff", "pages"],
)  # fmt: skip
def test_what_can_be_read_is_read(name: str, outcomes: dict[str, tuple[str, float, int]]) -> None:
    assert outcomes[name][0].startswith("(")


@pytest.mark.parametrize("kind", ["cut at 60%", "declares 30000x30000", "bomb", "garbage"])
def test_what_cannot_be_trusted_is_refused(
    kind: str, outcomes: dict[str, tuple[str, float, int]]
) -> None:
    trusted = ("exif garbage", "icc garbage", "text bomb", "text bombs", "icc bomb")
    for name, (said, _, _) in outcomes.items():
        if kind in name and name not in trusted:
            assert said.startswith("refused: "), name


def test_the_command_line_says_one_line_too(
    folder: Path,
    outcomes: dict[str, tuple[str, float, int]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for number, (said, _, _) in enumerate(outcomes.values()):
        if not said.startswith("refused: "):
            continue
        assert run(["analyse", str(folder / f"{number:03}.jpg")]) == 2
        out = capsys.readouterr()
        assert out.out == ""
        assert out.err.startswith("neocol: ")
        assert out.err.count("\n") == 1


@pytest.mark.parametrize(
    "name", ["heic bomb", "jpeg of 20000 passes", "tiff tag of 4 GB", "nothing"]
)
def test_the_program_itself_stays_within_a_gigabyte(name: str, folder: Path) -> None:
    path = folder / f"{list(files()).index(name):03}.jpg"
    result = subprocess.run(
        [sys.executable, "-m", "neocol", "analyse", str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=capped,
    )
    assert "Traceback" not in result.stderr
    assert result.returncode in (0, 2)
    assert result.stderr.count("\n") == (1 if result.returncode else 0)
