"""What happens when a page or a campaign changes: the kept pages are forgotten, here and on the other nodes."""

from __future__ import annotations

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from quietline.content.queries import emergency_numbers
from quietline.edge.pages import pages
from quietline.live.hub import hub
from quietline.ui.emergency import numbers

# A page may stand in lists on others: all are forgotten, and made anew as they are asked for.
TOPIC = "site"


def connect() -> None:
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_changed, dispatch_uid=f"quietline-site-{id(signal)}")
    # Its words, its dates and who may frame its message.
    post_save.connect(_changed, sender="campaigns.Campaign", dispatch_uid="quietline-site-campaign")

    hub.heard[TOPIC] = _forget
    numbers.read_from(emergency_numbers)


def _forget() -> None:
    numbers.forget()
    pages.clear()


def _changed(sender: object, **_: object) -> None:
    transaction.on_commit(forget_everywhere)


def forget_everywhere() -> None:
    hub.publish(TOPIC)
