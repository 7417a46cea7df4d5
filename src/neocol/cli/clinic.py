"""Verbs of the clinic: demo, serve, manage."""

from __future__ import annotations

from typing import Annotated

import typer

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this computer.")]
Data = Annotated[
    str | None, typer.Option("--data", metavar="DIR", help="Where the clinic keeps its data.")
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(demo)
    app.command()(serve)
    app.command(
        context_settings={
            "allow_extra_args": True,
            "ignore_unknown_options": True,
            "help_option_names": [],
        }
    )(manage)


def demo(
    port: Port = 8000,
    data: Data = None,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the browser.")
    ] = True,
) -> None:
    """The demonstration clinic: invented patients, read only, on this computer."""
    _at(data or "neocol-demo")
    from neocol.clinic.demo import prepare

    prepare()
    _serve(port, open_browser=open_browser)


def serve(port: Port = 8000, data: Data = None) -> None:
    """Serve the clinic on this computer."""
    _at(data)
    _serve(port, open_browser=False)


def manage(context: typer.Context) -> None:
    """Django's own commands (migrate, check, …)."""
    _at(None)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["neocol manage", *context.args])


def _at(data: str | None) -> None:
    """Point Django at the settings and the data folder, before anything of it is imported."""
    import os

    from neocol.record import RecordError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "neocol.clinic.settings")
    if data is not None:
        os.environ["NEOCOL_DATA"] = data
    try:
        import django  # noqa: F401
    except ImportError:
        raise RecordError("the clinic needs more: install neocol[all]") from None


def _serve(port: int, *, open_browser: bool) -> None:
    from neocol.clinic.serve import serve as run

    run(port=port, open_browser=open_browser)
