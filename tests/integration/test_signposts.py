"""The directory: found, mended, checked, brought in and out, and put into a reply without losing what was typed."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from quietline.audit.models import Act, Entry
from quietline.audit.queries import acts_on
from quietline.config.invented_signposts import CANNED, SIGNPOSTS
from quietline.contact import actions, queries
from quietline.contact.models import Message
from quietline.team.canned.actions import save_canned_reply
from quietline.team.canned.models import CannedReply
from quietline.team.signposts import actions as signposts
from quietline.team.signposts import hsds, rules
from quietline.team.signposts.models import Provider, Signpost, SignpostPhone
from quietline.team.signposts.queries import entries
from tests.factories.helpline import Helpline, signed_in, write_to
from tests.unit.test_signposts import entries as any_entries

FORM = {
    "name": "Esk Vale Family Centre",
    "organisation": "Esk Vale Families",
    "description": "Advice for parents.",
    "phones": "01632 960102\n01632 960103, evenings",
    "url": "https://families.example/",
    "hours": "Tue 10:00–15:00",
    "areas": ["esk-vale"],
    "needs": "parenting, family, parenting",
    "languages": "en, AR",
    "minimum_age": "18",
    "maximum_age": "",
    "eligibility": "",
}


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


@pytest.fixture
def lead(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


@pytest.fixture
def directory(helpline: Helpline) -> None:
    signposts.import_signposts(entries=list(SIGNPOSTS), by=None)


def text_of(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def test_a_signpost_written_by_hand_stands_in_the_list(mina: Client, helpline: Helpline) -> None:
    assert mina.post("/desk/signposts/new/", FORM).status_code == 302
    (entry,) = entries()
    assert (entry.areas, entry.needs, entry.languages) == (("esk-vale",), ("parenting", "family"), ("en", "ar"))
    page = text_of(mina, "/desk/signposts/")
    for text in ("Esk Vale Family Centre", "01632 960103 (evenings)", "Esk Vale", "never checked", "age 18 and above"):
        assert text in page.replace("<strong>", "").replace("</strong>", "")
    assert 'href="https://families' not in page, "an address is text and no link"
    assert acts_on(entry.id) == [(Act.SIGNPOST_SAVED, helpline.mina.row.pk)]


def test_two_services_of_one_organisation_share_it(mina: Client) -> None:
    for name in ("A service", "Another service"):
        mina.post("/desk/signposts/new/", FORM | {"name": name})
    assert Provider.objects.count() == 1


def test_a_signpost_is_mended_checked_retired_and_brought_back(mina: Client, helpline: Helpline) -> None:
    mina.post("/desk/signposts/new/", FORM)
    where = f"/desk/signposts/{Signpost.objects.get().pk}/"
    page = text_of(mina, where)
    assert "01632 960103, evenings" in page
    assert mina.post(where, FORM | {"phones": "01632 960104"}).status_code == 302
    assert SignpostPhone.objects.get().number == "01632 960104"
    assert mina.post(f"{where}checked/").status_code == 302
    row = Signpost.objects.get()
    assert (row.checked_on, row.checked_by) == (timezone.localdate(), helpline.mina.row)
    assert "checked" in text_of(mina, "/desk/signposts/")
    mina.post(where, FORM)
    row.refresh_from_db()
    assert row.checked_by == helpline.mina.row, "mending leaves standing who checked"
    assert mina.post(f"{where}retire/").status_code == 302
    assert "Esk Vale Family Centre" not in text_of(mina, "/desk/signposts/")
    assert "Esk Vale Family Centre" in text_of(mina, "/desk/signposts/?show=retired")
    mina.post(f"{where}bring-back/")
    assert "Esk Vale Family Centre" in text_of(mina, "/desk/signposts/")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "This field is required"),
        ({"phones": "call us"}, "no telephone number"),
        ({"url": "javascript:alert(1)"}, "no address of a website"),
        ({"languages": "the Queen's"}, "no code of a language"),
        ({"areas": ["nowhere"]}, "not one of the available choices"),
        ({"minimum_age": "30", "maximum_age": "20"}, "lowest age is above"),
        ({"needs": "x" * 61}, "Keep each need short"),
        ({"phones": f"01632 960102, {'x' * 121}"}, "too long"),
    ],
)
def test_a_signpost_that_can_not_be_kept_loses_nothing(mina: Client, changes: dict[str, object], says: str) -> None:
    answer = mina.post("/desk/signposts/new/", FORM | changes)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert says in page
    assert "Advice for parents." in page
    assert not Signpost.objects.exists()


def test_one_that_is_not_there(mina: Client) -> None:
    for path in ("", "checked/", "retire/", "bring-back/"):
        assert mina.post(f"/desk/signposts/{uuid4()}/{path}", FORM).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=CENTRE+esk", {"Esk Vale Family Centre"}),
        ("words=960103", {"Port Tamsin Debt Advice"}),
        ("need=money", {"Port Tamsin Debt Advice"}),
        ("area=esk-vale&need=family", {"Esk Vale Family Centre", "Bridge House Family Support"}),
        ("words=nothing+of+the+kind", set()),
        ("area=atlantis&need=luck&words=debt", {"Port Tamsin Debt Advice"}),
        ("show=stale", {"Esk Vale Family Centre", "The Fells Night Line"}),
    ],
)
def test_search_by_words_area_and_need(directory: None, mina: Client, query: str, found: set[str]) -> None:
    page = text_of(mina, f"/desk/signposts/?{query}")
    assert {entry.name for entry in SIGNPOSTS if f'"about">{entry.name}' in page} == found


def test_the_queries_do_not_grow_with_the_directory(directory: None, mina: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as counted:
            mina.get("/desk/signposts/")
        return len(counted)

    asked()
    few = asked()
    Signpost.objects.filter(name__startswith="S").delete()
    assert asked() == few


def test_what_is_exported_can_be_imported_again(directory: None, lead: Client) -> None:
    before = entries()
    answer = lead.get("/desk/signposts/export/")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    text = answer.content.decode()
    assert "larkmere.example" not in text, "nobody's e-mail leaves the house"
    preview = html.unescape(lead.post("/desk/signposts/import/", {"message": text}).content.decode())
    assert f"0 new, 0 changed, {len(before)} as they are." in preview
    Signpost.objects.all().delete()
    Provider.objects.all().delete()
    preview = html.unescape(lead.post("/desk/signposts/import/", {"message": text}).content.decode())
    assert f"{len(before)} new, 0 changed" in preview
    assert "port-tamsin" in preview, "areas that nobody finds it by are named"
    assert not Signpost.objects.exists(), "nothing is kept by looking"
    assert lead.post("/desk/signposts/import/", {"message": text, "sure": "yes"}).status_code == 302
    assert entries() == before
    assert Entry.objects.filter(act=Act.SIGNPOSTS_IMPORTED).count() == 2


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_entries=any_entries())
def test_any_directory_comes_back_from_the_database_as_it_went_in(db: None, given_entries: list[rules.Entry]) -> None:
    Signpost.objects.all().delete()
    Provider.objects.all().delete()
    signposts.import_signposts(entries=given_entries, by=None)
    kept = entries()
    assert sorted(kept, key=lambda entry: entry.id) == sorted(given_entries, key=lambda entry: entry.id)
    assert hsds.parse(hsds.as_json(kept)) == kept


def test_one_wrong_entry_stops_the_whole_import(lead: Client) -> None:
    services = json.loads(hsds.as_json(SIGNPOSTS))
    services[3]["phones"] = [{"number": "call us"}]
    text = json.dumps(services)
    answer = lead.post("/desk/signposts/import/", {"message": text, "sure": "yes"})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "entry 4 (Larkmere Talking Therapies)" in page
    assert "no telephone number" in page
    assert "Nothing was imported" in page
    assert text[:200] in page, "what was pasted still stands there"
    assert not Signpost.objects.exists()


def test_a_database_that_fails_half_way_keeps_none(helpline: Helpline) -> None:
    with (
        patch("quietline.team.signposts.actions.record", side_effect=DatabaseError),
        pytest.raises(DatabaseError),
    ):
        signposts.import_signposts(entries=list(SIGNPOSTS), by=None)
    assert not Signpost.objects.exists()


@pytest.mark.parametrize("message", ["", "[" * 10_000, "[NaN]", "x" * (128 * 1024 + 1)])
def test_a_document_that_is_none_is_refused(lead: Client, message: str) -> None:
    assert lead.post("/desk/signposts/import/", {"message": message}).status_code == 422


def test_only_who_may_edit_imports(mina: Client) -> None:
    assert mina.post("/desk/signposts/import/", {"message": "[]", "sure": "yes"}).status_code == 403
    assert "Import" not in text_of(mina, "/desk/signposts/")


CANNED_FORM = {"language": "en", "title": "Welcome", "message": "Thank you for writing.", "position": "3"}


def test_a_canned_reply_is_written_changed_and_retired(lead: Client, helpline: Helpline) -> None:
    form = CANNED_FORM | {"line": str(helpline.line.pk)}
    assert lead.post("/desk/canned/new/", form).status_code == 302
    reply = CannedReply.objects.get()
    where = f"/desk/canned/{reply.pk}/"
    assert "Thank you for writing." in text_of(lead, where)
    assert lead.post(where, form | {"message": "Good that you write."}).status_code == 302
    assert "Good that you write." in text_of(signed_in(helpline.mina), "/desk/canned/")
    assert lead.post(f"{where}retire/").status_code == 302
    assert "Good that you write." not in text_of(lead, "/desk/canned/")
    assert "Good that you write." in text_of(lead, "/desk/canned/?show=retired")
    lead.post(f"{where}bring-back/")
    acts = [act for act, _ in acts_on(reply.pk)]
    assert acts == [Act.CANNED_REPLY_SAVED, Act.CANNED_REPLY_SAVED, Act.CANNED_REPLY_RETIRED, Act.CANNED_REPLY_SAVED]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"message": "Dear {name}, thank you."}, "“{name}” would reach the seeker as it stands"),
        ({"message": "Dear %name%, thank you."}, "nothing is filled in here"),
        ({"message": "x" * 4_001}, "at most 4000"),
        ({"title": ""}, "required"),
        ({"language": "tlh"}, "not one of the available choices"),
        ({"line": str(UUID(int=0))}, "not one of the available choices"),
        ({"position": "-1"}, "greater than or equal"),
    ],
)
def test_a_canned_reply_that_can_not_be_kept_loses_nothing(
    lead: Client, helpline: Helpline, changes: dict[str, str], says: str
) -> None:
    form = CANNED_FORM | {"line": str(helpline.line.pk)} | changes
    answer = lead.post("/desk/canned/new/", form)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert says in page
    assert form["message"] in page
    assert not CannedReply.objects.exists()


def test_only_who_may_edit_changes_canned_replies(mina: Client, helpline: Helpline) -> None:
    reply_id = canned(helpline)
    form = CANNED_FORM | {"line": str(helpline.line.pk)}
    for path in ("new/", f"{reply_id}/", f"{reply_id}/retire/", f"{reply_id}/bring-back/"):
        assert mina.post(f"/desk/canned/{path}", form).status_code == 403
    assert CannedReply.objects.get().title == CANNED[0][1]


def canned(helpline: Helpline, place: int = 0) -> UUID:
    reply_id = uuid4()
    language, title, text = CANNED[place]
    save_canned_reply(
        reply_id=reply_id, line=helpline.line, language=language, title=title, text=text, position=0, by=None
    )
    return reply_id


def reply_form(page: str) -> dict[str, str]:
    """The reply's hidden fields: its form stands first on a page."""
    found = re.findall(r'<input type="hidden" name="(draft|seen|message)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in reversed(found)}


TYPED = 'Thank you for writing.\n\nHere is somebody "near" you & open today: <em>'


def test_a_signpost_is_put_into_a_reply_with_one_click_and_nothing_is_lost(
    directory: None, mina: Client, helpline: Helpline
) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    form = reply_form(mina.get(where).content.decode()) | {"message": TYPED}
    picker = mina.post(f"{where}signposts/", form).content.decode()
    assert reply_form(picker) == form
    narrowed = mina.post(f"{where}signposts/", reply_form(picker) | {"need": "money"}).content.decode()
    assert reply_form(narrowed) == form
    assert "Port Tamsin Debt Advice" in narrowed
    assert "Bridge House" not in narrowed
    entry = next(entry for entry in SIGNPOSTS if entry.name == "Port Tamsin Debt Advice")
    page = mina.post(f"{where}insert/", reply_form(narrowed) | {"signpost": str(entry.id)}).content.decode()
    box = re.search(r"<textarea[^>]*id=\"id_message\"[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)
    assert box
    text = html.unescape(box.group(1))
    assert text == f"{TYPED}\n\n{rules.as_text(entry)}"
    sent = reply_form(page) | {"message": text}
    assert (sent["draft"], sent["seen"]) == (form["draft"], form["seen"])
    assert mina.post(where, sent).status_code == 302
    assert Message.objects.count() == 2
    seeker = queries.messages_of(queries.opened_by_token(opened.token), for_seeker=True)
    assert "01632 960103" in seeker[-1].text


def test_a_canned_reply_is_put_in_the_same_way(mina: Client, helpline: Helpline) -> None:
    english, arabic = canned(helpline), canned(helpline, 3)
    opened = write_to(helpline, language="ar")
    where = f"/desk/{opened.thread_id}/"
    form = reply_form(mina.get(where).content.decode()) | {"message": TYPED}
    picker = mina.post(f"{where}canned/", form).content.decode()
    assert picker.index(str(arabic)) < picker.index(str(english)), "the thread's language stands first"
    page = mina.post(f"{where}insert/", reply_form(picker) | {"canned": str(arabic)}).content.decode()
    assert html.escape(CANNED[3][2]) in page
    back = mina.post(f"{where}insert/", reply_form(picker)).content.decode()
    assert html.escape(TYPED).replace("&#x27;", "'") in back


def test_what_is_retired_or_elsewhere_is_not_put_in(directory: None, mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/insert/"
    signposts.set_retired(signpost_id=SIGNPOSTS[5].id, retired=True, by=helpline.mina.row.pk)
    for picked in ({"signpost": str(SIGNPOSTS[5].id)}, {"signpost": str(uuid4())}, {"canned": str(uuid4())}):
        page = mina.post(where, {"message": TYPED} | picked).content.decode()
        assert "960103" not in page
        assert "Thank you for writing." in page
    assert mina.post(where, {"message": TYPED, "signpost": "x"}).status_code == 404
    assert mina.get(where).status_code == 302
    assert mina.post(f"/desk/{uuid4()}/insert/", {"message": TYPED}).status_code == 404


def test_new_messages_are_still_noticed_after_picking(directory: None, mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    form = reply_form(mina.get(where).content.decode()) | {"message": TYPED}
    actions.send(opened=queries.opened_by_token(opened.token), text="One thing more.", draft="a" * 32)
    page = mina.post(f"{where}insert/", form | {"signpost": str(SIGNPOSTS[0].id)}).content.decode()
    answer = mina.post(where, reply_form(page) | {"message": TYPED})
    assert answer.status_code == 409
    assert "One thing more." in answer.content.decode()


def test_keys_that_were_shut_meanwhile_lose_nothing(directory: None, mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    mina.cookies.pop("quietline-key")
    for path in ("signposts", "canned", "insert"):
        answer = mina.post(f"/desk/{opened.thread_id}/{path}/", {"message": TYPED})
        assert answer.status_code == 401
        assert "Thank you for writing." in answer.content.decode()


def test_a_stale_one_is_flagged_where_it_is_picked(mina: Client, helpline: Helpline) -> None:
    signposts.import_signposts(entries=[SIGNPOSTS[0]], by=None)
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/signposts/"
    assert "not checked for half a year" not in mina.get(where).content.decode()
    Signpost.objects.update(checked_on=timezone.localdate() - timedelta(days=184))
    assert "not checked for half a year" in mina.get(where).content.decode()
