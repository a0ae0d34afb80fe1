"""A seeker's way, page by page: what is accepted, what is refused, and that nothing typed is ever lost."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.utils import timezone

from quietline.contact import derivations, outbox, queries
from quietline.contact.actions import put_statement_in_force
from quietline.contact.models import Addition, Message, Opening, Statement, Thread
from quietline.tally.measures import Measure
from quietline.tally.queries import total
from quietline.vault import Busy, read_phrase
from tests.factories.helpline import TEXT, Helpline, as_practitioner

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
WRITE = "/en/contact/write/"
DRAFT = "0123456789abcdef0123456789abcdef"


def form(**changes: str) -> dict[str, str]:
    given = {
        "message": TEXT,
        "caller_group": "own_behaviour",
        "area": "esk-vale",
        "nickname": "Heron",
        "statement": "uk-two-keys/1",
        "draft": DRAFT,
    }
    return given | changes


def words_on(page: bytes) -> list[str]:
    shown = re.search(rb"data-return-phrase>(.*?)</ol>", page, re.DOTALL)
    assert shown is not None
    return re.findall(r"<li>(\w+)</li>", shown.group(1).decode())


def written(client: Client, **changes: str) -> list[str]:
    """Write a first message and return the words that are shown."""
    answer = client.post(WRITE, form(**changes))
    assert answer.status_code == 302
    assert answer["Location"] == "/en/contact/phrase/"
    return words_on(client.get("/en/contact/phrase/").content)


def token_on(client: Client, path: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).content.decode())
    assert found is not None
    return found.group(1)


@pytest.fixture
def seeker(helpline: Helpline) -> Client:
    return Client()


def test_the_statement_comes_before_any_text_box(seeker: Client) -> None:
    page = seeker.get(WRITE).content.decode()
    assert "two things come together" in page
    assert "<textarea" not in page
    assert "/en/contact/write/uk-two-keys/1/" in page
    assert "<textarea" in seeker.get("/en/contact/write/uk-two-keys/1/").content.decode()


def test_the_form_of_a_statement_that_is_not_in_force_leads_back(seeker: Client) -> None:
    answer = seeker.get("/en/contact/write/imminent-danger-only/1/")
    assert (answer.status_code, answer["Location"]) == (302, WRITE)


def test_a_first_message_is_received_before_the_phrase_is_confirmed(seeker: Client, helpline: Helpline) -> None:
    words = written(seeker)
    thread = Thread.objects.get()
    assert len(words) == 8
    assert (thread.state, thread.phrase_confirmed, thread.statement_key) == ("waiting", False, "uk-two-keys")
    opened = queries.opened_by_line(thread, helpline.mina.line_keys())
    assert [message.text for message in queries.messages_of(opened, for_seeker=False)] == [TEXT]
    intake = queries.intake_of(opened)
    assert (intake.group, intake.area, intake.nickname) == ("own_behaviour", "esk-vale", "Heron")


def test_one_opaque_cookie_and_no_other(seeker: Client) -> None:
    for path in ("/en/", "/en/myself/", WRITE, "/en/contact/write/uk-two-keys/1/", "/en/return/", "/"):
        assert not seeker.get(path).cookies, path
    answer = seeker.post(WRITE, form())
    assert list(answer.cookies) == ["quietline"]
    cookie = answer.cookies["quietline"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Strict", "/", "")


def test_two_words_typed_back_confirm_the_phrase(seeker: Client) -> None:
    words = written(seeker)
    page = seeker.get("/en/contact/phrase/confirm/").content.decode()
    first, second = (int(number) for number in re.findall(r"Word (\d)", page)[:2])
    token = token_on(seeker, "/en/contact/phrase/confirm/")
    wrong = {"token": token, "first_word": "zebra", "second_word": words[second - 1]}
    answer = seeker.post("/en/contact/phrase/confirm/", wrong)
    assert answer.status_code == 422
    assert f"This is not word {first}" in answer.content.decode()
    assert not Thread.objects.get().phrase_confirmed
    right = wrong | {"first_word": words[first - 1][:4].upper()}
    assert seeker.post("/en/contact/phrase/confirm/", right)["Location"] == "/en/contact/thread/"
    assert Thread.objects.get().phrase_confirmed
    assert Opening.objects.get().unconfirmed_phrase is None
    assert seeker.get("/en/contact/phrase/")["Location"] == "/en/contact/thread/"


def test_the_phrase_brings_another_browser_back(seeker: Client, helpline: Helpline) -> None:
    words = written(seeker)
    elsewhere = Client()
    answer = elsewhere.post("/en/return/", {"phrase": " ".join(words)})
    assert answer["Location"] == "/en/contact/thread/"
    page = elsewhere.get("/en/contact/thread/").content.decode()
    assert TEXT in page
    assert "Hello, Heron" in page
    assert page.count("data-message") == 1
    assert Thread.objects.get().phrase_confirmed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Please type your eight words."),
        ("zebra apple", "There are 2 words here"),
        ("zebra", "There is 1 word here"),
        ("abandon ability able about above absent absorb xqzzz", "Word 8: <bdi>xqzzz</bdi>"),
        ("abandon ability able about above absent absorb abusf", "<strong>abuse</strong>"),
        ("abandon ability able about above absent absorb abstract", "the order is different"),
        ("word " * 400, "far more than eight words"),
    ],
)
def test_wrong_words_are_pointed_out_and_kept(seeker: Client, typed: str, says: str) -> None:
    answer = seeker.post("/en/return/", {"phrase": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page or (says == "<strong>abuse</strong>" and "the order is different" in page)
    assert typed.strip()[:40] in page


def test_an_unknown_phrase_costs_one_derivation_as_a_right_one_does(seeker: Client) -> None:
    words = written(seeker)
    unknown = read_phrase_that_fits()
    counts = []
    for phrase in (" ".join(words), unknown):
        with patch.object(derivations, "for_returning", wraps=derivations.for_returning) as derive:
            answer = Client().post("/en/return/", {"phrase": phrase})
            counts.append((derive.call_count, answer.status_code))
    assert counts == [(1, 302), (1, 404)]


def read_phrase_that_fits() -> str:
    from quietline.vault import new_phrase

    phrase = " ".join(new_phrase("en").words)
    assert read_phrase(phrase, prefer="english")
    return phrase


@pytest.mark.parametrize(
    "changes",
    [
        {"message": ""},
        {"message": "   \r\n\t "},
        {"message": "x" * 8_001},
        {"caller_group": "nonsense"},
        {"caller_group": ""},
        {"area": "nowhere"},
        {"nickname": "n" * 41},
        {"statement": ""},
    ],
)
def test_what_was_typed_is_never_lost_by_an_error(seeker: Client, changes: dict[str, str]) -> None:
    given = form(**changes)
    answer = seeker.post(WRITE, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert given["message"].strip() in page
    assert given["nickname"] in page
    assert not Thread.objects.exists()


def test_eight_thousand_characters_fit_with_line_breaks_and_emoji(seeker: Client, helpline: Helpline) -> None:
    text = ("abc\r\n" * 1_000) + "🌊" * 4_000
    answer = seeker.post(WRITE, form(message=text))
    assert answer.status_code == 302
    opened = queries.opened_by_line(Thread.objects.get(), helpline.mina.line_keys())
    (message,) = queries.messages_of(opened, for_seeker=False)
    assert message.text == text.replace("\r\n", "\n").strip()


def test_control_characters_and_overrides_are_taken_out(seeker: Client, helpline: Helpline) -> None:
    answer = seeker.post(WRITE, form(message="a\x00b\x1b[31m\u202ec\u2028d\te", nickname="He\u202eron\r\nX"))
    assert answer.status_code == 302
    opened = queries.opened_by_line(Thread.objects.get(), helpline.mina.line_keys())
    (message,) = queries.messages_of(opened, for_seeker=False)
    assert message.text == "ab[31mc\u2028d\te"
    assert queries.intake_of(opened).nickname == "Heron X"


def test_markup_and_links_are_inert_text(seeker: Client) -> None:
    written(seeker, message="<script>alert(1)</script> https://larkmere.example/x <b>bold</b>", nickname="<i>x</i>")
    page = seeker.get("/en/contact/thread/").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "<i>x" not in page
    assert 'href="https://larkmere.example' not in page


def test_the_same_form_sent_twice_opens_one_thread_and_shows_the_same_words(seeker: Client) -> None:
    words = written(seeker)
    again = Client()  # a browser that never saw the first answer
    assert words_on_after(again) == words
    assert Thread.objects.count() == 1


def words_on_after(client: Client) -> list[str]:
    client.post(WRITE, form())
    return words_on(client.get("/en/contact/phrase/").content)


def test_the_same_words_from_two_people_open_two_threads(seeker: Client) -> None:
    one = written(seeker)
    other = written(Client(), draft="f" * 32)
    assert one != other
    assert Thread.objects.count() == 2


def test_an_edited_message_after_going_back_is_kept_as_well(seeker: Client) -> None:
    written(seeker)
    written(seeker, message=f"{TEXT} And more.")
    assert Thread.objects.count() == 2


def test_a_form_without_a_draft_is_kept(seeker: Client) -> None:
    written(seeker, draft="")
    written(Client(), draft="fresh-draft-placed-by-the-edge")
    assert Thread.objects.count() == 2


def test_a_changed_statement_is_shown_before_anything_is_sent(seeker: Client, helpline: Helpline) -> None:
    put_statement_in_force(line=helpline.line, key="imminent-danger-only", version=1, by=None)
    answer = seeker.post(WRITE, form())
    page = answer.content.decode()
    assert answer.status_code == 409
    assert TEXT in page
    assert "about to be seriously harmed" in page
    assert 'value="imminent-danger-only/1"' in page
    assert not Thread.objects.exists()
    written(seeker, statement="imminent-danger-only/1")
    assert Thread.objects.get().statement_key == "imminent-danger-only"


def test_nobody_can_write_before_a_statement_is_in_force(seeker: Client, helpline: Helpline) -> None:
    from quietline.contact.models import StatementInForce

    StatementInForce.objects.all().delete()
    assert seeker.get(WRITE).status_code == 404
    answer = seeker.post(WRITE, form())
    assert answer.status_code == 503
    assert TEXT in answer.content.decode()
    assert not Thread.objects.exists()


@pytest.mark.parametrize("failure", [Busy(), OperationalError("database is locked"), DatabaseError("disk full")])
def test_a_database_in_trouble_loses_nothing(seeker: Client, failure: Exception) -> None:
    with patch("quietline.contact.views.actions.open_thread", side_effect=failure):
        answer = seeker.post(WRITE, form())
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert TEXT in page
    assert "Nothing you typed is lost" in page
    assert f'value="{DRAFT}"' in page
    assert len(written(seeker)) == 8


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_elsewhere_is_refused_and_keeps_the_text(seeker: Client, headers: dict[str, str]) -> None:
    for path in (WRITE, "/en/return/"):
        answer = seeker.post(path, form(phrase="x"), headers=headers)
        assert answer.status_code == 403, path
        assert not answer.cookies
    assert not Thread.objects.exists()


@pytest.mark.parametrize("token", ["", "wrong", "ü"])
def test_a_conversation_form_without_its_token_is_refused_and_keeps_the_text(seeker: Client, token: str) -> None:
    written(seeker)
    answer = seeker.post("/en/contact/thread/", {"message": "A second thought.", "token": token})
    assert answer.status_code == 403
    assert "A second thought." in answer.content.decode()
    assert Message.objects.count() == 1
    for path in ("/en/contact/erase/", "/en/contact/phrase/confirm/"):
        assert seeker.post(path, {"sure": "on", "token": token}).status_code == 403
    assert Thread.objects.exists()


def test_a_token_of_another_conversation_is_refused(seeker: Client) -> None:
    written(seeker)
    other = Client()
    written(other, draft="f" * 32)
    token = token_on(other, "/en/contact/thread/")
    assert seeker.post("/en/contact/thread/", {"message": "x", "token": token}).status_code == 403


def test_further_messages_and_replies_stand_in_order(seeker: Client, helpline: Helpline) -> None:
    from quietline.contact import actions

    written(seeker)
    token = token_on(seeker, "/en/contact/thread/")
    assert seeker.post("/en/contact/thread/", {"message": "A second thought.", "token": token}).status_code == 302
    thread = Thread.objects.get()
    opened = queries.opened_by_line(thread, helpline.mina.line_keys())
    actions.reply(opened=opened, text="Thank you for writing.", draft="a" * 32, seen=2, by=helpline.mina.row.pk)
    page = seeker.get("/en/contact/thread/").content.decode()
    texts = [page.index(text) for text in (TEXT, "A second thought.", "Thank you for writing.")]
    assert texts == sorted(texts)
    assert page.count("data-message") == 3
    assert "Mina" in page
    assert "Kowalska" not in page


def test_a_message_sent_twice_from_one_form_is_kept_once(seeker: Client) -> None:
    written(seeker)
    given = {"message": "A second thought.", "token": token_on(seeker, "/en/contact/thread/"), "draft": "b" * 32}
    for _ in range(3):
        assert seeker.post("/en/contact/thread/", given).status_code == 302
    assert Message.objects.count() == 2


def test_a_message_edited_after_going_back_is_kept_too(seeker: Client) -> None:
    written(seeker)
    given = {"token": token_on(seeker, "/en/contact/thread/"), "draft": "b" * 32}
    for text in ("A second thought.", "A second thought, put better."):
        assert seeker.post("/en/contact/thread/", given | {"message": text}).status_code == 302
    assert Message.objects.count() == 3


def test_two_tabs_can_both_write(seeker: Client) -> None:
    written(seeker)
    one, other = (token_on(seeker, "/en/contact/thread/") for _ in range(2))
    for text, token in (("From one tab.", one), ("From the other.", other)):
        assert seeker.post("/en/contact/thread/", {"message": text, "token": token}).status_code == 302
    assert Message.objects.count() == 3


def test_what_was_written_when_time_ran_out_comes_back_with_the_phrase(seeker: Client) -> None:
    words = written(seeker)
    token = token_on(seeker, "/en/contact/thread/")
    Opening.objects.all().delete()
    answer = seeker.post("/en/contact/thread/", {"message": "A long thought.", "token": token})
    assert answer.status_code == 401
    assert "A long thought." in answer.content.decode()
    answer = seeker.post("/en/return/", {"phrase": " ".join(words), "pending": "A long thought."})
    assert answer.status_code == 200
    assert "A long thought.</textarea>" in answer.content.decode()
    assert Message.objects.count() == 1


def test_a_thread_stands_open_for_half_an_hour(seeker: Client) -> None:
    from datetime import timedelta

    written(seeker)
    assert seeker.get("/en/contact/thread/").status_code == 200
    Opening.objects.update(ends_at=Opening.objects.get().ends_at - timedelta(minutes=31))
    assert seeker.get("/en/contact/thread/")["Location"] == "/en/return/"


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "ü", "0" * 5_000])
def test_a_made_up_cookie_opens_nothing(seeker: Client, cookie: str) -> None:
    written(seeker)
    stranger = Client()
    stranger.cookies["quietline"] = cookie
    for path in ("/en/contact/thread/", "/en/contact/phrase/", "/en/contact/erase/"):
        assert stranger.get(path)["Location"] == "/en/return/"
    assert stranger.get("/en/contact/left/").status_code == 200


def test_leaving_shuts_the_conversation_in_this_browser_only(seeker: Client) -> None:
    words = written(seeker)
    elsewhere = Client()
    elsewhere.post("/en/return/", {"phrase": " ".join(words)})
    answer = seeker.get("/en/exit/")
    assert answer["Location"] == "https://www.bbc.co.uk/weather"
    assert answer["Clear-Site-Data"] == '"storage"'
    assert answer.cookies["quietline"]["max-age"] == 0
    assert Opening.objects.count() == 1
    assert elsewhere.get("/en/contact/thread/").status_code == 200
    assert "You have left" in elsewhere.get("/en/contact/left/").content.decode()
    assert not Opening.objects.exists()


@pytest.mark.parametrize("path", ["exit", "contact/left"])
def test_a_link_from_another_site_shuts_nothing(seeker: Client, path: str) -> None:
    written(seeker)
    answer = seeker.get(f"/en/{path}/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 302
    assert "Clear-Site-Data" not in answer
    assert seeker.get("/en/contact/thread/").status_code == 200


@pytest.mark.parametrize("path", ["contact/", "contact/phrase/", "exit/"])
def test_a_form_sent_where_none_is_taken_gets_a_page_that_keeps_the_text(seeker: Client, path: str) -> None:
    answer = seeker.post(f"/en/{path}", {"message": TEXT})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert TEXT in answer.content.decode()


def test_help_seekers_are_counted_once_however_often_the_carrier_is_stopped(helpline: Helpline) -> None:
    for number in range(3):
        written(Client(), draft=f"{number:032x}")
    today = timezone.localdate()

    def counted() -> int:
        return total(measure=Measure.HELP_SEEKERS, since=today, until=today)

    with patch("quietline.contact.outbox.take_in", side_effect=OperationalError), pytest.raises(OperationalError):
        outbox.carry()  # stopped before the figures had it
    written(Client(), draft="f" * 32)
    assert counted() == 0
    with (
        patch("django.db.models.query.QuerySet.delete", side_effect=OperationalError),
        pytest.raises(OperationalError),
    ):
        outbox.carry()  # stopped when the figures had it, before it was crossed out here
    assert counted() == 3
    assert [outbox.carry(), outbox.carry(), outbox.carry()] == [3, 1, 0]
    assert counted() == 4
    assert not Addition.objects.exists()


def test_the_arabic_pages_speak_arabic_from_right_to_left(seeker: Client) -> None:
    page = seeker.get("/ar/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "محادثتك" in seeker.get("/ar/contact/write/").content.decode()


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("ar", "/ar/"),
        ("en-GB,en;q=0.8", "/en/"),
        ("xx", "/en/"),
        ("", "/en/"),
        ("ar-EG,en;q=0.1", "/ar/"),
        ("cy-GB,en;q=0.5", "/cy/"),
        ("pl", "/pl/"),
        (",;q=", "/en/"),
    ],
)
def test_the_first_address_chooses_a_language(db: None, asked: str, led_to: str) -> None:
    answer = Client().get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer["Location"]) == (302, led_to)
    assert "Accept-Language" in answer["Vary"]
    assert not answer.cookies


@pytest.mark.parametrize(
    "path", [WRITE, "/en/return/", "/en/contact/thread/", "/en/", "/en/exit/", "/healthz-not", "/en/contact/phrase/"]
)
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_a_wrong_method_is_refused(seeker: Client, path: str, method: str) -> None:
    assert getattr(seeker, method)(path).status_code in {404, 405, 302}


NO_LIST = [("ar", "الكلمات إنجليزية"), ("cy", "Geiriau Saesneg ydyn nhw."), ("pl", "Słowa są angielskie.")]


@pytest.mark.parametrize(("language", "told"), NO_LIST)
def test_a_language_without_a_list_gets_english_words_and_is_told(
    seeker: Client, helpline: Helpline, language: str, told: str
) -> None:
    seeker.post(f"/{language}/contact/write/", form())
    page = seeker.get(f"/{language}/contact/phrase/").content
    assert told in page.decode()
    words = words_on(page)
    assert read_phrase(" ".join(words), prefer="english").words == tuple(words)
    assert 'dir="ltr" lang="en" data-return-phrase' in page.decode()
    assert Client().post("/en/return/", {"phrase": " ".join(words)}).status_code == 302


def test_no_thread_opens_with_the_keys_of_another_line(seeker: Client, helpline: Helpline) -> None:
    from quietline.contact.making import Opened
    from quietline.vault import CannotOpen

    written(seeker)
    thread = Thread.objects.get()
    assert as_practitioner(helpline, Opened(thread.pk, "", None))  # type: ignore[arg-type]
    with pytest.raises(CannotOpen):
        queries.opened_by_line(thread, {})


def test_statements_are_seeded_for_two_jurisdictions_in_every_language(helpline: Helpline) -> None:
    rows = set(Statement.objects.values_list("key", "jurisdiction", "language"))
    kinds = (("uk-two-keys", "uk"), ("imminent-danger-only", "imminent-danger"))
    assert rows == {(*kind, code) for kind in kinds for code, _ in settings.LANGUAGES}


def test_a_statement_that_is_not_translated_stands_in_english_with_a_note(seeker: Client, helpline: Helpline) -> None:
    Statement.objects.filter(language="pl").delete()
    page = seeker.get("/pl/contact/confidentiality/").content.decode()
    assert "Tej strony nie ma jeszcze po polsku." in page
    assert '<div class="statement" lang="en" dir="ltr">' in page
