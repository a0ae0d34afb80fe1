"""The demo's directory: invented services of an invented region, and the real published numbers of the help page."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from quietline.team.signposts.rules import Entry, Organisation, Phone

_DEMO = UUID("6f1e2b52-8f0b-4f0c-9f3a-5a4f1d2c7b10")


def _ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def _entry(name: str, organisation: str, description: str, number: str, **more: object) -> Entry:
    return Entry(
        id=uuid5(_DEMO, name),
        organisation=Organisation(uuid5(_DEMO, organisation), organisation),
        name=name,
        description=description,
        phones=(Phone(number),),
        **more,  # type: ignore[arg-type]
    )


SIGNPOSTS = (
    _entry(
        "Samaritans",
        "Samaritans",
        "Somebody to talk to about anything that troubles you.",
        "116 123",
        hours="day and night, every day, free of charge",
        url="https://www.samaritans.org/",
        needs=("crisis", "suicidal thoughts"),
        languages=("en",),
        checked_on=_ago(22),
    ),
    _entry(
        "NSPCC Helpline",
        "NSPCC",
        "For adults who worry about a child.",
        "0808 800 5000",
        url="https://www.nspcc.org.uk/",
        needs=("child protection",),
        languages=("en",),
        minimum_age=18,
        checked_on=_ago(22),
    ),
    _entry(
        "Childline",
        "NSPCC",
        "For children and young people, about anything.",
        "0800 1111",
        hours="day and night, every day, free of charge",
        url="https://www.childline.org.uk/",
        needs=("child protection", "young people"),
        languages=("en",),
        maximum_age=18,
        checked_on=_ago(22),
    ),
    _entry(
        "Larkmere Talking Therapies",
        "Larkmere Health",
        "Counselling for low mood, anxiety and habits that are hard to change.",
        "01632 960101",
        hours="Mon to Fri 9:00–17:00",
        areas=("north-larkmere", "esk-vale"),
        needs=("counselling", "anxiety", "low mood"),
        languages=("en", "ar"),
        minimum_age=16,
        checked_on=_ago(71),
    ),
    _entry(
        "Esk Vale Family Centre",
        "Esk Vale Families",
        "Advice for parents, a place to meet, help with forms.",
        "01632 960102",
        hours="Tue and Thu 10:00–15:00",
        areas=("esk-vale",),
        needs=("parenting", "family"),
        languages=("en",),
        checked_on=_ago(266),
    ),
    _entry(
        "Port Tamsin Debt Advice",
        "Tamsin Advice",
        "Free and confidential advice about money.",
        "01632 960103",
        areas=("port-tamsin",),
        needs=("money",),
        languages=("en",),
        checked_on=_ago(35),
    ),
    _entry(
        "The Fells Night Line",
        "The Fells Volunteers",
        "Somebody who listens when the night is long.",
        "01632 960104",
        hours="every day 20:00–2:00",
        areas=("the-fells",),
        needs=("loneliness", "crisis"),
        languages=("en",),
    ),
    _entry(
        "Larkmere Alcohol and Drugs Service",
        "Larkmere Health",
        "Help with drinking and drugs, for you or somebody you care for.",
        "01632 960105",
        needs=("alcohol", "drugs"),
        languages=("en",),
        minimum_age=18,
        checked_on=_ago(86),
    ),
    _entry(
        "Bridge House Family Support",
        "Bridge House",
        "For partners and relatives of somebody who is under investigation.",
        "01632 960106",
        hours="Mon, Wed 12:00–18:00",
        needs=("family", "legal"),
        languages=("en", "ar"),
        minimum_age=18,
        checked_on=_ago(50),
    ),
)

_WELCOME = """\
Thank you for writing to us. It takes courage to do that. Everything here is confidential within the limits that you \
have read. What would you like to talk about first?"""
_TOMORROW = """\
Thank you for your message. We have read it and want to answer with care, so you will hear from us tomorrow. If you \
can't wait, Samaritans listen day and night on 116 123."""
_BEFORE_WE_END = """\
Before we end for today: is there one thing you could do this week that would help? You can come back here with your \
eight words at any time."""
# Language, title, text.
CANNED = (
    ("en", "Welcome, first message", _WELCOME),
    ("en", "We answer tomorrow", _TOMORROW),
    ("en", "Before we end", _BEFORE_WE_END),
    ("ar", "أول رسالة", "شكرًا لأنك كتبت إلينا. هذا يحتاج إلى شجاعة. عمّ تودّ أن نتحدّث أولًا؟"),
)
