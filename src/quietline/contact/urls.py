from __future__ import annotations

from django.urls import include, path

from quietline.contact import views
from quietline.contact.chat import views as chat

app_name = "contact"
urlpatterns = [
    path("contact/", views.start, name="start"),
    path("contact/confidentiality/", views.statement, name="statement"),
    path("contact/write/", views.write, name="write"),
    path("contact/write/<slug:key>/<int:version>/", views.write_form, name="write-form"),
    path("contact/chat/", chat.chat, name="chat"),
    path("contact/chat/now/", chat.go_live, name="go-live"),
    path("contact/chat/danger/", chat.danger, name="danger"),
    path("contact/chat/room/", chat.room, name="room"),
    path("contact/chat/<slug:key>/<int:version>/", chat.chat_form, name="chat-form"),
    # Answered by the live wire (config/asgi.py) before Django is asked; here so that templates can name them.
    path("contact/live/", chat.on_the_wire, name="live"),
    path("contact/say/", chat.on_the_wire, name="say"),
    path("contact/typing/", chat.on_the_wire, name="typing"),
    path("contact/phrase/", views.phrase, name="phrase"),
    path("contact/phrase/confirm/", views.confirm, name="confirm"),
    path("contact/thread/", views.thread, name="thread"),
    path("contact/erase/", views.erase, name="erase"),
    path("contact/left/", views.left, name="left"),
    path("return/", views.return_, name="return"),
    path("exit/", views.exit_, name="exit"),
    path("", include("quietline.contact.call_backs.urls")),
    path("", include("quietline.contact.plans.urls")),
]
