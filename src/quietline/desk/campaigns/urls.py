from __future__ import annotations

from django.urls import path

from quietline.desk.campaigns import areas, history, printing, views

app_name = "campaigns"
urlpatterns = [
    path("", views.register, name="list"),
    path("new/", views.new, name="new"),
    path("history/", history.history, name="history"),
    path("history/<int:source>/undo/", history.undo, name="history-undo"),
    path("areas/", areas.areas, name="areas"),
    path("<uuid:campaign_id>/", views.one, name="one"),
    path("<uuid:campaign_id>/code.svg", printing.code, name="code"),
    path("<uuid:campaign_id>/print/<slug:language>/<slug:kind>/", printing.sheet, name="sheet"),
    path("<uuid:campaign_id>/change/", views.change, name="change"),
    path("<uuid:campaign_id>/plan/", views.plan, name="plan"),
    path("<uuid:campaign_id>/call-off/", views.call_off, name="call-off"),
]
