"""Below `desk/duty/`."""

from __future__ import annotations

from django.urls import path

from quietline.desk.rota import views

urlpatterns = [
    path("", views.duty, name="duty"),
    path("begin/", views.begin, name="duty-begin"),
    path("end/", views.end, name="duty-end"),
    path("break/", views.take_break, name="duty-break"),
    path("back/", views.back, name="duty-back"),
    path("wrap-up/", views.wrap_up, name="duty-wrap-up"),
    path("hard/", views.hard, name="duty-hard"),
    path("talked-over/", views.talked_over, name="duty-talked-over"),
    path("seen/", views.seen, name="duty-seen"),
    path("here/", views.here, name="duty-here"),
]
