"""Signing in: the password, the second step, and what no way around them opens."""

from __future__ import annotations

import time
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver

from quietline.audit.models import Act, Entry
from quietline.team.line_keys.actions import shut_out
from quietline.team.roles.actions import take_role
from quietline.team.roles.rules import Role
from quietline.team.sign_in import actions
from quietline.team.sign_in.codes import counter_of
from quietline.team.sign_in.reach import opens_before_second_factor
from tests.boundaries.test_public_paths import PUBLIC, example, walk
from tests.factories.helpline import PASSWORD, Helpline, Person, person, signed_in, write_to

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINA = "mina@larkmere.example"
# Reached with the password alone: what sets a second factor up, and the way out.
BEFORE = {
    "/sign-out/",
    "/edit/logout/",
    "/account/",
    "/account/app/",
    "/account/passkeys/new/",
    "/account/passkeys/new/options/",
}


def code(at: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + at))


def with_app(who: Person) -> None:
    actions.add_app(practitioner=who.row, secret=SECRET, counter=0, by=who.row.pk)


def with_password(who: Person, **more: object) -> Client:
    client = Client()
    answer = client.post("/sign-in/", {"email": who.row.email, "password": PASSWORD}, **more)  # type: ignore[arg-type]
    assert answer.status_code == 302, answer.content
    return client


# The second step.


def test_password_and_code_open_the_desk(helpline: Helpline) -> None:
    with_app(helpline.mina)
    mina = Client()
    given = {"email": MINA, "password": PASSWORD, "next": "/desk/?view=mine"}
    assert mina.post("/sign-in/", given)["Location"] == "/sign-in/second/"
    assert "Second step" in mina.get("/sign-in/second/").content.decode()
    answer = mina.post("/sign-in/second/", {"code": f"{code()[:3]} {code()[3:]}"})
    assert answer["Location"] == "/desk/?view=mine"
    assert mina.get("/desk/").status_code == 200
    assert Entry.objects.filter(act=Act.SIGNED_IN, actor=helpline.mina.row.pk).count() == 1


def test_the_password_alone_opens_nothing(helpline: Helpline) -> None:
    with_app(helpline.mina)
    opened = write_to(helpline)
    mina = with_password(helpline.mina)
    for where in ("/desk/", f"/desk/{opened.thread_id}/", "/edit/", "/account/", "/account/app/"):
        assert mina.get(where)["Location"].startswith("/sign-in/"), where
    assert Entry.objects.filter(act=Act.SIGNED_IN).count() == 0


def test_every_path_refuses_a_session_without_a_second_factor(helpline: Helpline) -> None:
    lead = with_password(helpline.lead)
    reached = set()
    for where, entry in walk(get_resolver()):
        if where in PUBLIC:
            continue
        answer = lead.get(example(where))
        if answer.status_code != 302 or answer["Location"] != "/account/":
            reached.add(where)
        if not where.startswith("/edit/"):
            assert (where in BEFORE) == opens_before_second_factor(entry.callback), where
    assert reached == BEFORE


def test_the_live_wire_refuses_a_session_without_a_second_factor(helpline: Helpline) -> None:
    from quietline.desk.live import _signed_in

    def scope(client: Client) -> dict[str, object]:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        return {"headers": [(b"cookie", cookies.encode())]}

    assert _signed_in(scope(signed_in(helpline.mina))) is not None
    assert _signed_in(scope(with_password(helpline.tom))) is None


def test_the_desks_stream_is_for_those_who_answer(helpline: Helpline) -> None:
    from quietline.desk.live import _queue

    editor = person("edda@larkmere.example", "Edda Whitlow", (Role.EDITOR,))
    for who, hears in ((helpline.mina, True), (editor, False)):
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in signed_in(who).cookies.items())
        assert (_queue({"headers": [(b"cookie", cookies.encode())]}) is not None) is hears


def test_a_stream_of_the_desk_is_asked_anew(helpline: Helpline) -> None:
    from quietline.desk.live import _one_thread, _queue, watched
    from quietline.team.changes import STAFF

    opened = write_to(helpline)
    for end in ("idle", "key", "role"):
        cookies = "; ".join(f"{name}={each.value}" for name, each in signed_in(helpline.tom).cookies.items())
        scope = {"headers": [(b"cookie", cookies.encode())], "query_string": b""}
        scope["path_params"] = {"thread_id": str(opened.thread_id)}
        source = watched(_one_thread if end == "key" else _queue)(scope)
        assert source is not None
        assert source.news(frozenset()) is not None
        assert source.news(frozenset({STAFF})) == []
        assert source.news(frozenset()) == []  # a beat
        if end == "idle":
            with patch("quietline.team.keys.time.time", return_value=time.time() + 31 * 60):
                assert source.news(frozenset()) is None
        elif end == "key":
            shut_out(practitioner=helpline.tom.row.pk, by=helpline.lead.row.pk)
            assert source.news(frozenset({STAFF})) is None
        else:
            take_role(practitioner=helpline.tom.row.pk, role=Role.PRACTITIONER, by=helpline.lead.row.pk)
            assert source.news(frozenset({STAFF})) is None


@pytest.mark.parametrize("given", ["", "000000", "x" * 41, "١٢٣٤٥٦", "\x00"])
def test_a_wrong_code_is_told_and_recorded(helpline: Helpline, given: str) -> None:
    with_app(helpline.mina)
    mina = with_password(helpline.mina)
    answer = mina.post("/sign-in/second/", {"code": given})
    assert answer.status_code in {400, 422}
    assert "administrator can reset" in answer.content.decode()
    assert mina.get("/desk/")["Location"].startswith("/sign-in/")


def test_a_code_is_good_once_even_within_its_half_minute(helpline: Helpline) -> None:
    """TOTP replay: seen over a shoulder, a code opens nothing more; nor does the one before it."""
    with_app(helpline.mina)
    now = code()
    assert with_password(helpline.mina).post("/sign-in/second/", {"code": now}).status_code == 302
    again = with_password(helpline.mina)
    assert again.post("/sign-in/second/", {"code": now}).status_code == 400
    assert again.post("/sign-in/second/", {"code": code(-1)}).status_code == 400
    assert again.post("/sign-in/second/", {"code": code(+1)}).status_code == 302


def test_a_recovery_code_is_good_once(helpline: Helpline) -> None:
    with_app(helpline.mina)
    first, *_ = actions.make_recovery_codes(practitioner=helpline.mina.row, by=helpline.mina.row.pk)
    assert with_password(helpline.mina).post("/sign-in/second/", {"code": first}).status_code == 302
    assert with_password(helpline.mina).post("/sign-in/second/", {"code": first}).status_code == 400
    assert Entry.objects.filter(act=Act.RECOVERY_CODE_USED).count() == 1


def test_codes_are_limited_by_account_from_however_many_addresses(helpline: Helpline) -> None:
    with_app(helpline.mina)
    tries = [with_password(helpline.mina, **{"quietline.visitor": bytes([number])}) for number in range(2)]
    answers = [tries[number % 2].post("/sign-in/second/", {"code": "000000"}).status_code for number in range(11)]
    assert answers == [400] * 10 + [429]
    with_app(helpline.tom)
    assert with_password(helpline.tom).post("/sign-in/second/", {"code": code()}).status_code == 302


def test_the_second_step_lapses_after_ten_minutes(helpline: Helpline) -> None:
    with_app(helpline.mina)
    mina = with_password(helpline.mina)
    with patch("allauth.account.internal.stagekit.time.time", return_value=time.time() + 601):
        assert mina.post("/sign-in/second/", {"code": code()})["Location"] == "/sign-in/"


def test_somebody_who_left_between_the_steps_is_not_let_in(helpline: Helpline) -> None:
    with_app(helpline.mina)
    mina = with_password(helpline.mina)
    helpline.mina.row.is_active = False
    helpline.mina.row.save()
    assert mina.post("/sign-in/second/", {"code": code()})["Location"] == "/sign-in/"


def test_secrets_of_second_factors_stand_sealed(helpline: Helpline) -> None:
    with_app(helpline.mina)
    made = actions.make_recovery_codes(practitioner=helpline.mina.row, by=helpline.mina.row.pk)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(each in kept for each in made)


# A planted session, a cookie of an ended one.


def test_a_planted_session_is_not_the_one_that_is_signed_in(helpline: Helpline) -> None:
    """Session fixation: whoever planted a cookie knows nothing of the session after either step."""
    with_app(helpline.mina)
    planted = with_password(helpline.tom).cookies["quietline-desk"].value
    mina = Client()
    mina.cookies["quietline-desk"] = planted
    mina.post("/sign-in/", {"email": MINA, "password": PASSWORD})
    between = mina.cookies["quietline-desk"].value
    mina.post("/sign-in/second/", {"code": code()})
    after = mina.cookies["quietline-desk"].value
    assert len({planted, between, after}) == 3
    for old in (planted, between):
        thief = Client()
        thief.cookies["quietline-desk"] = old
        assert thief.get("/desk/")["Location"].startswith("/sign-in/")


def test_ended_elsewhere_a_session_opens_nothing(helpline: Helpline) -> None:
    mina, elsewhere = signed_in(helpline.mina), signed_in(helpline.mina)
    tom = signed_in(helpline.tom)
    page = mina.get("/account/").content.decode()
    assert page.count("End it") == 1
    assert mina.post("/account/sessions/end/").status_code == 302
    assert elsewhere.get("/desk/")["Location"].startswith("/sign-in/")
    assert mina.get("/desk/").status_code == tom.get("/desk/").status_code == 200
    assert Entry.objects.filter(act=Act.SESSIONS_ENDED, actor=helpline.mina.row.pk).count() == 1


def test_one_session_is_ended_by_its_name_and_nobody_elses(helpline: Helpline) -> None:
    from quietline.team.sign_in.queries import open_sessions

    mina, _, tom = signed_in(helpline.mina), signed_in(helpline.mina), signed_in(helpline.tom)
    (theirs,) = open_sessions(helpline.tom.row)
    mina.post(f"/account/sessions/{theirs.name}/end/")
    assert tom.get("/desk/").status_code == 200
    here = mina.session.session_key
    other = next(each for each in open_sessions(helpline.mina.row, here=here) if not each.is_here)
    mina.post(f"/account/sessions/{other.name}/end/")
    assert Session.objects.count() == 2


@pytest.mark.parametrize(("moved", "seconds"), [("seen", 31 * 60), ("began", 10 * 3600 + 60)])
def test_a_session_ends_on_pages_without_keys_as_well(helpline: Helpline, moved: str, seconds: int) -> None:
    mina = signed_in(helpline.mina)
    session = mina.session
    session[moved] -= seconds
    session.save()
    assert "again=1" in mina.get("/account/")["Location"]
    assert mina.post("/desk/handover/", {"message": "A careful note."}).status_code == 401


# Setting up.


def test_the_first_sign_in_sets_an_app_up_and_shows_recovery_codes_once(helpline: Helpline) -> None:
    mina = with_password(helpline.mina)
    assert mina.get("/desk/")["Location"] == "/account/"
    page = mina.get("/account/app/").content.decode()
    secret = page.partition("data-secret>")[2].partition("<")[0].replace(" ", "")
    assert secret not in str(Session.objects.get().get_decoded())
    assert mina.post("/account/app/", {"code": "000000"}).status_code == 400
    answer = mina.post("/account/app/", {"code": code(secret=secret)})
    assert answer.content.decode().count("<li>") == 10
    assert mina.get("/desk/").status_code == 200
    acts = Entry.objects.filter(act__in=[Act.SECOND_FACTOR_ADDED, Act.RECOVERY_CODES_MADE])
    assert acts.count() == 2
    assert counter_of(secret, code(secret=secret), after=0)


def test_a_session_from_before_the_set_up_adds_none_beside_it(helpline: Helpline) -> None:
    """Whoever knew the password first and waited has no second factor of their own."""
    waiting = with_password(helpline.mina)
    with_app(helpline.mina)
    assert waiting.get("/account/app/")["Location"] == "/sign-in/"
    assert waiting.get("/account/")["Location"].startswith("/sign-in/")


def test_a_second_app_and_the_last_factor_are_refused(helpline: Helpline) -> None:
    with_app(helpline.mina)
    mina = signed_in(helpline.mina)
    assert mina.get("/account/app/").status_code == 409
    assert mina.post("/account/app/remove/").status_code == 409
    assert Authenticator.objects.count() == 1


# The password once more.


def later(seconds: int) -> object:
    return patch("quietline.team.sign_in.passing.time.time", return_value=time.time() + seconds)


def test_after_five_minutes_the_password_is_asked_for_and_the_form_goes_on(helpline: Helpline) -> None:
    with_app(helpline.mina)
    mina = signed_in(helpline.mina)
    with later(301):
        asked = mina.post("/account/recovery-codes/", {"kept": "a line\nand another"})
        assert asked.status_code == 401
        assert 'name="kept" value="a line\nand another"' in asked.content.decode()
        wrong = mina.post("/account/recovery-codes/", {"confirm_password": "not this one at all"})
        assert wrong.status_code == 400
        assert not Authenticator.objects.filter(type="recovery_codes").exists()
        right = mina.post("/account/recovery-codes/", {"confirm_password": PASSWORD})
    assert right.content.decode().count("<li>") == 10
    assert Entry.objects.filter(act=Act.CONFIRMED_AGAIN).count() == 1


def test_a_page_that_was_asked_for_is_shown_after_the_password(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    with later(301):
        asked = mina.get("/account/passkeys/new/?from=here")
        assert 'name="next" value="/account/passkeys/new/?from=here"' in asked.content.decode()
        given = {"confirm_password": "not this one at all", "next": "/account/passkeys/new/"}
        wrong = mina.post("/account/confirm/", given)
        assert wrong.status_code == 400
        assert 'name="next" value="/account/passkeys/new/"' in wrong.content.decode()
        given["confirm_password"] = PASSWORD
        assert mina.post("/account/confirm/", given)["Location"] == "/account/passkeys/new/"
        given["next"] = "https://evil.example/"
        assert mina.post("/account/confirm/", given)["Location"] == "/desk/"


@pytest.mark.parametrize(
    "where",
    [
        "/desk/team/{tom}/roles/",
        "/desk/team/{tom}/roles/{any}/take/",
        "/desk/team/{tom}/reset-sign-in/",
        "/desk/team/{tom}/reset-second-factor/",
        "/desk/team/{tom}/end-sessions/",
        "/desk/team/{tom}/keys/shut-out/",
        "/desk/team/{tom}/keys/leave/",
        "/desk/team/invitations/",
        "/desk/keys/{line}/{tom}/",
        "/desk/keys/{line}/anew/",
        "/desk/safeguarding/people/",
        "/desk/{thread}/disclosures/propose/",
        "/desk/{thread}/disclosures/alone/",
        "/desk/{thread}/disclosures/{any}/agree/",
        "/desk/{thread}/disclosures/{any}/pack/",
        "/desk/{thread}/identities/{any}/open/",
        "/account/recovery-codes/",
        "/account/app/remove/",
    ],
)
def test_acts_on_disclosures_keys_roles_and_sign_ins_ask_again_who_it_is(helpline: Helpline, where: str) -> None:
    lead, opened = signed_in(helpline.lead), write_to(helpline)
    ids = {"tom": helpline.tom.row.pk, "line": helpline.line.pk, "thread": opened.thread_id, "any": opened.thread_id}
    with later(301):
        asked = lead.post(where.format(**ids), {"kept": "what was typed"})
    assert asked.status_code == 401
    assert "Is it you?" in asked.content.decode()
    assert 'name="kept" value="what was typed"' in asked.content.decode()


def test_asking_again_is_limited_as_signing_in_is(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    with later(301):
        answers = [
            mina.post("/account/recovery-codes/", {"confirm_password": "x" * 12}).status_code for _ in range(11)
        ]
    assert answers == [400] * 10 + [429]


# The password.


def test_a_changed_password_opens_the_keys_and_ends_the_sessions_elsewhere(helpline: Helpline) -> None:
    from quietline.team.keys import unlocked

    with_app(helpline.mina)
    mina, elsewhere = signed_in(helpline.mina), signed_in(helpline.mina)
    new = "violet harbour ticket mountain"
    assert mina.post("/account/password/", {"old": PASSWORD, "new": new}).status_code == 302
    helpline.mina.row.refresh_from_db()
    assert unlocked(helpline.mina.row, new) == helpline.mina.private
    assert mina.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/")["Location"].startswith("/sign-in/")
    assert Client().post("/sign-in/", {"email": MINA, "password": PASSWORD}).status_code == 400
    assert Entry.objects.filter(act=Act.PASSWORD_CHANGED).count() == 1


def test_a_change_that_was_interrupted_changed_nothing(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    before = (helpline.mina.row.password, bytes(helpline.mina.row.locked_private_key))
    mina.raise_request_exception = False
    with patch("quietline.team.sign_in.actions.record", side_effect=OSError):
        mina.post("/account/password/", {"old": PASSWORD, "new": "violet harbour ticket mountain"})
    helpline.mina.row.refresh_from_db()
    assert (helpline.mina.row.password, bytes(helpline.mina.row.locked_private_key)) == before


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("not this one at all", "violet harbour ticket mountain", 400),
        (PASSWORD, "short", 422),
        (PASSWORD, "password1234567", 422),
        (PASSWORD, "aaaaaaaaaaaaaaaa", 422),
        (PASSWORD, "minakowalskamina", 422),
        ("", "", 422),
    ],
)
def test_a_wrong_or_guessable_password_changes_nothing(helpline: Helpline, old: str, new: str, status: int) -> None:
    mina = signed_in(helpline.mina)
    assert mina.post("/account/password/", {"old": old, "new": new}).status_code == status
    assert not Entry.objects.filter(act=Act.PASSWORD_CHANGED).exists()


# A lost factor.


def test_a_reset_takes_every_factor_off_and_ends_the_sessions(helpline: Helpline) -> None:
    with_app(helpline.mina)
    actions.make_recovery_codes(practitioner=helpline.mina.row, by=helpline.mina.row.pk)
    mina = signed_in(helpline.mina)
    actions.reset_second_factor(practitioner=helpline.mina.row, by=helpline.lead.row.pk)
    assert not Authenticator.objects.exists()
    assert mina.get("/desk/")["Location"].startswith("/sign-in/")
    assert with_password(helpline.mina).get("/desk/")["Location"] == "/account/"


@pytest.mark.parametrize("where", ["/sign-in/", "/sign-in/second/", "/sign-in/passkey/", "/account/password/"])
def test_a_form_from_elsewhere_is_refused(helpline: Helpline, where: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(helpline.mina).cookies
    assert client.post(where, {"email": MINA, "password": PASSWORD}).status_code == 403


def test_a_wrong_e_mail_costs_as_much_work_as_a_wrong_password(helpline: Helpline) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for email in (MINA, "nobody@larkmere.example"):
        with (
            patch.object(Argon2PasswordHasher, "verify", wraps=None, return_value=False) as verified,
            patch.object(Argon2PasswordHasher, "encode", return_value="argon2$x") as encoded,
        ):
            Client().post("/sign-in/", {"email": email, "password": "not this one at all"})
        assert verified.call_count + encoded.call_count == 1, email


def test_a_supervisor_ends_a_members_sessions_with_one_click(helpline: Helpline) -> None:
    mina, lead = signed_in(helpline.mina), signed_in(helpline.lead)
    where = f"/desk/team/{helpline.mina.row.pk}/end-sessions/"
    assert signed_in(helpline.tom).post(where).status_code == 403
    assert "End all sessions" in lead.get("/desk/team/").content.decode()
    assert lead.post(where)["Location"] == "/desk/team/"
    assert mina.get("/desk/")["Location"].startswith("/sign-in/")
    (entry,) = Entry.objects.filter(act=Act.SESSIONS_ENDED)
    assert (entry.actor, entry.subject) == (helpline.lead.row.pk, helpline.mina.row.pk)


def test_an_administrator_resets_a_lost_second_factor(helpline: Helpline) -> None:
    with_app(helpline.mina)
    where = f"/desk/team/{helpline.mina.row.pk}/reset-second-factor/"
    assert signed_in(helpline.tom).post(where).status_code == 403
    assert signed_in(helpline.lead).post(where)["Location"] == "/desk/team/"
    assert not Authenticator.objects.exists()
    assert signed_in(helpline.lead).post(f"/desk/team/{helpline.line.pk}/end-sessions/").status_code == 404
