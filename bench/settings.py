"""The portal's own settings with one more address, the empty view that pages are held against, and
one more name, that of the proxy's sample configuration."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = ["127.0.0.1", "congkhai.example"]
