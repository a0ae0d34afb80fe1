"""Releases in the browser: drawn knowingly, signed once, corrected by a successor."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietline.insights.released.downloads import DOWNLOADS
from quietline.insights.released.models import LedgerCell, LedgerRow, Release
from quietline.insights.released.queries import release
from quietline.insights.released.signing import own_key
from quietline.insights.releases.signature import verify
from quietline.insights.releases.windows import Window
from quietline.team.roles.rules import Role
from tests.factories.figures import count_contacts
from tests.factories.helpline import Helpline, give, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "figures"])


def window(*, quarters_ago: int) -> Window:
    today = timezone.localdate()
    at = today.year * 4 + (today.month - 1) // 3 - quarters_ago
    return Window.of(f"{at // 4}Q{at % 4 + 1}")


@pytest.fixture
def evaluator(helpline: Helpline) -> Client:
    give(helpline.mina, Role.EVALUATOR)
    return signed_in(helpline.mina)


def page(client: Client, name: str, *parts: str, status: int = 200, **form: str) -> str:
    address = reverse(f"releases:{name}", args=parts)
    answer = client.post(address, form, follow=True) if form else client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_from_a_closed_quarter_to_a_correction(evaluator: Client) -> None:
    quarter = window(quarters_ago=2)
    assert "Nothing is waiting" in page(evaluator, "list")
    count_contacts(window=quarter, each=40)
    assert f">{quarter}</a>" in page(evaluator, "list")

    before = page(evaluator, "window", str(quarter))
    assert "Drawing can't be undone" in before
    assert "<table>" not in before
    assert not LedgerRow.objects.exists()
    drawn = page(evaluator, "draw", str(quarter), go="1")
    assert "This is what the release will say" in drawn
    numbers = set(LedgerCell.objects.values_list("value", flat=True))
    assert drawn.count("<table>") == 4
    page(evaluator, "draw", str(quarter), go="1")
    assert set(LedgerCell.objects.values_list("value", flat=True)) == numbers

    assert "This field is required" in page(evaluator, "make", str(quarter), title="", status=422)
    assert "character that can&#x27;t be seen" in page(
        evaluator, "make", str(quarter), title="A\u200b title", status=409
    )
    made = page(evaluator, "make", str(quarter), title="Contacts <by> area")
    assert "Contacts &lt;by&gt; area" in made
    assert "0.73" in made
    number = Release.objects.get().number
    assert "stands in" in page(evaluator, "make", str(quarter), title="Once more", status=409)
    for kind in DOWNLOADS:
        file = evaluator.get(reverse("releases:file", args=[number, kind]))
        assert file.headers["Content-Disposition"].startswith(f'attachment; filename="release-{number}')
        assert len(file.content) > 500
        if kind == "signed":
            assert verify(file.content, key=own_key()).document.number == number
    assert evaluator.get(f"/campaigns/releases/{number}/files/exe/").status_code == 404

    assert "Its readers see it" in page(evaluator, "correct", number)
    assert "This field is required" in page(evaluator, "correct", number, title="Kept as typed", status=422)
    assert "The title was wrong." in page(evaluator, "correct", number, title="Better", reason="The title was\nwrong.")
    successor = release(number)
    assert successor
    assert successor.successor
    assert "Replaced" in page(evaluator, "one", number)
    assert own_key() in page(evaluator, "list")


def test_what_is_open_or_nowhere_is_told(evaluator: Client) -> None:
    now = window(quarters_ago=0)
    count_contacts(window=window(quarters_ago=1))
    assert "is not closed before" in page(evaluator, "window", str(now))
    assert "is not closed before" in page(evaluator, "draw", str(now), go="1", status=409)
    early = str(window(quarters_ago=5))
    assert "there is nothing to release for" in page(evaluator, "window", early)
    assert "No contact was counted before" in page(evaluator, "draw", early, go="1", status=409)
    assert not LedgerRow.objects.exists()
    assert evaluator.get("/campaigns/releases/window/2026Q9/").status_code == 404
    assert evaluator.get("/campaigns/releases/1999-1/").status_code == 404


def test_drawing_asks_who_it_is_and_practitioners_may_not(
    helpline: Helpline, evaluator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter = window(quarters_ago=2)
    count_contacts(window=quarter)
    monkeypatch.setattr("quietline.team.guards.is_fresh", lambda *_: False)
    for name, part in (("draw", str(quarter)), ("make", str(quarter))):
        asked = evaluator.post(reverse(f"releases:{name}", args=[part]), {"title": "Contacts"})
        assert b'type="password"' in asked.content
    assert not LedgerRow.objects.exists()
    answer = signed_in(helpline.tom).get(reverse("releases:list"))
    assert (answer.status_code, b"administrator or an evaluator releases" in answer.content) == (403, True)
