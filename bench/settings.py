"""The portal's own settings with one more address: the empty view that pages are held against."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
