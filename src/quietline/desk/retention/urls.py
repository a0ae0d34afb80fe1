from __future__ import annotations

from django.urls import path

from quietline.desk.retention import views

urlpatterns = [
    path("", views.retention, name="retention"),
    path("periods/", views.set_periods, name="retention-periods"),
    path("hold/", views.ask_hold, name="retention-hold"),
    path("hold/<uuid:hold_id>/agree/", views.decide, {"name": "agree"}, name="hold-agree"),
    path("hold/<uuid:hold_id>/refuse/", views.decide, {"name": "refuse"}, name="hold-refuse"),
    path("hold/<uuid:hold_id>/ask-to-lift/", views.decide, {"name": "ask_to_lift"}, name="hold-ask-to-lift"),
    path("hold/<uuid:hold_id>/lift/", views.decide, {"name": "lift"}, name="hold-lift"),
    path("certificate/<str:on>/", views.certificate, name="retention-certificate"),
]
