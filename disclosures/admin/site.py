"""The officials' workbench at /quan-tri/: one's own work first, reference data below."""

from django.contrib import admin


class WorkbenchSite(admin.AdminSite):
    """Django's admin site with our start page and our custom views."""
