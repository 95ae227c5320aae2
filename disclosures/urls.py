"""Every address of the domain, grouped by prefix."""

urlpatterns: list = []
