"""The ASGI application: the edge in front, the live wire beside, Django behind."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quietline.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from quietline.config.settings import INSTALLATION  # noqa: E402
from quietline.desk.live import desk_stream  # noqa: E402
from quietline.edge.app import Edge  # noqa: E402
from quietline.edge.bridge import Bridge  # noqa: E402
from quietline.edge.limits import limits  # noqa: E402
from quietline.edge.pages import pages  # noqa: E402
from quietline.ui.assets import assets  # noqa: E402

limits.configure(INSTALLATION.limits)

application = Edge(
    bridge=Bridge(get_wsgi_application(), secure=settings.SECURE),
    pages=pages,
    limits=limits,
    assets={asset.url: asset for asset in assets().values()},
    streams={"/desk/live/": desk_stream},
    allowed_hosts=settings.ALLOWED_HOSTS,
    secure=settings.SECURE,
    behind_proxy=INSTALLATION.behind_proxy,
)
