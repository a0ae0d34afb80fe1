"""The pages of releases, with the password asked for once more before each act."""

from __future__ import annotations

from django.urls import path

from quietline.config.confirming import confirmed
from quietline.insights.released import views

app_name = "releases"
urlpatterns = [
    path("", views.listed, name="list"),
    path("window/<slug:window>/", views.window, name="window"),
    path("window/<slug:window>/draw/", confirmed(views.draw), name="draw"),
    path("window/<slug:window>/release/", confirmed(views.make), name="make"),
    path("<slug:number>/", views.one, name="one"),
    path("<slug:number>/correct/", confirmed(views.correct), name="correct"),
    path("<slug:number>/files/<slug:kind>/", views.file, name="file"),
]
