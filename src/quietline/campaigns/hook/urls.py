from __future__ import annotations

from django.urls import path

from quietline.campaigns.hook import views

app_name = "campaign-hook"
urlpatterns = [path("campaign/", views.campaign, name="campaign")]
