"""The demo's own mail server: takes every letter and puts it into a folder; nothing goes out.

Run by the demo as a process of its own: python -m portal.demo_mail PORT FOLDER.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Keeps each letter as a file; the whole file or none, named by the moment it came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the letter; aiosmtpd calls it under this name."""
        content = envelope.content or b""
        if isinstance(content, str):
            content = content.encode()
        descriptor, path = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(path).rename(self.folder / f"{time.time_ns()}.eml")
        return "250 kept"


def main(port: int, folder: Path) -> None:
    """Serve on loopback until told to stop."""
    controller = Controller(Mailbox(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        asyncio.new_event_loop().run_forever()
    except KeyboardInterrupt:
        controller.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
