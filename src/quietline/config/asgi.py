"""The ASGI application: the edge in front, the live wire beside, Django behind."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quietline.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from quietline.config.settings import INSTALLATION  # noqa: E402
from quietline.contact.chat.live import say, seeker_stream, type_signal  # noqa: E402
from quietline.contact.chat.room import Room  # noqa: E402
from quietline.content.editor_files import EditorFiles  # noqa: E402
from quietline.desk.live import desk_stream, holder_stream, holder_types  # noqa: E402
from quietline.edge.app import Edge  # noqa: E402
from quietline.edge.bridge import Bridge  # noqa: E402
from quietline.edge.limits import limits  # noqa: E402
from quietline.edge.pages import pages  # noqa: E402
from quietline.ui.assets import assets  # noqa: E402

limits.configure(INSTALLATION.limits)

LANGUAGE = f"(?P<language>{'|'.join(code for code, _ in settings.LANGUAGES)})"
THREAD = "(?P<thread_id>[0-9a-f-]{36})"

bridge = Bridge(get_wsgi_application(), secure=settings.SECURE)
application = Edge(
    bridge=bridge,
    pages=pages,
    limits=limits,
    assets={asset.url: asset for asset in assets().values()},
    editor_files=EditorFiles(),
    wire={
        "/desk/live/": desk_stream,
        f"/desk/{THREAD}/live/": holder_stream,
        f"/desk/{THREAD}/typing/": holder_types,
        f"/{LANGUAGE}/contact/live/": seeker_stream,
        f"/{LANGUAGE}/contact/say/": say,
        f"/{LANGUAGE}/contact/typing/": type_signal,
        f"/{LANGUAGE}/contact/chat/room/": Room(bridge),
    },
    allowed_hosts=settings.ALLOWED_HOSTS,
    secure=settings.SECURE,
    behind_proxy=INSTALLATION.behind_proxy,
)
