"""Django's PostgreSQL backend; it alone decides otherwise when a kept connection is dead."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the socket whether the server hung up, not the server whether it is there.

    Before its first statement each request checks its kept connection. `SELECT 1` made that a
    fifth of what answering "not modified" costs. A server that stops or ends a session says so at
    once, so a silent socket belongs to a connection that was not ended.
    """

    def is_usable(self) -> bool:
        """Whether statements can be sent; asked of the server only where it has said something."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return True if not poll.poll(0) else bool(super().is_usable())
