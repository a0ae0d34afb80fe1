"""Below `plan/`; the names belong to contact's own."""

from __future__ import annotations

from django.urls import path

from quietline.contact.plans import views

urlpatterns = [
    path("plan/", views.keep, name="plan"),
    path("plan/<slug:key>/<int:version>/", views.keep_form, name="plan-form"),
    path("plan/mine/", views.mine, name="my-plan"),
    path("plan/mine/change/", views.change, name="plan-change"),
    path("plan/mine/check-in/", views.check_in, name="plan-check-in"),
    path("plan/mine/show/", views.show, name="plan-show"),
    path("plan/mine/show/there/", views.show_there, name="plan-show-there"),
]
