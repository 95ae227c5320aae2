"""Static files: one stylesheet for readers and one for staff, built from the small files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, compressed once."""
