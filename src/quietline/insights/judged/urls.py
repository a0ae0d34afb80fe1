from __future__ import annotations

from django.urls import path

from quietline.insights.judged import views

app_name = "evaluation"
urlpatterns = [
    path("<uuid:campaign_id>/evaluation/", views.evaluation, name="one"),
    path("<uuid:campaign_id>/ahead/", views.ahead, name="ahead"),
    path("<uuid:campaign_id>/forecast/", views.forecast, name="forecast"),
]
