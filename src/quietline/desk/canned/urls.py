from __future__ import annotations

from django.urls import path

from quietline.desk.canned import views

urlpatterns = [
    path("canned/", views.canned, name="canned"),
    path("canned/new/", views.new, name="canned-new"),
    path("canned/<uuid:reply_id>/", views.edit, name="canned-edit"),
    path("canned/<uuid:reply_id>/retire/", views.retire, {"retired": True}, name="canned-retire"),
    path("canned/<uuid:reply_id>/bring-back/", views.retire, {"retired": False}, name="canned-back"),
]
