from __future__ import annotations

from django.urls import path

from quietline.insights.released import views

app_name = "releases"
urlpatterns = [
    path("", views.listed, name="list"),
    path("window/<slug:window>/", views.window, name="window"),
    path("window/<slug:window>/draw/", views.draw, name="draw"),
    path("window/<slug:window>/release/", views.make, name="make"),
    path("<slug:number>/", views.one, name="one"),
    path("<slug:number>/correct/", views.correct, name="correct"),
    path("<slug:number>/file/", views.file, name="file"),
]
