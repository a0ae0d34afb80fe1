from __future__ import annotations

from django.urls import path

from quietline.desk.notes import views

urlpatterns = [path("<uuid:thread_id>/note/", views.note, name="note")]
