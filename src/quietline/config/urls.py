"""Every path of Quietline. Public ones are listed in tests/boundaries/test_public_paths.py and docs/paths.md."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from quietline.config.views import choose_language

urlpatterns = [
    path("", choose_language, name="choose-language"),
    path("", include("quietline.team.urls")),
    path("desk/", include("quietline.desk.urls")),
    path("hooks/", include("quietline.contact.calls.urls")),
    *i18n_patterns(
        path("", include("quietline.content.urls")),
        path("", include("quietline.contact.urls")),
    ),
]
handler400 = "quietline.config.views.bad_request"
handler403 = "quietline.config.views.forbidden"
handler404 = "quietline.config.views.not_found"
handler500 = "quietline.config.views.failed"
