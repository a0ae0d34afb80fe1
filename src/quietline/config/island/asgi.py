"""The ASGI application of the partners' island: the same edge in front, another Django behind."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quietline.config.island.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from quietline.config.island.settings import INSTALLATION  # noqa: E402
from quietline.config.schedule import Job  # noqa: E402
from quietline.edge.app import Edge  # noqa: E402
from quietline.edge.bridge import Bridge  # noqa: E402
from quietline.edge.limits import limits  # noqa: E402
from quietline.edge.pages import pages  # noqa: E402
from quietline.insights.partners import sittings  # noqa: E402
from quietline.ui.assets import assets  # noqa: E402

limits.configure(INSTALLATION.limits)

THREADS = 12
JOBS = (
    Job("sittings", every=3600, run=sittings.forget_old),
    Job("forget", every=60, run=limits.forget_when_old),
)
application = Edge(
    bridge=Bridge(get_wsgi_application(), secure=settings.SECURE, threads=THREADS),
    pages=pages,
    limits=limits,
    assets={asset.url: asset for asset in assets().values()},
    allowed_hosts=settings.ALLOWED_HOSTS,
    secure=settings.SECURE,
    behind_proxy=INSTALLATION.behind_proxy,
)
