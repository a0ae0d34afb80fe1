"""The partners' island inside a test's own process: its addresses, its middleware, the figures database."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.test import Client, override_settings
from django.utils import timezone

from quietline.config.datadir import DataDir
from quietline.insights.partners import actions, keys, links, sittings
from quietline.insights.partners.models import Partner

PASSWORD = "seven herons over a quiet weir"
OF_THE_ISLAND = (
    "ROOT_URLCONF",
    "MIDDLEWARE",
    "TEMPLATES",
    "AUTH_PASSWORD_VALIDATORS",
    "CSRF_FAILURE_VIEW",
    "CSRF_COOKIE_NAME",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
)


@contextmanager
def on_the_island() -> Iterator[None]:
    """Requests inside are answered as the island answers them."""
    DataDir(Path(os.environ["QUIETLINE_DATA"])).make_partners_key()
    from quietline.config.island import settings as island

    chosen = {name: getattr(island, name) for name in OF_THE_ISLAND} | {"SECRET_KEY": island.SECRET_KEY}
    with override_settings(**chosen):
        yield


def invited(email: str = "sam@constabulary.example", *, areas: Iterable[tuple[str, str]] = ()) -> tuple[Partner, str]:
    """A partner with a link that was not used yet."""
    token, mark = links.new_link(timezone.now())
    row = Partner.objects.create(email=email, name="Sam Okafor", link_mark=mark, invited_on=timezone.localdate())
    for code, name in areas:
        row.areas.create(code=code, name=name)
    return row, token


def with_access(
    email: str = "sam@constabulary.example",
    *,
    areas: Iterable[tuple[str, str]] = (("esk-vale", "Esk Vale"),),
    campaign: tuple[str, date, date] | None = None,
) -> Partner:
    """A partner who came in; inside the island."""
    row, _ = invited(email, areas=areas)
    actions.take_up(partner=row.pk, link_mark=row.link_mark, password=PASSWORD, step=0)
    if campaign:
        name, begins_on, ends_on = campaign
        row.campaigns.create(code=name[:3].lower(), name=name, begins_on=begins_on, ends_on=ends_on)
    return Partner.objects.get(pk=row.pk)


def signed_in_partner(partner: Partner) -> Client:
    """A browser in which this partner signed in."""
    from django.http import HttpResponse

    client, response = Client(), HttpResponse()
    sittings.begin(response, partner)
    client.cookies[sittings.sitting_cookie()] = response.cookies[sittings.sitting_cookie()].value
    return client


def shown_by_app(partner: Partner) -> str:
    return keys.code_now(partner.link_mark)
