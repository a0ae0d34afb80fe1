from __future__ import annotations

from django.urls import path

from quietline.desk.signposts import views

urlpatterns = [
    path("signposts/", views.signposts, name="signposts"),
    path("signposts/new/", views.new, name="signpost-new"),
    path("signposts/import/", views.bring_in, name="signposts-import"),
    path("signposts/export/", views.export, name="signposts-export"),
    path("signposts/<uuid:signpost_id>/", views.edit, name="signpost"),
    path("signposts/<uuid:signpost_id>/checked/", views.checked, name="signpost-checked"),
    path("signposts/<uuid:signpost_id>/retire/", views.retire, {"retired": True}, name="signpost-retire"),
    path("signposts/<uuid:signpost_id>/bring-back/", views.retire, {"retired": False}, name="signpost-back"),
]
