"""The command line: one thin file a verb group. Rooms are imported when their verb is called."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

import typer

from neocol import __version__
from neocol.cli import (
    aftercare,
    anaesthetic,
    clinic,
    consult,
    course,
    intake,
    knowledge,
    outcome,
    personal,
    photo,
    prp,
    scales,
)
from neocol.cli.answers import fail

app = typer.Typer(
    name="neocol",
    help="Treatment planning and care for collagen induction therapy (microneedling).\n\n"
    "FILE is JSON or YAML, - is standard input; a FHIR R4 Bundle is read as a case. "
    "Research and decision-support software, not a medical device.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    consult,
    intake,
    scales,
    photo,
    course,
    anaesthetic,
    prp,
    aftercare,
    outcome,
    personal,
    knowledge,
    clinic,
):
    group.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        from neocol import evidence

        typer.echo(f"neocol {__version__}, evidence {evidence.version()}")
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and end."
    ),
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status.

    0 fine; 1 some item of a list failed; 2 the call or a file cannot be used.
    """
    from typer.exceptions import Abort, TyperException

    try:
        status = app(list(arguments) or ["--help"], prog_name="neocol", standalone_mode=False)
    except TyperException as error:
        return fail(error.format_message())
    except ValueError as error:
        if not _is_ours(error):
            raise
        return fail(str(error))
    except BrokenPipeError:
        # The reader (head, a pager) has gone: that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Abort, KeyboardInterrupt):
        return fail("stopped")
    except OSError as error:
        return fail(f"{error.filename or 'file'}: {(error.strerror or str(error)).lower()}")
    return int(status or 0)


def _is_ours(error: ValueError) -> bool:
    """Tell an answer about bad input from a mistake of the program."""
    from neocol.evidence import EvidenceError
    from neocol.record import RecordError

    return isinstance(error, RecordError | EvidenceError)


_RARELY: Final = 100_000
"""A command is short and reads large tables that live to its end: look for garbage rarely."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_RARELY)
    sys.exit(run(sys.argv[1:]))
