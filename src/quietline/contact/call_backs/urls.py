"""Below `contact/`; the names belong to contact's own."""

from __future__ import annotations

from django.urls import path

from quietline.contact.call_backs import views

urlpatterns = [
    path("contact/call-back/", views.call_back, name="call-back"),
    path("contact/call-back/<slug:key>/<int:version>/<slug:way>/", views.call_back_form, name="call-back-form"),
    path("contact/call/ask/<slug:way>/", views.ask_here, name="call-ask"),
    path("contact/call/time/", views.time, name="call-time"),
    path("contact/call/cancel/", views.cancel, name="call-cancel"),
]
