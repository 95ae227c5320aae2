"""What the operator hears of at deployment, beside Django's own checks."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def scanner_is_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without a virus scanner uploads are cleaned and judged, but nobody looks for viruses."""
    if settings.CLAMD_SOCKET is not None:
        return []
    return [
        Warning(
            "No virus scanner is named: uploads are cleaned, but not scanned.",
            hint="Run clamd and set CLAMD_SOCKET to its socket, such as /run/clamav/clamd.ctl.",
            id="congkhai.W001",
        )
    ]
