"""Every path of the partners' island."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", login_not_required(RedirectView.as_view(pattern_name="partners:home"))),
    path("partners/", include("quietline.insights.partners.urls")),
]
handler400 = "quietline.config.island.views.bad_request"
handler403 = "quietline.config.island.views.bad_request"
handler404 = "quietline.config.island.views.not_found"
handler500 = "quietline.config.island.views.failed"
