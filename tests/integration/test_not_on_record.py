"""What nobody can tell of a seeker from the database: that they came back, that they left, what they wrote."""

from __future__ import annotations

from django.test import Client

from quietline.audit.models import Entry
from quietline.contact.forms import new_draft
from quietline.contact.models import Message
from quietline.contact.rules import sent_once
from tests.factories.helpline import TEXT, Helpline, write_to


def test_coming_back_and_leaving_are_not_on_record(helpline: Helpline) -> None:
    opened, seeker = write_to(helpline), Client()
    stood = Entry.objects.count()
    words = " ".join(opened.phrase.words)
    assert seeker.post("/en/return/", {"phrase": words})["Location"] == "/en/contact/thread/"
    assert seeker.get("/en/contact/thread/").status_code == 200
    assert seeker.get("/en/contact/left/").status_code == 200
    assert Entry.objects.count() == stood


def test_a_drafts_mark_says_nothing_about_the_text(helpline: Helpline) -> None:
    for _ in range(2):
        write_to(helpline, TEXT)
    one, other = Message.objects.values_list("draft", flat=True)
    assert one != other
    assert {one, other}.isdisjoint({sent_once("", TEXT), sent_once(new_draft(), TEXT)})
