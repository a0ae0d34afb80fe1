from __future__ import annotations

from django.urls import path

from quietline.insights.board import views

app_name = "figures"
urlpatterns = [path("", views.board, name="board")]
