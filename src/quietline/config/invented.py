"""An invented helpline in an invented region, for looking at: nothing in it is anybody's."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from quietline.campaigns.queries import areas
from quietline.config.datadir import DataDir, write_private
from quietline.config.founding import Founding, found
from quietline.config.invented_campaign import running_campaign
from quietline.config.invented_figures import released_quarter
from quietline.config.invented_partner import PARTNER, invited_partner, on_the_island
from quietline.config.invented_rota import hours_and_rota
from quietline.config.invented_signposts import CANNED, SIGNPOSTS
from quietline.contact import actions as contact
from quietline.contact import derivations, queries
from quietline.contact.forms import new_draft
from quietline.contact.rules import CallerGroup, Intake
from quietline.content.sample_files import SAMPLE
from quietline.team import actions as team
from quietline.team.canned.actions import save_canned_reply
from quietline.team.keys import LineKeys, open_line_keys, unlocked
from quietline.team.models import LineKey, Practitioner
from quietline.team.numbers import publish_number
from quietline.team.queries import line_for_public
from quietline.team.roles.rules import Role
from quietline.team.sign_in.actions import add_app
from quietline.team.sign_in.codes import code_now, new_secret
from quietline.team.signposts import actions as signposts
from quietline.vault import PrivateKey, new_phrase

# Kept beside the databases, in a file as private as they are, so that a second start can print them again.
SIGN_INS = "demo-sign-ins.json"
AREAS = ("North Larkmere", "Esk Vale", "Port Tamsin", "The Fells")
PEOPLE = (
    (
        "rowan@larkmere.example",
        "Rowan Adeyemi",
        "Rowan",
        "administrator, safeguarding lead, supervisor, practitioner, editor, reviewer, publisher, evaluator",
    ),
    ("mina@larkmere.example", "Mina Kowalska", "Mina", "practitioner, editor"),
    ("tom@larkmere.example", "Tom Fairburn", "Tom", "practitioner, reviewer"),
    # A second lead: a disclosure takes two.
    ("noor@larkmere.example", "Noor Haddad", "Noor", "safeguarding lead, practitioner"),
)
# What was written, in which language, by whom it is about, and what the desk did with it.
THREADS = (
    (
        "en",
        CallerGroup.OWN_BEHAVIOUR,
        "I would like to talk to somebody about my internet use. I want it to change.",
        "answered",
    ),
    (
        "en",
        CallerGroup.ANOTHER_ADULT,
        "I am worried about my brother and I don't know how to start talking about it.",
        "waiting",
    ),
    ("ar", CallerGroup.NOT_SAID, "أودّ أن أتحدّث مع شخص ما عن استخدامي للإنترنت.", "waiting"),
    (
        "en",
        CallerGroup.OWN_BEHAVIOUR,
        "I have read your pages and did the first step. What comes next?",
        "taken",
    ),
    ("en", CallerGroup.PROFESSIONAL, "I am a teacher. Whom can I ask about a worry at work?", "closed"),
    ("en", CallerGroup.OTHER, "Is this confidential? I'd like to ask something first.", "unconfirmed"),
    (
        "en",
        CallerGroup.CHILD_BEHAVIOUR,
        "Our son has changed a lot this year. We would like advice as his parents.",
        "waiting",
    ),
    ("ar", CallerGroup.ANOTHER_ADULT, "أنا قلقة على زوجي ولا أعرف كيف أبدأ الحديث معه.", "answered"),
    ("en", CallerGroup.OWN_BEHAVIOUR, "I wrote last week and I am still here. Thank you.", "waiting"),
)
REPLY = {
    "en": "Thank you for writing. That takes courage, and you are not alone. What would you like to change first?",
    "ar": "شكرًا لأنك كتبت إلينا. هذا يحتاج إلى شجاعة، ولست وحدك. ما أول شيء تودّ أن يتغيّر؟",
}
NICKNAMES = ("Heron", "", "", "Marlow", "", "Wren", "", "", "Ash")


def organisation(data_dir: DataDir, sample: Path = SAMPLE) -> None:
    """Found the invented helpline with its people."""
    passwords = [secrets.token_urlsafe(12) for _ in PEOPLE]
    (email, name, shown_as, _), *others = PEOPLE
    found(
        Founding(
            organisation="The Larkmere Trust",
            neutral_name="Larkmere",
            line="Larkmere line",
            statement="uk-two-keys",
            areas=AREAS,
            email=email,
            name=name,
            shown_as=shown_as,
            password=passwords[0],
            sample=sample,
        )
    )
    founder, founder_key = _unlocked(email, passwords[0])
    line_key = LineKey.objects.get()
    publish_number(
        line=line_key.line,
        number="01632 960001",  # reserved for drama
        hours="Monday to Friday, 9 am to 5 pm",
        cost="Costs the same as any call to a landline.",
        by=founder.pk,
    )
    for (email, name, shown_as, roles), password in zip(others, passwords[1:], strict=True):
        newcomer = team.add_practitioner(
            email=email,
            name=name,
            shown_as=shown_as,
            password=password,
            roles=[role for role in Role if role.shown in roles.split(", ")],
            by=founder.pk,
        )
        team.join_line(line_key=line_key, member=founder, member_key=founder_key, newcomer=newcomer, by=founder.pk)
    secrets_of_apps = {each[0]: _with_app(each[0]) for each in PEOPLE}
    for entry in SIGNPOSTS:
        signposts.save_signpost(entry=entry, by=founder.pk)
    for place, (language, title, text) in enumerate(CANNED):
        save_canned_reply(
            reply_id=uuid4(),
            line=line_key.line,
            language=language,
            title=title,
            text=text,
            position=place,
            by=founder.pk,
        )
    hours_and_rota(line_for_public(), [Practitioner.objects.get(email=each[0]) for each in PEOPLE])
    running_campaign(founder.pk)
    released_quarter(founder.pk)
    partners_password = on_the_island(data_dir.path, invited_partner(founder.pk))
    _keep(
        data_dir,
        {
            "sign_ins": [[p[0], word, p[3]] for p, word in zip(PEOPLE, passwords, strict=True)],
            "apps": secrets_of_apps,
            "phrases": [],
            "partner": [PARTNER[0], partners_password],
        },
    )


def thread(data_dir: DataDir, number: int) -> None:
    """Write one invented thread through the same actions that the pages use."""
    language, group, text, fate = THREADS[number % len(THREADS)]
    line = line_for_public()
    statement = _there(queries.statement_in_force(line, language))
    places = areas()
    phrase = new_phrase(language)
    intake = Intake(group=group, area=places[number % len(places)].code, nickname=NICKNAMES[number % len(NICKNAMES)])
    opened = contact.open_thread(
        line=line,
        statement=statement,
        language=language,
        intake=intake,
        text=text,
        draft=new_draft(),
        phrase=phrase,
        keys=derivations.for_writing(phrase.bits),
    )
    if fate != "unconfirmed":
        contact.confirm_phrase(opened=queries.opened_by_token(opened.token))
    contact.leave(token=opened.token)
    _answer(data_dir, opened.thread_id, language, fate)
    if fate == "answered" and number < len(THREADS):
        kept = _kept(data_dir)
        _keep(data_dir, kept | {"phrases": [*kept["phrases"], " ".join(phrase.words)]})


def is_there(data_dir: DataDir) -> bool:
    """Whether the invented helpline was made, and its sign-ins with it."""
    return (data_dir.path / SIGN_INS).exists()


def sign_ins(data_dir: DataDir) -> list[tuple[str, str, str]]:
    """E-mail, password and role of the invented people."""
    return [(email, password, role) for email, password, role in _kept(data_dir)["sign_ins"]]


def partner(data_dir: DataDir) -> tuple[str, str] | None:
    """E-mail and password of the invented partner; none in a demo that was made without one."""
    found = _kept(data_dir).get("partner")
    return (found[0], found[1]) if found else None


def code_of(data_dir: DataDir, name: str) -> str | None:
    """What the authenticator app of an invented person shows this moment, by e-mail or its first part."""
    if name.lower() in {PARTNER[0], PARTNER[0].partition("@")[0]}:
        return on_the_island(data_dir.path)
    apps = _kept(data_dir).get("apps", {})
    secret = next((apps[email] for email in apps if name.lower() in {email, email.partition("@")[0]}), None)
    return code_now(secret) if secret else None


def phrases(data_dir: DataDir) -> list[str]:
    """Return phrases of threads that have a reply."""
    return list(_kept(data_dir)["phrases"])


def _answer(data_dir: DataDir, thread_id: UUID, language: str, fate: str) -> None:
    email, password, _ = sign_ins(data_dir)[1]
    practitioner, private = _unlocked(email, password)
    if fate == "taken":
        contact.take(thread_id=thread_id, by=practitioner.pk)
    if fate in {"answered", "closed"}:
        keys: LineKeys = open_line_keys(practitioner, private)
        opened = queries.opened_by_line(_there(queries.thread_row(thread_id)), keys)
        contact.reply(opened=opened, text=REPLY[language], draft=new_draft(), seen=1, by=practitioner.pk)
    if fate == "closed":
        contact.close(thread_id=thread_id, by=practitioner.pk)


T = TypeVar("T")


def _there(found: T | None) -> T:
    if found is None:
        raise LookupError("This demo's helpline was changed. Remove its directory and start again.")
    return found


def _with_app(email: str) -> str:
    secret, practitioner = new_secret(), Practitioner.objects.get(email=email)
    add_app(practitioner=practitioner, secret=secret, counter=0, by=practitioner.pk)
    return secret


def _unlocked(email: str, password: str) -> tuple[Practitioner, PrivateKey]:
    practitioner = Practitioner.objects.get(email=email)
    return practitioner, unlocked(practitioner, password)


def _kept(data_dir: DataDir) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads((data_dir.path / SIGN_INS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"sign_ins": [], "phrases": []}
    return kept


def _keep(data_dir: DataDir, kept: dict[str, Any]) -> None:
    write_private(data_dir.path / SIGN_INS, json.dumps(kept, indent=1).encode())
