from __future__ import annotations

from django.urls import path

from quietline.desk.wanted import views

urlpatterns = [path("<uuid:thread_id>/skill/", views.wanted, name="wanted")]
