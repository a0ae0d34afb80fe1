from __future__ import annotations

from django.urls import path

from quietline.insights.partners.inviting import views

app_name = "partner-accounts"
urlpatterns = [
    path("partners/", views.listing, name="list"),
    path("partners/new/", views.new, name="new"),
    path("partners/<int:partner>/", views.change, name="change"),
    path("partners/<int:partner>/again/", views.again, name="again"),
    path("partners/<int:partner>/end/", views.end, name="end"),
]
