from __future__ import annotations

from django.urls import include, path

from quietline.contact import views

app_name = "contact"
urlpatterns = [
    path("contact/", views.start, name="start"),
    path("contact/confidentiality/", views.statement, name="statement"),
    path("contact/write/", views.write, name="write"),
    path("contact/write/<slug:key>/<int:version>/", views.write_form, name="write-form"),
    path("contact/phrase/", views.phrase, name="phrase"),
    path("contact/phrase/confirm/", views.confirm, name="confirm"),
    path("contact/thread/", views.thread, name="thread"),
    path("contact/erase/", views.erase, name="erase"),
    path("contact/left/", views.left, name="left"),
    path("return/", views.return_, name="return"),
    path("exit/", views.exit_, name="exit"),
    path("", include("quietline.contact.call_backs.urls")),
]
