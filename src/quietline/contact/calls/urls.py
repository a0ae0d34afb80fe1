from __future__ import annotations

from django.urls import path

from quietline.contact.calls import views

app_name = "hooks"
urlpatterns = [path("calls/", views.calls, name="calls")]
