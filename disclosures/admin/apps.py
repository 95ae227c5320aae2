"""Puts the portal's workbench in the place of Django's own admin site."""

from django.contrib.admin.apps import AdminConfig


class WorkbenchConfig(AdminConfig):
    """`django.contrib.admin` with our site at /quan-tri/."""

    default_site = "disclosures.admin.site.WorkbenchSite"
