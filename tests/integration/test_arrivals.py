"""From a poster to the site: a campaign's short address, its warning message, and what is counted of either."""

from __future__ import annotations

import asyncio
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quietline.campaigns.models import Campaign
from quietline.campaigns.register.actions import call_off, register_campaign
from quietline.campaigns.register.rules import CampaignGiven, WordingGiven
from quietline.content import counting
from quietline.content.landing.models import CampaignPage
from quietline.edge.app import Edge
from quietline.edge.arrivals import arrivals
from quietline.edge.bridge import Bridge
from quietline.edge.headers import CONTENT_SECURITY_POLICY, framed_policy
from quietline.edge.limits import Limits
from quietline.edge.marks import KEEP_HEADER
from quietline.edge.pages import Page, Pages, pages
from quietline.tally.measures import Measure
from quietline.tally.queries import total
from tests.factories.helpline import Helpline, signed_in
from tests.factories.site import page_at
from tests.integration.test_editing import form_of

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
CODE = "bcd23"
SHORT, MESSAGE, FRAME = f"/c/{CODE}/", f"/en/w/{CODE}/", f"/en/w/{CODE}/frame/"
WORDS = (
    WordingGiven(language="en", heading="Worried? Talk to us.", text="Confidential, with limits that we tell you."),
    WordingGiven(language="ar", heading="قلق؟ تحدّث معنا.", text="سرّي، ضمن حدود نخبرك بها."),
)


@pytest.fixture
def campaign(site: Helpline) -> Campaign:
    today = timezone.localdate()
    given = CampaignGiven(
        name="Esk Vale spring",
        begins_on=today,
        ends_on=today + timedelta(days=90),
        code=CODE,
        wordings=WORDS,
        embed_origins=("https://partner.example", "https://news.example:8443"),
    )
    return register_campaign(given=given, by=site.lead.row.pk)


def landing_page(language: str = "en", **changes: object) -> CampaignPage:
    home = page_at(f"/{language}/")
    values = {"first_offer": "content:first-step", "first_offer_words": "Begin here", "campaign_code": CODE}
    page = CampaignPage(title="Spring", slug="spring", locale=home.locale, **values | changes)
    home.add_child(instance=page)
    return page


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def counted(measure: Measure, **place: str) -> int:
    return total(measure=measure, since=date(2000, 1, 1), until=date(2100, 1, 1), **place)


def test_a_poster_leads_to_the_campaigns_page(campaign: Campaign, client: Client) -> None:
    landing_page()
    answer = client.get(SHORT)
    text = answer.content.decode()
    assert (answer.status_code, answer[KEEP_HEADER]) == (200, "1")
    assert not answer.cookies
    assert "<h1>Worried? Talk to us.</h1>" in text
    assert re.search(r'<a class="button" href="/en/first-step/">Begin here</a>', text)
    assert '<a href="/ar/spring/" lang="ar" dir="rtl"' in text
    assert "<title>Welcome – " in text
    assert "<h1>Worried? Talk to us.</h1>" in text_of(client, "/en/spring/")


@pytest.mark.parametrize("path", [f"/c/{CODE}", f"/c/{CODE.upper()}/"])
def test_what_is_typed_from_a_poster_arrives_as_well(campaign: Campaign, client: Client, path: str) -> None:
    assert "Worried? Talk to us." in text_of(client, path)


def test_before_an_editor_made_a_page_the_first_page_says_the_campaigns_words(
    campaign: Campaign, client: Client
) -> None:
    text = text_of(client, SHORT)
    assert "<h1>Worried? Talk to us.</h1>" in text
    assert 'href="/en/myself/"' in text


def test_a_campaign_in_arabic_alone_is_shown_in_arabic(campaign: Campaign, client: Client) -> None:
    landing_page("ar")
    text = text_of(client, SHORT)
    assert '<html lang="ar" dir="rtl">' in text
    assert "قلق؟ تحدّث معنا." in text
    assert 'href="/en/spring/"' in text


@pytest.mark.parametrize("code", ["zzz99", "nothing-here", "x" * 300])
def test_a_code_that_is_none_shows_what_the_first_page_offers(site: Helpline, client: Client, code: str) -> None:
    answer = client.get(f"/c/{code}/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "This address is not in use" in text
    assert 'href="/en/myself/"' in text
    assert KEEP_HEADER not in answer


def test_a_campaign_that_was_called_off_answers_no_more(campaign: Campaign, client: Client, site: Helpline) -> None:
    landing_page()
    call_off(campaign=campaign.pk, on=timezone.localdate(), by=site.lead.row.pk)
    for path in (SHORT, "/en/spring/", MESSAGE, FRAME, f"{SHORT}embed/"):
        assert client.get(path).status_code == 404, path


def test_kept_pages_are_forgotten_when_a_campaign_changes(
    campaign: Campaign, site: Helpline, django_capture_on_commit_callbacks: object
) -> None:
    before = pages.changes
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        call_off(campaign=campaign.pk, on=timezone.localdate(), by=site.lead.row.pk)
    assert pages.changes == before + 1


def test_one_page_a_campaign_and_language_and_only_for_a_campaign_there_is(campaign: Campaign, site: Helpline) -> None:
    page = landing_page()
    editor = signed_in(site.lead)
    form = form_of(page, campaign_code="zzz99", first_offer="contact:chat", first_offer_words="Go")
    text = editor.post(f"/edit/pages/{page.pk}/edit/", form | {"action-publish": "1"}).content.decode()
    assert "No campaign in the register has this code" in text
    assert "Select a valid choice. contact:chat is not one of the available choices." in text
    assert "Esk Vale spring (bcd23)" in text
    made = editor.post(
        f"/edit/pages/add/content/campaignpage/{page_at('/en/').pk}/",
        form_of(page, slug="another", campaign_code=CODE, first_offer="contact:start", first_offer_words="Go")
        | {"action-publish": "1"},
    )
    assert "“Spring” is this campaign&#x27;s page in this language" in made.content.decode()


def test_the_message_asks_the_first_steps_questions_in_the_campaigns_words(campaign: Campaign, client: Client) -> None:
    first = client.get(MESSAGE)
    text = first.content.decode()
    assert first[KEEP_HEADER] == "1"
    assert "<h1>Worried? Talk to us.</h1>" in text
    assert "in danger right now?" in text
    end = client.post(MESSAGE, {"at": "danger", "answer": "1"}).content.decode()
    assert "This is open to you now" in end
    assert "Write a message" in end
    assert client.post(MESSAGE, {"at": "danger", "answer": "9"}).status_code == 422
    assert "قلق؟ تحدّث معنا." in text_of(client, f"/ar/w/{CODE}/")
    assert "Worried? Talk to us." in text_of(client, f"/pl/w/{CODE}/")


def test_the_frame_has_no_script_no_cookie_and_links_that_open_the_site(campaign: Campaign, client: Client) -> None:
    for answer in (client.get(FRAME), client.post(FRAME, {"at": "danger", "answer": "1"})):
        text = answer.content.decode()
        assert answer["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors https://partner.example https://news.example:8443"
        )
        assert "<script" not in text
        assert not answer.cookies
        links = re.findall(r"<a [^>]*>", text)
        assert links
        assert all('target="_blank" rel="noopener noreferrer"' in link for link in links if "data-here" not in link)
        assert [link for link in links if "data-here" in link] == [f'<a href="{FRAME}" data-here>']
        assert 'href="/en/help-now/"' in text


def test_without_a_listed_site_nobody_can_frame_it(campaign: Campaign, client: Client) -> None:
    campaign.embed_origins.all().delete()
    assert client.get(FRAME)["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert "No site may show the frame yet" in text_of(client, f"{SHORT}embed/")


@pytest.mark.parametrize(
    "origin", ["*", "https://*.example", "https://a.example;script-src *", "https://a.example b", "'self'", ""]
)
def test_what_is_no_origin_never_comes_into_a_policy(origin: str) -> None:
    with pytest.raises(ValueError, match="no origin"):
        framed_policy([origin])


async def answered(edge: Edge, path: str) -> dict[bytes, bytes]:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", b"localhost")]}
    await edge(scope, receive, send)
    return dict(sent[0]["headers"])  # type: ignore[call-overload]


def test_only_the_frame_is_looser_and_only_in_who_may_frame_it(campaign: Campaign, client: Client) -> None:
    """Every page but the frame's forbids framing, kept or made anew."""
    others = [
        "/en/",
        SHORT,
        MESSAGE,
        "/en/first-step/",
        f"{SHORT}embed/",
        "/c/zzz99/",
        "/en/contact/write/",
        "/sign-in/",
    ]
    assert all("Content-Security-Policy" not in client.get(path) for path in others)
    assert b"frame-ancestors 'none'" in CONTENT_SECURITY_POLICY
    policy = client.get(FRAME)["Content-Security-Policy"].encode()
    loosened = set(policy.split(b"; ")) - set(CONTENT_SECURITY_POLICY.split(b"; "))
    assert {each.split()[0] for each in loosened} == {b"frame-ancestors"}


def test_a_partner_finds_what_to_copy(campaign: Campaign, client: Client) -> None:
    answer = client.get(f"{SHORT}embed/")
    text = answer.content.decode()
    assert KEEP_HEADER not in answer
    for language in ("en", "ar"):
        assert f"http://testserver/{language}/w/{CODE}/frame/" in text
        assert f'a href="http://testserver/{language}/w/{CODE}/"' in text
    assert "allow-scripts" not in text
    assert "partner.example" not in text, "who else works with the helpline is nobody's business"
    assert client.get("/c/zzz99/embed/").status_code == 404


def test_arrivals_and_displays_are_bare_numbers_by_campaign(campaign: Campaign) -> None:
    arrivals.take()
    for path in (SHORT, f"/c/{CODE}", f"/c/{CODE.upper()}/", MESSAGE, FRAME, FRAME, f"{SHORT}embed/"):
        arrivals.add(path)
    counting.carry()
    assert counted(Measure.ARRIVALS, field="poster", option=CODE) == 3
    assert counted(Measure.ARRIVALS, field="message", option=CODE, channel="en") == 1
    assert counted(Measure.DISPLAYS, option=CODE, channel="en") == 2
    assert counted(Measure.PAGES_SHOWN) == 0


def test_the_edge_answers_and_counts_arrivals_and_keeps_a_frames_policy() -> None:
    arrivals.take()
    kept = Pages()
    bridge = Bridge(lambda environ, start: [], secure=False, threads=1)
    edge = Edge(bridge=bridge, pages=kept, limits=Limits(), allowed_hosts=["localhost"])
    kept.keep(SHORT, Page.of(b"text/html", b"kept"), as_of=0)
    kept.keep(FRAME, Page.of(b"text/html", b"kept", b"frame-ancestors https://partner.example"), as_of=0)
    policies = [asyncio.run(answered(edge, path))[b"content-security-policy"] for path in (SHORT, SHORT, FRAME)]
    bridge.close()
    assert policies == [CONTENT_SECURITY_POLICY] * 2 + [b"frame-ancestors https://partner.example"]
    assert arrivals.take() == {SHORT: 2, FRAME: 1}
