from __future__ import annotations

from django.urls import path

from quietline.content import views
from quietline.content.landing import views as landing
from quietline.content.offline import views as offline
from quietline.content.warning import views as warning

app_name = "content"
# These have names, as the program leads to them; every other page of the site is found below.
urlpatterns = [
    path("", views.page, name="home"),
    path("myself/", views.page, {"path": "myself/"}, name="myself"),
    path("somebody-else/", views.page, {"path": "somebody-else/"}, name="somebody-else"),
    path("professionals/", views.page, {"path": "professionals/"}, name="professionals"),
    path("how-it-works/", views.page, {"path": "how-it-works/"}, name="how-it-works"),
    path("help-now/", views.page, {"path": "help-now/"}, name="help-now"),
    path("first-step/", views.page, {"path": "first-step/"}, name="first-step"),
    path("offline/", offline.offer, name="offline"),
    path("offline/reading.html", offline.one_page, name="offline-page"),
    path("offline/reading.epub", offline.book, name="offline-book"),
    path("search/", views.search, name="search"),
    path("w/<slug:code>/", warning.warning, name="warning"),
    path("w/<slug:code>/frame/", warning.frame, name="warning-frame"),
    path("trust/", views.page, {"path": "trust/"}, name="trust"),
]
# After every other part's paths.
rest = [path("<path:path>", views.page, name="page")]
# Without a language: on posters and in radio spots an address must be short, and is typed without its last stroke.
short = [
    path("<slug:code>/", landing.arrive, name="arrive"),
    path("<slug:code>", landing.arrive),
    path("<slug:code>/embed/", warning.embed, name="embed"),
]
