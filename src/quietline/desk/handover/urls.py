from __future__ import annotations

from django.urls import path

from quietline.desk.handover import views

urlpatterns = [
    path("handover/", views.handover, name="handover"),
    path("handover/<uuid:note_id>/read/", views.read, name="handover-read"),
    path("<uuid:thread_id>/transfer/", views.transfer, name="transfer"),
]
