"""Notes that the seeker never sees, threads handed to a colleague, and what one shift tells the next."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act, Entry
from quietline.audit.queries import acts_on
from quietline.contact import actions, queries
from quietline.contact.committing import HeldByAnother
from quietline.contact.forms import new_draft
from quietline.contact.handover import actions as handover
from quietline.contact.handover.actions import CannotTakeOver
from quietline.contact.handover.models import HandoverNote, HandoverReading
from quietline.contact.making import Opened
from quietline.contact.models import Thread
from quietline.contact.notes.models import Note
from quietline.contact.states import NotPossible
from quietline.team import actions as team
from quietline.team.hours.queries import zone_of
from quietline.team.models import LineKey, LineKeyHold
from quietline.team.rota.models import Shift
from quietline.vault import PublicKey, new_key_pair, seal_to
from tests.factories.helpline import Helpline, Person, as_practitioner, person, read_by, signed_in, write_to

NOTE = "I am unsure about the next step. What would you do?"
SHIFT = "A quiet evening. Somebody may write again about the school meeting."


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


def transfer(helpline: Helpline, opened: Opened, to: Person, by: Person | None = None, draft: str = "") -> None:
    by = by or helpline.mina
    handover.hand_over(
        opened=as_practitioner(helpline, opened), to=to.row.pk, text=NOTE, draft=draft or new_draft(), by=by.row.pk
    )


def test_a_note_stands_among_the_messages_for_colleagues(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    form = {"draft": new_draft(), "message": NOTE}
    for _ in range(2):
        assert mina.post(f"{where}note/", form)["Location"] == where
    actions.send(opened=queries.opened_by_token(opened.token), text="One thing more.", draft="a" * 32)
    page = signed_in(helpline.tom).get(where).content.decode()
    assert page.count("data-note") == 1, "the same form sent twice keeps one note"
    assert page.index("internet use") < page.index(NOTE) < page.index("One thing more.")
    assert "note, the seeker never sees it" in page
    assert NOTE.encode() not in bytes(Note.objects.get().sealed)
    assert (Act.NOTE_WRITTEN, helpline.mina.row.pk) in acts_on(opened.thread_id)


def test_a_note_changes_nothing_of_how_the_thread_stands(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    before = Thread.objects.values().get()
    assert mina.post(f"/desk/{opened.thread_id}/note/", {"message": NOTE}).status_code == 302
    assert Thread.objects.values().get() == before


def test_no_note_reaches_any_page_of_its_seeker(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    mina.post(f"/desk/{opened.thread_id}/note/", {"message": NOTE})
    mina.post(f"/desk/{opened.thread_id}/take/")
    form = {"to": str(helpline.tom.row.pk), "message": f"{NOTE} Handed over."}
    assert mina.post(f"/desk/{opened.thread_id}/transfer/", form).status_code == 302
    due_on = (timezone.localdate() + timedelta(days=1)).isoformat()
    mina.post(f"/desk/{opened.thread_id}/follow-up/", {"due_on": due_on, "message": NOTE})
    seeker = Client()
    seeker.cookies["quietline"] = opened.token
    for path in ("phrase", "phrase/confirm", "thread", "erase"):
        answer = seeker.get(f"/en/contact/{path}/")
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert "unsure about the next step" not in page, path
        assert "Mina Kowalska" not in page
        assert "Tom" not in page
    thread = queries.opened_by_token(opened.token)
    assert [each.text for each in queries.messages_of(thread, for_seeker=True)] == [
        "I would like to talk to somebody about my internet use."
    ]


@pytest.mark.parametrize("message", ["", " \n ", "x" * 8_001])
def test_a_note_that_can_not_be_kept_is_given_back(mina: Client, helpline: Helpline, message: str) -> None:
    opened = write_to(helpline)
    answer = mina.post(f"/desk/{opened.thread_id}/note/", {"message": message})
    assert answer.status_code == 422
    assert message.strip() in answer.content.decode()
    assert not Note.objects.exists()


def test_a_thread_is_handed_to_a_colleague_with_a_note(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    assert "Hand over to a colleague" not in mina.get(where).content.decode(), "only who holds it hands it over"
    mina.post(f"{where}take/")
    page = mina.get(where).content.decode()
    assert "Tom Fairburn</option>" in page
    assert "Mina Kowalska</option>" not in page
    answer = mina.post(f"{where}transfer/", {"to": str(helpline.tom.row.pk), "message": NOTE})
    assert answer["Location"] == "/desk/?done=transfer"
    thread = Thread.objects.get()
    assert (thread.state, thread.claimed_by) == ("taken", helpline.tom.row)
    tom = signed_in(helpline.tom)
    assert thread.reference in tom.get("/desk/?view=mine").content.decode()
    page = tom.get(where).content.decode()
    assert NOTE in page
    assert "handed over to Tom Fairburn" in page
    assert (Act.THREAD_TRANSFERRED, helpline.mina.row.pk) in acts_on(opened.thread_id)


def test_nobody_who_can_not_open_it_gets_a_thread(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    stranger = person("ines@larkmere.example", "Ines Calder")
    form = {"to": str(stranger.row.pk), "message": NOTE}
    answer = mina.post(f"/desk/{opened.thread_id}/transfer/", form)
    assert answer.status_code == 422
    assert NOTE in answer.content.decode()
    helpline.tom.row.is_active = False
    helpline.tom.row.save()
    for whom in (stranger, helpline.tom, helpline.mina):
        with pytest.raises(CannotTakeOver):
            transfer(helpline, opened, whom)
    assert Thread.objects.get().claimed_by == helpline.mina.row
    assert not Note.objects.exists()


def test_who_holds_an_old_key_only_can_not_take_over(helpline: Helpline) -> None:
    """Somebody who left the line keeps the keys of its earlier epochs; the desk shows them nothing of it."""
    opened = write_to(helpline)
    actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    keys = new_key_pair()
    newer = LineKey.objects.create(
        line=helpline.line, epoch=2, public_key=keys.public, recovery_hold=b"-", made_at=timezone.now()
    )
    for who in (helpline.mina, helpline.lead):
        sealed = seal_to(PublicKey(bytes(who.row.public_key)), keys.private)
        LineKeyHold.objects.create(line_key=newer, practitioner=who.row, sealed_key=sealed)
    with pytest.raises(CannotTakeOver):
        transfer(helpline, opened, helpline.tom)
    transfer(helpline, opened, helpline.lead)
    assert Thread.objects.get().claimed_by == helpline.lead.row


def test_a_thread_that_waits_is_given_to_a_colleague(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    assert "Give it to a colleague" in mina.get(f"/desk/{opened.thread_id}/").content.decode()
    form = {"to": str(helpline.tom.row.pk), "message": NOTE, "draft": "ab" * 16}
    for _ in range(2):  # a form that is sent twice does it once
        assert mina.post(f"/desk/{opened.thread_id}/transfer/", form).status_code == 302
    thread = Thread.objects.get()
    assert (thread.state, thread.claimed_by) == ("taken", helpline.tom.row)
    assert Note.objects.get().handed_to == helpline.tom.row
    assert [act for act, _ in acts_on(thread.pk)].count(Act.THREAD_ASSIGNED) == 1


def test_a_form_sent_again_takes_nothing_back_from_anybody(helpline: Helpline) -> None:
    opened = write_to(helpline)
    actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    draft = new_draft()
    transfer(helpline, opened, helpline.tom, draft=draft)
    actions.hand_back(thread_id=opened.thread_id, by=helpline.tom.row.pk)
    transfer(helpline, opened, helpline.tom, draft=draft)
    assert Thread.objects.get().claimed_by is None


def test_what_was_ended_is_given_to_nobody(helpline: Helpline) -> None:
    opened = write_to(helpline)
    read_by(helpline.mina, opened)
    actions.close(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    with pytest.raises(NotPossible):
        transfer(helpline, opened, helpline.tom)


def test_a_chat_that_is_given_to_a_colleague_waits_a_minute_for_them(helpline: Helpline) -> None:
    opened = write_to(helpline)
    actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    Thread.objects.update(claim_seen_at=timezone.now() - timedelta(seconds=59), live_since=timezone.now())
    transfer(helpline, opened, helpline.tom)
    assert timezone.now() - Thread.objects.get().claim_seen_at < timedelta(seconds=30)  # type: ignore[operator]


def test_nobody_gives_away_what_a_colleague_holds(helpline: Helpline) -> None:
    opened = write_to(helpline)
    actions.take(thread_id=opened.thread_id, by=helpline.lead.row.pk)
    with pytest.raises(HeldByAnother):
        transfer(helpline, opened, helpline.tom)
    answer = signed_in(helpline.mina).post(
        f"/desk/{opened.thread_id}/transfer/", {"to": str(helpline.tom.row.pk), "message": NOTE}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Rowan Adeyemi holds this thread now" in page
    assert NOTE in page


def at_once(*tries: Callable[[], None]) -> list[str]:
    """Each in a thread of its own, all started together; what each came to."""
    outcomes = [""] * len(tries)
    ready = threading.Barrier(len(tries))

    def run(place: int) -> None:
        try:
            ready.wait()
            tries[place]()
            outcomes[place] = "done"
        except (HeldByAnother, NotPossible) as refusal:
            outcomes[place] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tries))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return outcomes


def test_a_colleague_who_takes_during_a_transfer_never_gets_between(kept_helpline: Helpline) -> None:
    helpline = kept_helpline
    for _ in range(8):
        opened = write_to(helpline)
        actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
        outcomes = at_once(
            lambda opened=opened: transfer(helpline, opened, helpline.lead),  # type: ignore[misc]
            lambda opened=opened: actions.take(thread_id=opened.thread_id, by=helpline.tom.row.pk),  # type: ignore[misc]
        )
        thread = Thread.objects.get(pk=opened.thread_id)
        assert (outcomes, thread.claimed_by) == (["done", "HeldByAnother"], helpline.lead.row)


def test_of_two_transfers_at_once_one_is_done_and_leaves_one_note(kept_helpline: Helpline) -> None:
    helpline = kept_helpline
    for _ in range(8):
        opened = write_to(helpline)
        actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
        outcomes = at_once(
            lambda opened=opened: transfer(helpline, opened, helpline.lead),  # type: ignore[misc]
            lambda opened=opened: transfer(helpline, opened, helpline.tom),  # type: ignore[misc]
        )
        assert sorted(outcomes) == ["HeldByAnother", "done"]
        winner = (helpline.lead, helpline.tom)[outcomes.index("done")]
        assert Thread.objects.get(pk=opened.thread_id).claimed_by == winner.row
        assert Note.objects.get(thread=opened.thread_id).handed_to == winner.row


def test_a_transfer_and_a_hand_back_at_once_leave_nobody_in_limbo(kept_helpline: Helpline) -> None:
    helpline = kept_helpline
    for _ in range(8):
        opened = write_to(helpline)
        actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
        outcomes = at_once(
            lambda opened=opened: transfer(helpline, opened, helpline.lead),  # type: ignore[misc]
            lambda opened=opened: actions.hand_back(thread_id=opened.thread_id, by=helpline.mina.row.pk),  # type: ignore[misc]
        )
        thread = Thread.objects.get(pk=opened.thread_id)
        # Handed back first, it waited, and was given from there.
        assert outcomes in (["done", "HeldByAnother"], ["done", "done"])
        assert (thread.state, thread.claimed_by) == ("taken", helpline.lead.row)


def test_a_shifts_note_stands_on_every_colleagues_list_until_they_read_it(mina: Client, helpline: Helpline) -> None:
    form = {"line": str(helpline.line.pk), "message": SHIFT, "draft": new_draft()}
    for _ in range(2):
        assert mina.post("/desk/handover/", form).status_code == 302
    note = HandoverNote.objects.get()
    assert SHIFT.encode() not in bytes(note.sealed)
    assert SHIFT not in mina.get("/desk/").content.decode(), "its writer knows it"
    assert SHIFT in mina.get("/desk/handover/").content.decode()
    tom, lead = signed_in(helpline.tom), signed_in(helpline.lead)
    assert SHIFT in tom.get("/desk/").content.decode()
    for _ in range(2):
        assert tom.post(f"/desk/handover/{note.pk}/read/").status_code == 302
    assert HandoverReading.objects.count() == 1
    assert SHIFT not in tom.get("/desk/").content.decode()
    assert SHIFT in tom.get("/desk/handover/").content.decode()
    assert SHIFT in lead.get("/desk/").content.decode()
    assert [act for act, _ in acts_on(note.pk)] == [Act.HANDOVER_WRITTEN, Act.HANDOVER_READ]


def at_work(who: Person, helpline: Helpline, begins: float, ends: float) -> Shift:
    """A shift from so many hours ago until so many hours ahead."""
    now = timezone.now()
    times = {"starts_at": now + timedelta(hours=begins), "ends_at": now + timedelta(hours=ends)}
    return Shift.objects.create(practitioner=who.row, line=helpline.line, **times)


def leave_note(who: Person, helpline: Helpline, text: str) -> HandoverNote:
    handover.write_handover(line=helpline.line, text=text, draft=new_draft(), by=who.row.pk)
    return HandoverNote.objects.first()  # type: ignore[return-value]


def test_notes_stand_under_the_shift_that_left_them(mina: Client, helpline: Helpline) -> None:
    early = at_work(helpline.mina, helpline, -7, 1)
    late = at_work(helpline.tom, helpline, -1, 7)
    for who, text in (
        (helpline.mina, "From the early shift."),
        (helpline.tom, "From the late one."),
        (helpline.mina, "Early again."),
        (helpline.lead, "From nobody planned."),
    ):
        leave_note(who, helpline, text)
    page = mina.get("/desk/handover/").content.decode()
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    zone = zone_of(helpline.line)
    hours = [
        f"{each.starts_at.astimezone(zone):%H:%M} – {each.ends_at.astimezone(zone):%H:%M}" for each in (early, late)
    ]
    assert [hours[0] in headings[1], hours[1] in headings[2], "Shift" in headings[0]] == [True, True, False]
    order = [page.index(text) for text in ("From nobody", "Early again.", "From the early", "From the late")]
    assert order == sorted(order)
    assert page.count(hours[0]) == 1


def test_a_shift_that_is_taken_out_later_keeps_its_notes(mina: Client, helpline: Helpline) -> None:
    shift = at_work(helpline.mina, helpline, -2, 2)
    note = leave_note(helpline.mina, helpline, SHIFT)
    shift.delete()
    assert (note.shift_starts_at, note.shift_ends_at) == (shift.starts_at, shift.ends_at)
    assert "Shift of" in mina.get("/desk/handover/").content.decode()


@pytest.mark.parametrize(("begins", "ends", "tied"), [(-8, -0.9, True), (-8, -1.1, False), (0.1, 8, False)])
def test_only_the_present_shift_and_one_just_over_count(
    helpline: Helpline, begins: float, ends: float, tied: bool
) -> None:
    at_work(helpline.mina, helpline, begins, ends)
    assert (leave_note(helpline.mina, helpline, SHIFT).shift is not None) == tied


def test_a_shift_on_another_line_is_not_meant(helpline: Helpline) -> None:
    shift = at_work(helpline.mina, helpline, -2, 2)
    shift.line = team.make_line(name="Esk line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    shift.save()
    assert leave_note(helpline.mina, helpline, SHIFT).shift is None


def test_where_nobody_has_a_rota_notes_stand_under_their_days(mina: Client, helpline: Helpline) -> None:
    leave_note(helpline.mina, helpline, "Of today.")
    HandoverNote.objects.update(written_at=timezone.now() - timedelta(days=2))
    leave_note(helpline.tom, helpline, "Of two days later.")
    page = mina.get("/desk/handover/").content.decode()
    assert len(re.findall(r"<h2>", page)) == 2
    assert "Shift of" not in page
    assert page.index("Of two days later.") < page.index("Of today.")


def test_somebody_without_the_lines_key_sees_no_note(mina: Client, helpline: Helpline) -> None:
    mina.post("/desk/handover/", {"line": str(helpline.line.pk), "message": SHIFT})
    stranger = signed_in(person("ines@larkmere.example", "Ines Calder"))
    for path in ("/desk/", "/desk/handover/"):
        assert SHIFT not in stranger.get(path).content.decode()
    assert stranger.post(f"/desk/handover/{HandoverNote.objects.get().pk}/read/").status_code == 404
    answer = stranger.post("/desk/handover/", {"line": str(helpline.line.pk), "message": SHIFT})
    assert answer.status_code == 422
    assert HandoverNote.objects.count() == 1


@pytest.mark.parametrize("changes", [{"message": ""}, {"line": ""}, {"line": str(uuid4())}, {"message": "x" * 8_001}])
def test_a_shifts_note_that_can_not_be_kept_is_given_back(
    mina: Client, helpline: Helpline, changes: dict[str, str]
) -> None:
    answer = mina.post("/desk/handover/", {"line": str(helpline.line.pk), "message": SHIFT} | changes)
    assert answer.status_code == 422
    assert changes.get("message", SHIFT) in answer.content.decode()
    assert not HandoverNote.objects.exists()


def test_the_clock_destroys_a_note_after_a_week(mina: Client, helpline: Helpline) -> None:
    mina.post("/desk/handover/", {"line": str(helpline.line.pk), "message": SHIFT})
    signed_in(helpline.tom).post(f"/desk/handover/{HandoverNote.objects.get().pk}/read/")
    assert handover.retire() == 0
    week = timezone.now() + timedelta(days=7, seconds=1)
    with patch("django.utils.timezone.now", return_value=week):
        assert handover.retire() == 1
    assert not HandoverNote.objects.exists()
    assert not HandoverReading.objects.exists()
    handover.mark_read(note_id=uuid4(), by=helpline.tom.row.pk)
    assert Entry.objects.filter(act=Act.HANDOVER_READ).count() == 1


def test_notes_are_gone_with_their_thread(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    mina.get(f"/desk/{opened.thread_id}/")
    mina.post(f"/desk/{opened.thread_id}/note/", {"message": NOTE})
    read_by(helpline.mina, opened, minutes_ago=61)
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    assert not Note.objects.exists()
