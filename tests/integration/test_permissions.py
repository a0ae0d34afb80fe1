"""Who may do what: every role against every page, every act against every state, and the document that says so."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from tools.draw_permissions import DOCUMENT, drawn

from quietline.contact import actions, keeping
from quietline.contact.forms import new_draft
from quietline.contact.models import Thread
from quietline.desk.acting import ACTS, Standing, who_may
from quietline.desk.permitted import FORMS, PAGES, asked_for
from quietline.team import actions as team
from quietline.team.permissions import PERMISSIONS, May, may
from quietline.team.roles.models import HeldRole
from quietline.team.roles.rules import LINE_ROLES, Role
from tests.factories.helpline import Helpline, Person, forget_roles, give, read_by, signed_in, write_to

NOT_YOURS = "Not yours to do"
EXAMPLES = {"on": "2026-11-24", "source": 1, "partner": 1, "key": "uk-two-keys", "version": 1}
EXAMPLES |= {"window": "2026Q1", "number": "2026-1"}


def desk_pages() -> Iterator[tuple[str, dict[str, object]]]:
    """Every named address of the desk and the register, with the kinds of what stands in it."""
    yield from ((name, {}) for name in PAGES if name.startswith("data-protection"))
    spaces = ("desk", "campaigns", "evaluation", "figures", "partner-accounts", "releases")
    for space, before in ((each, "" if each == "desk" else f"{each}:") for each in spaces):
        for name, ways in get_resolver().namespace_dict[space][1].reverse_dict.lists():
            if isinstance(name, str):
                yield before + name, ways[0][3]


def address(name: str, kinds: dict[str, object]) -> str:
    made = {key: EXAMPLES.get(key, uuid4()) for key in kinds}
    ours = ":" in name or name.startswith("data-protection")
    return reverse(name if ours else f"desk:{name}", kwargs=made)


def only(who: Person, role: Role | None) -> Client:
    HeldRole.objects.filter(practitioner=who.row).delete()
    if role:
        give(who, role)
    forget_roles(who)
    return signed_in(who)


def test_every_page_of_the_desk_is_in_the_table_and_no_other() -> None:
    assert {name for name, _ in desk_pages()} == set(PAGES)
    assert set(FORMS) <= set(PAGES)
    assert set(PERMISSIONS) == set(May)


def test_a_page_that_no_row_names_opens_to_nobody(helpline: Helpline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quietline.desk.permitted.PAGES", {name: PAGES[name] for name in PAGES if name != "find"})
    assert signed_in(helpline.lead).get("/desk/find/").status_code == 403


@pytest.mark.django_db(databases=["default", "figures"])
@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_alone_sees_the_pages_that_the_table_says(helpline: Helpline, role: Role | None) -> None:
    client = only(helpline.mina, role)
    for name, kinds in desk_pages():
        for method in ("GET", "POST"):
            what = asked_for(name, method)
            assert what is not None
            allowed = PERMISSIONS[what].everybody or role in PERMISSIONS[what].roles
            with transaction.atomic():
                answer = client.generic(method, address(name, kinds))
                transaction.set_rollback(True)
            refused = answer.status_code == 403 and NOT_YOURS in answer.content.decode()
            sent_home = name == "list" and answer.get("Location") == reverse("desk:own-keys")
            assert (refused or sent_home) is not allowed, (name, method, answer.status_code)


def stand(helpline: Helpline, standing: Standing, me: Person) -> UUID:
    """A thread that stands so to somebody."""
    opened = write_to(helpline)
    thread = opened.thread_id
    read_by(helpline.lead, opened)
    holder = {Standing.OWN: me, Standing.COLLEAGUES: helpline.tom, Standing.CLOSED: helpline.tom}.get(standing)
    if holder:
        actions.take(thread_id=thread, by=holder.row.pk)
    if standing is Standing.CLOSED:
        actions.close(thread_id=thread, by=helpline.tom.row.pk)
    if standing is Standing.KEPT:
        keeping.raise_concern(thread_id=thread, by=helpline.lead.row.pk)
    if standing in {Standing.UNREAD, Standing.READ, Standing.KEPT}:
        Thread.objects.filter(pk=thread).update(state="withdrawn", withdrawn_at=timezone.now())
    if standing is Standing.UNREAD:
        Thread.objects.filter(pk=thread).update(read_sequence=0, last_read_at=None)
    return thread


def done(client: Client, act: str, thread: UUID) -> bool:
    where = f"/desk/{thread}/"
    with transaction.atomic():
        if act == "open":
            answer = client.get(where)
        elif act == "reply":
            answer = client.post(where, {"message": "Thank you for writing.", "draft": new_draft(), "seen": "1"})
        else:
            answer = client.post(f"{where}{act}/")
        transaction.set_rollback(True)
    assert answer.status_code in {200, 302, 403, 404, 409, 410}, (act, answer.status_code)
    return answer.status_code in {200, 302}


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_alone_does_to_a_thread_what_the_table_says(helpline: Helpline, role: Role | None) -> None:
    client = only(helpline.mina, role)
    for standing in Standing if role in LINE_ROLES else [Standing.WAITING]:
        thread = stand(helpline, standing, helpline.mina)
        for act in ACTS:
            assert done(client, act, thread) is (role in who_may(act, standing)), (act, standing)


def test_a_role_on_another_line_allows_nothing_here(helpline: Helpline) -> None:
    other = team.make_line(name="Second line", jurisdiction="uk", founder=helpline.mina.row, by=None)
    only(helpline.mina, None)
    give(helpline.mina, Role.PRACTITIONER)
    for role in (Role.SUPERVISOR, Role.SAFEGUARDING_LEAD):
        give(helpline.mina, role, other)
    mina = signed_in(helpline.mina)
    colleagues, kept = (stand(helpline, each, helpline.mina) for each in (Standing.COLLEAGUES, Standing.KEPT))
    assert not any(done(mina, act, colleagues) for act in ("release", "step-in"))
    assert not done(mina, "open", kept)
    assert may(helpline.mina.row, May.LEAD, other)


def test_what_was_typed_is_shown_to_whoever_may_not(helpline: Helpline) -> None:
    typed = {"message": "I would like to talk to somebody."}
    answer = only(helpline.mina, Role.EDITOR).post(f"/desk/{uuid4()}/note/", typed)
    assert answer.status_code == 403
    assert typed["message"] in answer.content.decode()
    assert "Ask an administrator" in answer.content.decode()


def test_who_left_may_nothing_whatever_their_roles_were(helpline: Helpline) -> None:
    helpline.lead.row.is_active = False
    assert not any(may(helpline.lead.row, what) for what in May)


def test_the_document_is_drawn_from_the_tables() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert drawn(text) == text, "docs/permissions.md is old: run make permissions"


def test_a_document_that_drifted_is_drawn_anew() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert drawn(text.replace("| take | all three |", "| take | – |")) == text
    assert "| take | all three |" in text


def test_view_as_shows_a_member_and_any_roles(helpline: Helpline) -> None:
    admin, where = signed_in(helpline.lead), "/desk/team/permissions/"
    page = admin.get(where, {"member": str(helpline.tom.row.pk)}).content.decode()
    assert "Opens the conversations of Larkmere line" in page
    row = '<th scope="row">Invite, give and take roles, reset a lost password or second factor</th><td>'
    assert f"{row}no" in page
    ticked = admin.get(where, {"role": ["administrator", "nonsense"]}).content.decode()
    assert f"{row}<strong>yes" in ticked
    only(helpline.tom, None)
    assert "without a role nothing opens" in admin.get(where, {"member": str(helpline.tom.row.pk)}).content.decode()
    for member in ("nonsense", str(uuid4())):
        assert admin.get(where, {"member": member}).status_code == 200
    assert signed_in(helpline.mina).get(where).status_code == 403
