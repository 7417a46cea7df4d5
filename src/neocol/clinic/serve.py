"""Serves the clinic on this computer, and nowhere else."""

from __future__ import annotations

import ipaddress
import sys
import threading
import webbrowser

from neocol.record import RecordError

_OPEN_AFTER_S = 1.5
_WAITING_MAX = 16
"""Requests that are worked on at once; more wait in line."""


def serve(*, host: str = "127.0.0.1", port: int = 8000, open_browser: bool = False) -> None:
    """Serve until stopped.

    Raises
    ------
    RecordError
        When the address is not this computer's own: there are no accounts yet.
    """
    if not is_loopback(host):
        raise RecordError(f"{host} is not this computer: the clinic has no accounts yet", "--host")
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    address = f"http://{host}:{port}/"
    sys.stdout.write(f"The clinic is open at {address} (Ctrl+C closes it)\n")
    sys.stdout.flush()
    if open_browser:
        threading.Timer(_OPEN_AFTER_S, webbrowser.open, (address,)).start()
    Granian(
        "neocol.clinic.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        backpressure=_WAITING_MAX,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


def is_loopback(host: str) -> bool:
    """Tell whether an address means this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
