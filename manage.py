#!/usr/bin/env python
"""Run one of the portal's commands; the demo gets an embedded PostgreSQL when none is set."""

import os
import sys

from django.core.management import execute_from_command_line

from portal import demo


def main() -> None:
    """Hand the command line to Django under the portal's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] != ["demo"]:
        execute_from_command_line(sys.argv)
        return
    if not demo.port_is_free(int(os.environ.get("PORT", "8000"))):
        sys.exit("Something answers on the demo's port already. Stop it, or set PORT.")
    try:
        demo.prepare_environment()
        execute_from_command_line(sys.argv)
    except BaseException:
        demo.stop_database()
        raise
    sys.exit(demo.serve())


if __name__ == "__main__":
    main()
