"""The clinic as a WSGI application; plans are asked for before anybody opens one."""

import os
import threading

from django.core.wsgi import get_wsgi_application


def _warm() -> None:
    from neocol.clinic.selectors import warm

    warm()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "neocol.clinic.settings")
application = get_wsgi_application()
threading.Thread(target=_warm, daemon=True).start()
