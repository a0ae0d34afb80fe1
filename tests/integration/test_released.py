"""Releases as they are kept: signed, whole, corrected by a successor only."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from quietline.audit.models import Act, Entry
from quietline.campaigns.models import Area
from quietline.insights.released import queries
from quietline.insights.released.actions import draw, release
from quietline.insights.released.models import LedgerRow, Release
from quietline.insights.released.signing import own_key
from quietline.insights.releases.signature import NotGenuine, verify
from quietline.insights.releases.tables import T1, T2
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.insights.releases.wording import NotPublishable
from quietline.tally.models import Tally
from tests.factories.figures import CLOSED, QUARTER, count_contacts
from tests.factories.helpline import Helpline

pytestmark = pytest.mark.django_db(databases=["default", "figures"])


def released(window: Window = QUARTER, on: date = CLOSED, **more: str) -> Release:
    number = release(window=window, title="Contacts by area", on=on, by=None, **more)
    found = queries.release(number)
    assert found is not None
    return found


def test_a_release_says_what_was_drawn_with_all_that_belongs_to_it(helpline: Helpline) -> None:
    count_contacts(each=30)
    row = released()
    document = queries.document_of(row)
    began = Tally.objects.earliest("on").on
    drawn = {(one.table, one.window): one.values for one in draw(window=QUARTER, on=CLOSED, by=None)}
    for month in QUARTER.months:
        table = document.table("T1", month)
        assert table is not None
        assert table.values == drawn[T1, month]
        assert (table.unit, table.area_rule) == ("contacts attempted", "the area that the seeker chose")
        assert table.missing_days == (0 if month != QUARTER.months[0] else began.day - 1)
    quarter = document.table("T2", QUARTER)
    assert quarter is not None
    assert quarter.values != drawn[T2, QUARTER]  # shifted, so that areas add up to their months
    assert document.named("area") == dict(Area.objects.values_list("code", "name")) | {"_not_told": "No area told"}
    assert document.named("channel") == {
        "call": "Call",
        "call_back": "Call-back",
        "chat": "Chat",
        "message": "Message",
    }
    assert document.totals[0].name == "All areas"
    assert (document.number, document.publisher) == ("2026-1", "The Larkmere Trust")
    assert verify(row.signed.encode(), key=own_key()).document == document
    assert Entry.objects.filter(act=Act.FIGURES_RELEASED).count() == 1


def test_no_true_count_is_in_what_is_signed(helpline: Helpline) -> None:
    """Counts so far apart that the noise can't reach from one to another by chance."""
    count_contacts(each=20_000)
    true = set(Tally.objects.values_list("count", flat=True))
    sums = {
        sum(Tally.objects.filter(on__range=(m.first, m.last)).values_list("count", flat=True)) for m in QUARTER.months
    }
    words = released().signed
    assert not any(f":{count}," in words for count in sums)
    assert len(true) > 100


def test_a_window_is_released_once_and_corrected_once_by_a_successor(helpline: Helpline) -> None:
    count_contacts()
    first = released()
    with pytest.raises(ReleaseRefused, match=r"2026Q1 stands in 2026-1\. A release is corrected by a successor"):
        released()
    Area.objects.filter(code="esk-vale").update(name="Esk Vale and the Fells")
    count_contacts(seed=5)
    later = date(2026, 5, 3)
    second = released(on=later, corrects="2026-1", reason="An area was called by its old name.")
    assert (second.number, second.corrects, queries.in_force()) == ("2026-2", first, [second])
    one, other = queries.document_of(first), queries.document_of(second)
    assert [table.values for table in one.tables] == [table.values for table in other.tables]
    assert other.named("area")["esk-vale"] == "Esk Vale and the Fells"
    assert other.corrects is not None
    assert (other.corrects.number, other.issued_on) == ("2026-1", later)
    assert LedgerRow.objects.count() == 5
    with pytest.raises(ReleaseRefused, match="2026Q1 stands in 2026-2"):
        released(corrects="2026-1", reason="Again.")
    with pytest.raises(NotPublishable, match="reason"):
        released(corrects="2026-2", reason="")
    month = Window.of("2026-04")
    with pytest.raises(ReleaseRefused, match="2026-04 was never released"):
        released(month, date(2026, 5, 10), corrects="2026-2", reason="Another.")


def test_an_open_window_is_not_released(helpline: Helpline) -> None:
    count_contacts()
    with pytest.raises(ReleaseRefused, match="is not closed"):
        released(on=date(2026, 4, 9))
    assert not Release.objects.exists()


def test_a_release_that_was_changed_in_the_database_is_not_believed(helpline: Helpline) -> None:
    count_contacts()
    row = released()
    row.signed = row.signed.replace("Contacts by area", "Contacts by aera")
    with pytest.raises(NotGenuine):
        queries.document_of(row)


def test_the_key_is_made_once_and_nobody_else_reads_it() -> None:
    key = own_key()
    file = settings.DATA_DIR.release_key_file
    assert own_key() == key
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    file.unlink()
    try:
        assert own_key() != key  # an older helpline makes its own when it first signs
        assert file.stat().st_mode & 0o777 == 0o600
        assert [path for path in file.parent.iterdir() if path.name.startswith("release-key")] == [file]
    finally:
        file.write_bytes(before)
