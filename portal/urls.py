"""The site's addresses: those without a language first, then the domain's in each language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from disclosures import sitemaps
from disclosures.views import offline
from portal import demo_mailbox, health, metrics

urlpatterns = [
    # alive and ready
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
    # for search engines and catalogues
    path("robots.txt", sitemaps.robots, name="robots"),
    path("tim.xml", sitemaps.opensearch, name="opensearch"),
    path("danh-muc.jsonld", sitemaps.catalogue, name="data_catalogue"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:code>.xml", sitemaps.sitemap, name="sitemap"),
    # for browsers that keep notices
    path("sw.js", offline.service_worker, name="service_worker"),
    # for programs, the same in every language
    path("api/v1/", include("disclosures.api.v1")),
    path("so-cai/", include("disclosures.ledger_urls")),
    # everything else, Vietnamese without a prefix
    *i18n_patterns(
        path("quan-tri/", include("portal.accounts.urls")),
        path("", include("disclosures.urls")),
        prefix_default_language=False,
    ),
]

if settings.SAMPLE_DATABASE:
    # the letters of the demo, which go nowhere else
    urlpatterns += i18n_patterns(
        path("demo/thu/", demo_mailbox.mailbox, name="demo_mailbox"), prefix_default_language=False
    )

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.missing"
handler500 = "portal.errors.broken"
