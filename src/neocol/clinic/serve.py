"""Serves the clinic on this computer, and nowhere else."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
import webbrowser

from neocol.record import RecordError

_OPEN_AFTER_S = 1.5
_THREADS = 2
"""Requests that are worked on at once; more wait in line."""


def serve(*, host: str = "127.0.0.1", port: int = 8000, open_browser: bool = False) -> None:
    """Serve until stopped.

    Raises
    ------
    RecordError
        When the address is not this computer's own (there are no accounts yet), or something else
        listens there already.
    """
    if not is_loopback(host):
        raise RecordError(f"{host} is not this computer: the clinic has no accounts yet", "--host")
    _refuse_taken(host, port)
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
        blocking_threads=_THREADS,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


def _refuse_taken(host: str, port: int) -> None:
    """Refuse a port that is in use: two clinics on one port would answer in turn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do, so that a port that was just closed counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError:
            raise RecordError(f"port {port} is in use; choose another", "--port") from None


def is_loopback(host: str) -> bool:
    """Tell whether an address means this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
