"""The desk's pages of partners' accounts, with the password asked for once more before each act.

Here because asking for it leads to practitioners' keys, of which the figures know nothing.
"""

from __future__ import annotations

from django.urls import path

from quietline.config.confirming import confirmed
from quietline.insights.partners.inviting import views

app_name = "partner-accounts"
urlpatterns = [
    path("partners/", views.listing, name="list"),
    path("partners/new/", confirmed(views.new), name="new"),
    path("partners/<int:partner>/", confirmed(views.change), name="change"),
    path("partners/<int:partner>/again/", confirmed(views.again), name="again"),
    path("partners/<int:partner>/end/", confirmed(views.end), name="end"),
]
