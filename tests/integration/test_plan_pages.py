"""A plan's pages: what is accepted, what is refused, and that nothing typed is ever lost."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from quietline.contact import queries
from quietline.contact.actions import put_statement_in_force
from quietline.contact.models import LineHold, Message, Opening, Statement, Thread
from quietline.contact.plans.models import CheckIn, Plan
from quietline.contact.plans.rules import PART_CHARACTERS
from quietline.contact.retention import actions as retention
from quietline.contact.retention.rules import Kind
from quietline.contact.states import State
from tests.factories.helpline import Helpline, signed_in
from tests.factories.plans import REASON
from tests.integration.test_writing import DRAFT, token_on, words_on, written

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
PLAN, MINE = "/en/plan/", "/en/plan/mine/"
CHANGE, CHECK_IN, SHOW = f"{MINE}change/", f"{MINE}check-in/", f"{MINE}show/"
SHOW_THERE = f"{SHOW}there/"
COPING = "I go for a walk by the river."
ELSEWHERE = {"HTTP_ORIGIN": "https://elsewhere.example"}


def form(**changes: str) -> dict[str, str]:
    given = {"part_reasons": REASON, "rate_wish": "6", "statement": "uk-two-keys/1", "draft": DRAFT}
    return given | changes


def kept(client: Client, **changes: str) -> list[str]:
    """Keep a plan and return the words that are shown."""
    answer = client.post(PLAN, form(**changes))
    assert (answer.status_code, answer["Location"]) == (302, "/en/contact/phrase/")
    return words_on(client.get("/en/contact/phrase/").content)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def hidden(client: Client, path: str) -> dict[str, str]:
    """The hidden fields of the form on a page, as a browser sends them."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(client.get(path))))


def shown(client: Client) -> HttpResponse:
    return client.post(SHOW, hidden(client, SHOW))


@pytest.fixture
def seeker(helpline: Helpline) -> Client:
    return Client()


def test_the_statement_comes_before_any_text_box(seeker: Client) -> None:
    page = text(seeker.get(PLAN))
    assert "two things come together" in page
    assert "<textarea" not in page
    assert text(seeker.get(f"{PLAN}uk-two-keys/1/")).count("<textarea") == 6
    assert seeker.get(f"{PLAN}imminent-danger-only/1/")["Location"] == PLAN
    assert not seeker.cookies


def test_a_plan_is_kept_proved_and_read(seeker: Client) -> None:
    words = kept(seeker, review_on="2026-11-01")
    assert "Your plan is kept" in text(seeker.get("/en/contact/phrase/"))
    confirm = "/en/contact/phrase/confirm/"
    first, second = (int(number) for number in re.findall(r"Word (\d)", text(seeker.get(confirm)))[:2])
    typed = {"first_word": words[first - 1], "second_word": words[second - 1], "token": token_on(seeker, confirm)}
    answer = seeker.post(confirm, typed, follow=True)
    assert answer.redirect_chain[-1][0] == MINE
    page = text(answer)
    assert REASON.replace("'", "&#x27;") in page
    assert "I look at it again on 1 November 2026." in page
    assert "The day you chose to look at your plan again is here" in page
    assert "where I began" in page
    assert Thread.objects.get().phrase_confirmed


def test_the_words_bring_another_browser_to_the_plan(seeker: Client) -> None:
    words = kept(seeker)
    elsewhere = Client()
    answer = elsewhere.post("/en/return/", {"phrase": " ".join(words)}, follow=True)
    assert answer.redirect_chain[-1][0] == MINE
    assert "sister" in text(answer)
    assert "the plan that you keep" in text(Client().get("/en/return/"))


def test_the_same_form_sent_twice_keeps_one_plan(seeker: Client) -> None:
    kept(seeker)
    assert seeker.post(PLAN, form())["Location"] == "/en/contact/phrase/"
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"part_reasons": "", "rate_wish": ""}, "Please fill in one part first"),
        ({"part_reasons": "a" * (PART_CHARACTERS + 1)}, "This is too long"),
        ({"review_on": "tomorrow"}, "Please write the day like this"),
        ({"review_on": "0026-11-24"}, "Please write the day like this"),
        ({"rate_wish": "11"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_kept_is_said_and_stays_on_the_page(
    seeker: Client, changes: dict[str, str], says: str
) -> None:
    answer = seeker.post(PLAN, form(part_coping=COPING if "part_reasons" not in changes else "", **changes))
    assert answer.status_code == 422
    assert says in text(answer)
    assert changes.get("part_reasons") is not None or COPING in text(answer)
    assert not Thread.objects.exists()


def test_a_plan_from_another_site_is_refused(seeker: Client) -> None:
    answer = seeker.post(PLAN, form(), headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert not Thread.objects.exists()


def test_a_statement_that_changed_meanwhile_is_read_first(seeker: Client, helpline: Helpline) -> None:
    Statement.objects.create(
        key="uk-two-keys", version=2, language="en", jurisdiction="uk", title="Newer", body="Two things."
    )
    put_statement_in_force(line=helpline.line, key="uk-two-keys", version=2, by=None)
    answer = seeker.post(PLAN, form())
    assert answer.status_code == 409
    assert "sister" in text(answer)
    assert 'value="uk-two-keys/2"' in text(answer)


def test_a_database_in_trouble_loses_nothing(seeker: Client) -> None:
    with patch("quietline.contact.plans.actions.Plan.save", side_effect=DatabaseError("disk full")):
        answer = seeker.post(PLAN, form(part_coping=COPING))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert COPING in text(answer)


def test_a_plan_is_changed(seeker: Client) -> None:
    kept(seeker)
    sent = hidden(seeker, CHANGE) | {"part_coping": COPING, "review_on": "2027-01-31"}
    assert seeker.post(CHANGE, sent)["Location"] == MINE
    assert seeker.post(CHANGE, sent)["Location"] == MINE  # once more: the same form
    page = text(seeker.get(MINE))
    assert COPING in page
    assert "sister" not in page
    assert 'value="2027-01-31"' in text(seeker.get(CHANGE))


def test_two_tabs_lose_nothing(seeker: Client) -> None:
    kept(seeker)
    older = hidden(seeker, CHANGE)
    seeker.post(CHANGE, older | {"part_coping": "Typed in the first tab."})
    answer = seeker.post(CHANGE, older | {"part_coping": "Typed in the second tab."})
    assert answer.status_code == 409
    assert "Typed in the first tab." in text(answer)
    assert "Typed in the second tab." in text(answer)
    assert 'name="version" value="2"' in text(answer)
    both = older | {"version": "2", "part_coping": "Both."}
    assert seeker.post(CHANGE, both)["Location"] == MINE


@pytest.mark.parametrize("path", [CHANGE, CHECK_IN, SHOW])
def test_a_form_without_its_token_changes_nothing(seeker: Client, path: str) -> None:
    kept(seeker)
    sent = hidden(seeker, path) | {"part_coping": COPING, "rate_wish": "7", "token": "made up"}
    answer = seeker.post(path, sent)
    assert answer.status_code == 403
    assert "For your safety" in text(answer)
    assert (Plan.objects.get().version, CheckIn.objects.count(), Message.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (CHANGE, {"version": "first"}),
        (CHANGE, {"part_care": "a" * (PART_CHARACTERS + 1)}),
        (CHECK_IN, {"rate_wish": "-1"}),
        (CHECK_IN, {"helped": "nonsense"}),
        (CHECK_IN, {"check_in": "x", "rate_wish": "3"}),
        (CHECK_IN, {}),
        (SHOW, {"version": ""}),
    ],
)
def test_malformed_answers_are_refused(seeker: Client, path: str, wrong: dict[str, str]) -> None:
    kept(seeker)
    assert seeker.post(path, hidden(seeker, path) | wrong).status_code == 422
    assert (Plan.objects.get().version, CheckIn.objects.count(), Message.objects.count()) == (1, 1, 0)


def test_a_check_in_stands_beside_the_beginning(seeker: Client) -> None:
    kept(seeker)
    said = hidden(seeker, CHECK_IN) | {"rate_wish": "8", "helped": "reasons"}
    for _ in range(2):  # the same form, sent twice
        assert seeker.post(CHECK_IN, said)["Location"] == f"{MINE}#check-ins"
    page = text(seeker.get(MINE))
    assert CheckIn.objects.count() == 2
    assert re.findall(r"<td>(.)</td>", page) == ["6", "–", "–", "–", "8", "–", "–", "–"]
    assert page.count('<circle class="start"') == page.count('<circle class="last"') == 1
    assert "What helped the last time" in page
    for word in ("score", "better", "worse", "total", "average", "result"):
        assert word not in page.lower()


def test_two_check_ins_at_once_are_both_kept(seeker: Client) -> None:
    kept(seeker)
    older = hidden(seeker, CHECK_IN)
    seeker.post(CHECK_IN, older | {"rate_wish": "8"})
    answer = seeker.post(CHECK_IN, older | {"rate_wish": "2"})
    assert answer.status_code == 409
    assert 'name="check_in" value="2"' in text(answer)
    assert re.search(r'value="2"[^>]* checked', text(answer))
    seeker.post(CHECK_IN, older | {"rate_wish": "2", "check_in": "2"})
    assert CheckIn.objects.count() == 3


def test_what_is_shown_is_what_the_page_showed(seeker: Client, helpline: Helpline) -> None:
    kept(seeker, part_coping=COPING, review_on="2026-12-24")
    page = text(seeker.get(SHOW))
    assert "two things come together" in page
    assert shown(seeker)["Location"] == "/en/contact/thread/#latest"
    thread = Thread.objects.get()
    (message,) = queries.messages_of(queries.opened_by_line(thread, helpline.mina.line_keys()), for_seeker=False)
    assert message.text == (
        f"My plan to stop and stay stopped\n\nMy reasons:\n{REASON}\n\nWhat I do then:\n{COPING}\n\n"
        "I look at it again on 24 December 2026."
    )
    for line in filter(None, message.text.splitlines()):
        assert line.replace("'", "&#x27;") in page
    assert REASON.replace("'", "&#x27;") in text(signed_in(helpline.mina).get(f"/desk/{thread.pk}/"))


def test_from_the_conversation_back_to_the_plan_and_the_other_way(seeker: Client) -> None:
    kept(seeker)
    shown(seeker)
    assert MINE in text(seeker.get("/en/contact/thread/"))
    page = text(seeker.get(MINE))
    assert "/en/contact/thread/" in page
    assert "are yours" in page or "stay yours" in page
    sent = hidden(seeker, CHANGE) | {"part_coping": COPING}
    seeker.post(CHANGE, sent)
    assert shown(seeker).status_code == 302
    assert Message.objects.count() == 2


def test_a_plan_that_changed_meanwhile_is_looked_at_before_it_is_shown(seeker: Client) -> None:
    kept(seeker)
    older = hidden(seeker, SHOW)
    seeker.post(CHANGE, hidden(seeker, CHANGE) | {"part_coping": COPING})
    answer = seeker.post(SHOW, older)
    assert answer.status_code == 409
    assert COPING in text(answer)
    assert not LineHold.objects.exists()


def test_a_newer_statement_is_read_before_a_plan_is_shown(seeker: Client, helpline: Helpline) -> None:
    kept(seeker)
    older = hidden(seeker, SHOW)
    put_statement_in_force(line=helpline.line, key="imminent-danger-only", version=1, by=None)
    assert seeker.post(SHOW, older).status_code == 409
    assert not LineHold.objects.exists()
    assert shown(seeker).status_code == 302
    assert Thread.objects.get().statement_key == "imminent-danger-only"


def test_a_plan_is_shown_in_the_conversation_that_its_seeker_has(seeker: Client, helpline: Helpline) -> None:
    words = " ".join(written(Client()))
    kept(seeker, draft="b" * 32)
    page, sent = text(seeker.get(SHOW_THERE)), hidden(seeker, SHOW_THERE)
    assert REASON.replace("'", "&#x27;") in page
    answer = seeker.post(SHOW_THERE, sent | {"phrase": words}, follow=True)
    assert answer.redirect_chain[-1][0] == "/en/contact/thread/#latest"
    assert REASON.replace("'", "&#x27;") in text(answer)
    plan = Plan.objects.get().thread
    there = Thread.objects.exclude(pk=plan.pk).get()
    assert (plan.state, there.messages.count(), plan.messages.count()) == (State.KEPT, 2, 0)
    assert not LineHold.objects.filter(thread=plan).exists()
    told = queries.messages_of(queries.opened_by_line(there, helpline.mina.line_keys()), for_seeker=False)
    assert told[-1].text == f"My plan to stop and stay stopped\n\nMy reasons:\n{REASON}"


def test_only_a_conversation_takes_a_plan_and_only_as_it_is_now(seeker: Client) -> None:
    words = " ".join(written(Client()))
    own = " ".join(kept(seeker, draft="b" * 32))
    older = hidden(seeker, SHOW_THERE)
    before = Message.objects.count()
    for phrase, status, said in (
        ("", 422, "Please type your eight words"),
        ("river river", 422, "It should be eight"),
        (own, 422, "These words open a plan"),
        ("abandon " * 8, 422, "one is not yours"),
    ):
        answer = seeker.post(SHOW_THERE, older | {"phrase": phrase})
        assert (answer.status_code, said in text(answer)) == (status, True), phrase
    seeker.post(CHANGE, hidden(seeker, CHANGE) | {"part_coping": COPING})
    answer = seeker.post(SHOW_THERE, older | {"phrase": words})
    assert (answer.status_code, COPING in text(answer)) == (409, True)
    Thread.objects.filter(state=State.WAITING).delete()
    assert seeker.post(SHOW_THERE, hidden(seeker, SHOW_THERE) | {"phrase": words}).status_code == 404
    assert seeker.post(SHOW_THERE, {"phrase": words}).status_code == 403
    assert Message.objects.count() == before - 1


def test_an_empty_plan_has_nothing_to_show(seeker: Client) -> None:
    kept(seeker, part_reasons="")
    assert "nothing to show" in text(seeker.get(SHOW))
    assert "No part of your plan" in text(seeker.get(MINE))


def test_a_plan_is_no_conversation(seeker: Client) -> None:
    kept(seeker)
    for path in ("contact/thread/", "contact/chat/room/", "contact/chat/danger/", "contact/call/ask/we-ring/"):
        assert seeker.get(f"/en/{path}")["Location"] == MINE, path
    assert seeker.post("/en/contact/chat/now/", {"token": token_on(seeker, CHANGE)})["Location"] == MINE
    assert Thread.objects.get().live_since is None
    page = text(seeker.get("/en/contact/write/"))
    assert "Your plan is still open here" in page
    assert "Your conversation is still open" not in page


def test_a_conversation_has_no_plan(seeker: Client) -> None:
    from tests.integration.test_writing import written

    written(seeker)
    assert seeker.get(MINE)["Location"] == "/en/contact/thread/"
    assert MINE not in text(seeker.get("/en/contact/thread/"))


def test_without_the_cookie_there_is_nothing(seeker: Client) -> None:
    for path in (MINE, CHANGE, CHECK_IN, SHOW):
        assert seeker.get(path)["Location"] == "/en/return/", path


def test_what_was_typed_when_the_time_ran_out_comes_back_after_the_words(seeker: Client) -> None:
    words = kept(seeker)
    typed = hidden(seeker, CHANGE) | {"part_coping": COPING, "review_on": "2027-01-31"}
    Opening.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    answer = seeker.post(CHANGE, typed)
    assert answer.status_code == 401
    assert COPING in text(answer)
    again = seeker.post("/en/return/", {"phrase": "zebra", "part_coping": COPING, "version": "1"})
    assert again.status_code == 422
    assert f'name="part_coping" value="{COPING}"' in text(again)
    back = seeker.post("/en/return/", typed | {"phrase": " ".join(words)})
    assert COPING in text(back)
    assert 'value="2027-01-31"' in text(back)
    assert Plan.objects.get().version == 1
    check_in = seeker.post("/en/return/", {"phrase": " ".join(words), "check_in": "1", "rate_wish": "9"})
    assert re.search(r'value="9"[^>]* checked', text(check_in))


def test_words_of_another_conversation_lose_nothing_either(seeker: Client) -> None:
    from tests.integration.test_writing import written

    words = written(seeker)
    answer = Client().post("/en/return/", {"phrase": " ".join(words), "part_coping": COPING, "version": "1"})
    assert answer.status_code == 409
    assert COPING in text(answer)


def test_a_plan_is_erased_from_its_page(seeker: Client) -> None:
    words = kept(seeker)
    for path in (MINE, CHANGE, CHECK_IN, SHOW):
        assert "/en/contact/erase/" in text(seeker.get(path)), path
        assert "/en/exit/" in text(seeker.get(path)), path
    page = seeker.get("/en/contact/erase/")
    assert "Yes, erase my plan" in text(page)
    assert "within 72 hours" not in text(page)
    answer = seeker.post("/en/contact/erase/", {"token": token_on(seeker, "/en/contact/erase/"), "sure": "on"})
    assert "Your plan is erased" in text(answer)
    assert not Thread.objects.exists()
    assert Client().post("/en/return/", {"phrase": " ".join(words)}).status_code == 404


def test_the_page_says_how_long_it_is_kept(seeker: Client, helpline: Helpline) -> None:
    kept(seeker)
    assert "If you do not come back" not in text(seeker.get(MINE))
    retention.set_periods(line=helpline.line, periods={Kind.PLANS: 365}, by=helpline.lead.row.pk)
    assert "If you do not come back for 365 days" in text(seeker.get(MINE))


def test_looking_at_it_counts_as_coming_back(seeker: Client) -> None:
    kept(seeker)
    Plan.objects.update(used_on=timezone.localdate() - timedelta(days=200))
    seeker.get(MINE)
    assert Plan.objects.get().used_on == timezone.localdate()
