"""The desk's pages for hours, rota, duty and load: who may, what is refused, that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.team import actions as team
from quietline.team.hours.models import OpenSpan, SpecialDay, SpecialSpan
from quietline.team.numbers import publish_number
from quietline.team.roles.rules import Role
from quietline.team.rota.models import Duty, HardContact, Shift
from quietline.team.rota.queries import capacity
from tests.factories.helpline import Helpline, give, person, signed_in

HOURS, ROTA, DUTY = "/desk/hours/", "/desk/rota/", "/desk/duty/"


@pytest.fixture
def rowan(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


def weekly(helpline: Helpline, **changes: object) -> dict[str, object]:
    given: dict[str, object] = {
        "line": str(helpline.line.pk),
        "form": "week-chat",
        "week-chat-channel": "chat",
        "week-chat-weekdays": [0, 1],
        "week-chat-opens": "09:00",
        "week-chat-closes": "12:30",
    }
    return given | {f"week-chat-{name}": value for name, value in changes.items()}


# Hours.


def test_an_administrator_adds_and_removes_hours(rowan: Client, helpline: Helpline) -> None:
    assert rowan.post(f"{HOURS}week/add/", weekly(helpline)).status_code == 302
    assert "09:00 to 12:30" in rowan.get(HOURS).content.decode()
    assert sorted(OpenSpan.objects.values_list("weekday", flat=True)) == [0, 1]
    gone = {"line": str(helpline.line.pk), "span": OpenSpan.objects.first().pk}  # type: ignore[union-attr]
    assert rowan.post(f"{HOURS}week/remove/", gone).status_code == 302
    assert OpenSpan.objects.count() == 1


def test_hours_that_run_into_others_are_refused_as_a_whole_and_kept_on_the_page(
    rowan: Client, helpline: Helpline
) -> None:
    rowan.post(f"{HOURS}week/add/", weekly(helpline, weekdays=[3]))
    answer = rowan.post(f"{HOURS}week/add/", weekly(helpline, weekdays=[2, 3, 4], opens="11:15", closes="14:00"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Thursday 11:15 to 14:00 runs into Thursday 09:00 to 12:30" in page
    assert 'value="11:15"' in page
    assert OpenSpan.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"opens": ""}, "Give a time."),
        ({"closes": "half past"}, "Write the time like 18:30."),
        ({"weekdays": []}, "Tick at least one day."),
        ({"weekdays": [9]}, "not one of the available choices"),
    ],
)
def test_wrong_hours_are_said(rowan: Client, helpline: Helpline, changes: dict[str, object], says: str) -> None:
    answer = rowan.post(f"{HOURS}week/add/", weekly(helpline, **changes))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not OpenSpan.objects.exists()


def test_a_special_day_with_its_hours(rowan: Client, helpline: Helpline) -> None:
    line = {"line": str(helpline.line.pk)}
    on = timezone.localdate() + timedelta(days=10)
    assert (
        rowan.post(f"{HOURS}day/add/", line | {"day-on": on.isoformat(), "day-name": "Founding day"}).status_code
        == 302
    )
    assert "closed all day" in rowan.get(HOURS).content.decode()
    again = rowan.post(f"{HOURS}day/add/", line | {"day-on": on.isoformat()})
    assert again.status_code == 409
    assert "special day already" in again.content.decode()
    day = SpecialDay.objects.get()
    its = {f"day-{day.pk}-channel": "phone", f"day-{day.pk}-opens": "10:00", f"day-{day.pk}-closes": "14:00"}
    assert rowan.post(f"{HOURS}day-hours/add/", line | its | {"day": day.pk}).status_code == 302
    assert rowan.post(f"{HOURS}day-hours/add/", line | its | {"day": day.pk}).status_code == 409
    assert "Phone: 10:00 to 14:00" in rowan.get(HOURS).content.decode()
    span = SpecialSpan.objects.get()
    assert rowan.post(f"{HOURS}day-hours/remove/", line | {"special_span": span.pk}).status_code == 302
    assert rowan.post(f"{HOURS}day/remove/", line | {"day": day.pk}).status_code == 302
    assert not SpecialDay.objects.exists()


@pytest.mark.parametrize(
    ("path", "name"), [("week/remove/", "span"), ("day/remove/", "day"), ("day-hours/add/", "day")]
)
@pytest.mark.parametrize("value", ["", "x", "9" * 30])
def test_an_odd_number_changes_nothing(rowan: Client, helpline: Helpline, path: str, name: str, value: str) -> None:
    answer = rowan.post(HOURS + path, {"line": str(helpline.line.pk), name: value})
    assert answer.status_code in {302, 404, 409, 422}


@pytest.mark.parametrize("on", ["", "tomorrow", "2026-13-01", "9999-12-31", "0001-01-01"])
def test_a_special_day_needs_a_date(rowan: Client, helpline: Helpline, on: str) -> None:
    answer = rowan.post(f"{HOURS}day/add/", {"line": str(helpline.line.pk), "day-on": on})
    assert answer.status_code == 422


def test_the_time_zone_is_one_that_there_is(rowan: Client, helpline: Helpline) -> None:
    given = {"line": str(helpline.line.pk), "clock-time_zone": "Mars/Base"}
    answer = rowan.post(f"{HOURS}clock/", given)
    assert answer.status_code == 422
    assert "Mars/Base" in answer.content.decode()
    assert rowan.post(f"{HOURS}clock/", given | {"clock-time_zone": "Europe/Dublin"}).status_code == 302
    helpline.line.refresh_from_db()
    assert helpline.line.time_zone == "Europe/Dublin"


def test_the_published_number_has_one_page_that_the_hours_lead_to(
    rowan: Client, mina: Client, helpline: Helpline
) -> None:
    where = f"/desk/calls/number/?line={helpline.line.pk}"
    publish_number(line=helpline.line, number="01632 960100", hours="", cost="", by=helpline.lead.row.pk)
    page = rowan.get(HOURS).content.decode()
    assert where in page
    assert "01632 960100" not in page
    assert "01632 960100" in rowan.get(where).content.decode()
    assert where not in mina.get(HOURS).content.decode()
    moved = {"line": str(helpline.line.pk), "clock-time_zone": "Europe/Dublin", "clock-phone_number": "01632 960999"}
    rowan.post(f"{HOURS}clock/", moved)
    helpline.line.refresh_from_db()
    assert (helpline.line.time_zone, helpline.line.phone_number) == ("Europe/Dublin", "01632 960100")


def test_an_administrator_publishes_the_number_of_a_line_they_are_not_on(rowan: Client, helpline: Helpline) -> None:
    other = team.make_line(name="Esk line", jurisdiction="uk", founder=helpline.tom.row, by=None)
    given = {"line": str(other.pk), "phone_number": "01632 960200", "phone_hours": "", "phone_cost": ""}
    assert rowan.post("/desk/calls/number/", given).status_code == 302
    other.refresh_from_db()
    assert other.phone_number == "01632 960200"
    for wrong in ("x", "00000000-0000-4000-8000-000000000000"):
        assert rowan.post("/desk/calls/number/", given | {"line": wrong}).status_code == 404


def test_others_read_the_hours_and_change_nothing(mina: Client, rowan: Client, helpline: Helpline) -> None:
    rowan.post(f"{HOURS}week/add/", weekly(helpline))
    page = mina.get(HOURS).content.decode()
    assert "09:00 to 12:30" in page
    assert "Remove" not in page
    for path in ("week/add/", "week/remove/", "day/add/", "day/remove/", "day-hours/add/", "clock/"):
        assert mina.post(HOURS + path, weekly(helpline)).status_code == 403, path
    assert OpenSpan.objects.count() == 2


@pytest.mark.parametrize("line", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_line_that_there_is_not_is_not_found(rowan: Client, helpline: Helpline, line: str) -> None:
    for page in (HOURS, ROTA):
        assert rowan.get(f"{page}?line={line}").status_code == 404


# Rota.


def shift(helpline: Helpline, **changes: object) -> dict[str, object]:
    given: dict[str, object] = {
        "line": str(helpline.line.pk),
        "practitioner": str(helpline.mina.row.pk),
        "on": "2026-11-24",
        "opens": "09:00",
        "closes": "15:00",
        "weeks": "1",
    }
    return given | changes


def test_a_planner_adds_a_shift_for_some_weeks_and_removes_one(rowan: Client, helpline: Helpline) -> None:
    answer = rowan.post(f"{ROTA}add/", shift(helpline, weeks="3"))
    assert answer.status_code == 302
    assert Shift.objects.count() == 3
    page = rowan.get(answer["Location"]).content.decode()
    assert "09:00 – 15:00 · Mina Kowalska" in page
    first = Shift.objects.first()
    assert first is not None
    gone = {"line": str(helpline.line.pk), "shift": first.pk, "week": "2026-11-24"}
    assert rowan.post(f"{ROTA}remove/", gone).status_code == 302
    assert Shift.objects.count() == 2
    assert (Act.SHIFT_REMOVED, helpline.lead.row.pk) in acts_on(helpline.mina.row.pk)


def test_a_shift_keeps_its_hours_when_the_clocks_change(rowan: Client, helpline: Helpline) -> None:
    rowan.post(f"{ROTA}add/", shift(helpline, on="2026-10-20", weeks="2"))
    assert [timezone.localtime(each.starts_at).hour for each in Shift.objects.all()] == [9, 9]
    assert [each.starts_at.hour for each in Shift.objects.all()] == [8, 9]


def test_a_shift_across_midnight_stands_on_its_first_day(rowan: Client, helpline: Helpline) -> None:
    rowan.post(f"{ROTA}add/", shift(helpline, opens="22:00", closes="06:00"))
    assert rowan.get(f"{ROTA}?week=2026-11-24").content.decode().count("22:00 – 06:00 · Mina") == 1


def test_one_overlap_refuses_all_weeks_and_keeps_what_was_typed(rowan: Client, helpline: Helpline) -> None:
    rowan.post(f"{ROTA}add/", shift(helpline, on="2026-12-01"))
    answer = rowan.post(f"{ROTA}add/", shift(helpline, weeks="3", opens="10:30"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mina Kowalska has a shift in that time already" in page
    assert 'value="10:30"' in page
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"practitioner": ""},
        {"practitioner": "x"},
        {"practitioner": "00000000-0000-4000-8000-000000000000"},
        {"on": ""},
        {"on": "2026-02-30"},
        {"on": "9999-12-31", "closes": "06:00"},
        {"on": "0001-01-01"},
        {"opens": "25:00"},
        {"weeks": "0"},
        {"weeks": "99"},
    ],
)
def test_wrong_shifts_are_said(rowan: Client, helpline: Helpline, changes: dict[str, object]) -> None:
    assert rowan.post(f"{ROTA}add/", shift(helpline, **changes)).status_code == 422
    assert not Shift.objects.exists()


def test_a_time_that_the_clock_leaves_out_is_refused(rowan: Client, helpline: Helpline) -> None:
    answer = rowan.post(f"{ROTA}add/", shift(helpline, on="2026-03-29", opens="01:00", closes="02:00"))
    assert answer.status_code == 409
    assert "leaves that time out" in answer.content.decode()


def test_who_plans_nothing_sees_their_own_first_and_changes_nothing(
    mina: Client, rowan: Client, helpline: Helpline
) -> None:
    for who in (helpline.mina, helpline.tom):
        rowan.post(f"{ROTA}add/", shift(helpline, practitioner=str(who.row.pk)))
    page = mina.get(f"{ROTA}?week=2026-11-24").content.decode()
    assert page.index("09:00 – 15:00") < page.index("Tom Fairburn")
    assert "Remove" not in page
    assert mina.post(f"{ROTA}add/", shift(helpline, on="2026-11-25")).status_code == 403
    gone = {"line": str(helpline.line.pk), "shift": Shift.objects.first().pk}  # type: ignore[union-attr]
    assert mina.post(f"{ROTA}remove/", gone).status_code == 403
    assert Shift.objects.count() == 2


def test_a_supervisor_plans(mina: Client, helpline: Helpline) -> None:
    give(helpline.mina, Role.SUPERVISOR)
    assert mina.post(f"{ROTA}add/", shift(helpline)).status_code == 302


def test_the_rota_shows_the_open_hours_that_nobody_covers(rowan: Client, helpline: Helpline) -> None:
    rowan.post(f"{HOURS}week/add/", weekly(helpline, weekdays=[1], closes="17:00"))
    rowan.post(f"{ROTA}add/", shift(helpline))
    assert "15:00 – 17:00" in rowan.get(f"{ROTA}?week=2026-11-24").content.decode()


@pytest.mark.parametrize("week", ["", "x", "2026-11-26", "0001-01-01", "9999-12-31", "2026-02-30", "%00"])
def test_odd_weeks_show_some_week(rowan: Client, helpline: Helpline, week: str) -> None:
    assert rowan.get(f"{ROTA}?week={week}").status_code == 200


def test_somebody_without_a_line_has_no_rota(helpline: Helpline) -> None:
    outsider = signed_in(person("sam@larkmere.example", "Sam Outside"))
    assert outsider.get(ROTA).status_code == 404
    assert outsider.get(DUTY).status_code == 200
    assert outsider.post(f"{DUTY}begin/").status_code == 422
    assert outsider.post(f"{DUTY}hard/").status_code == 404


# Duty and load.


def test_the_switch_on_the_bar_puts_on_duty_and_takes_off(mina: Client, helpline: Helpline) -> None:
    assert "Go on duty" in mina.get("/desk/").content.decode()
    answer = mina.post(f"{DUTY}begin/", {"next": "/desk/?view=mine"})
    assert answer["Location"] == "/desk/?view=mine"
    assert capacity(helpline.line, timezone.now()) == 2
    page = mina.get("/desk/").content.decode()
    assert "On duty · 2 chats" in page
    assert mina.post(f"{DUTY}end/", {"next": "https://elsewhere.example/desk/"})["Location"] == DUTY
    assert not Duty.objects.exists()


def test_chats_at_once_can_be_chosen_and_not_too_many(mina: Client, helpline: Helpline) -> None:
    given = {"line": str(helpline.line.pk), "chats_each": "4"}
    assert mina.post(f"{DUTY}begin/", given).status_code == 302
    assert capacity(helpline.line, timezone.now()) == 4
    for wrong in ({"chats_each": "40"}, {"chats_each": "x"}, {"line": "x"}):
        assert mina.post(f"{DUTY}begin/", given | wrong).status_code == 422


def test_a_break_wrap_up_and_coming_back(mina: Client, helpline: Helpline) -> None:
    mina.post(f"{DUTY}begin/")
    for path, form in (("break/", {"minutes": "15"}), ("wrap-up/", {})):
        assert mina.post(DUTY + path, form).status_code == 302
        assert capacity(helpline.line, timezone.now()) == 0
        assert "I am back" in mina.get(DUTY).content.decode()
        mina.post(f"{DUTY}back/")
        assert capacity(helpline.line, timezone.now()) == 2
    assert mina.post(f"{DUTY}break/", {"minutes": "600"}).status_code == 422


@pytest.mark.parametrize(("path", "form"), [("break/", {"minutes": "15"}), ("back/", {})])
def test_who_is_off_duty_by_now_is_told(mina: Client, path: str, form: dict[str, str]) -> None:
    answer = mina.post(DUTY + path, form)
    assert answer.status_code == 409
    assert "not on duty any more" in answer.content.decode()


def test_every_page_of_the_desk_is_a_sign_of_life(mina: Client, helpline: Helpline) -> None:
    mina.post(f"{DUTY}begin/")
    for path in ("/desk/", f"{DUTY}here/", "/desk/call-backs/"):
        Duty.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
        mina.get(path)
        assert capacity(helpline.line, timezone.now()) == 2, path


def test_the_sign_of_life_says_when_the_duty_is_over(mina: Client) -> None:
    assert mina.post(f"{DUTY}seen/").status_code == 410
    assert "Refresh" not in mina.get(f"{DUTY}here/").headers
    mina.post(f"{DUTY}begin/")
    assert mina.post(f"{DUTY}seen/").status_code == 204
    assert int(mina.get(f"{DUTY}here/")["Refresh"]) < 30


def test_signing_out_ends_the_duty(mina: Client) -> None:
    mina.post(f"{DUTY}begin/")
    mina.post("/sign-out/")
    assert not Duty.objects.exists()


def test_a_hard_contact_offers_a_break_and_to_talk_it_over(mina: Client, helpline: Helpline) -> None:
    mina.post(f"{DUTY}begin/")
    page = mina.get(mina.post(f"{DUTY}hard/")["Location"]).content.decode()
    assert "You marked a contact as hard" in page
    assert "Take 15 minutes" in page
    mina.post(f"{DUTY}talked-over/")
    page = mina.get(DUTY).content.decode()
    assert "You marked a contact as hard" not in page
    assert "1 in this shift" in page
    assert HardContact.objects.get().talked_over_at is not None


def test_everybody_sees_their_own_load_and_a_supervisor_the_teams(
    mina: Client, rowan: Client, helpline: Helpline
) -> None:
    mina.post(f"{DUTY}hard/")
    own = mina.get(f"{ROTA}load/").content.decode()
    assert "1</strong> in the last 14 days" in own
    assert "Tom Fairburn" not in own
    assert "Tom Fairburn" not in rowan.get(f"{ROTA}load/").content.decode()
    give(helpline.lead, Role.SUPERVISOR)
    team = rowan.get(f"{ROTA}load/").content.decode()
    assert team.index("Mina Kowalska") < team.index("Tom Fairburn")


def test_a_shift_of_today_stands_on_the_duty_page(mina: Client, helpline: Helpline) -> None:
    now = timezone.now()
    Shift.objects.create(
        practitioner=helpline.mina.row,
        line=helpline.line,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )
    assert "Your shift: until" in mina.get(DUTY).content.decode()
