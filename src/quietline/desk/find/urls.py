from __future__ import annotations

from django.urls import path

from quietline.desk.find import views

urlpatterns = [path("find/", views.search, name="find")]
