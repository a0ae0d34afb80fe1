"""A shift of forty invented contacts, played through the real pages, and its figures, counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from quietline.contact.models import HELD_BACK
from tests.factories.founded import MINA, TOM
from tests.factories.server import Server, database
from tests.journeys.conftest import DESKTOP, context, follow, follow_key, sign_in_as

TEXT = "I would like to talk to somebody about my internet use."
# Hours wait for their month to be over (contact/by_hour.py).
WAITING = f"SELECT count(*) FROM contact_addition WHERE parcel IS NULL OR parcel <> {HELD_BACK}"
CARRIED_SECONDS = 120  # the clock carries every five; this is when it counts as stuck

OWN, ADULT, CHILD, WORK = "Own behaviour", "Another adult", "A child or young person's behaviour", "Professional"
NORTH, ESK = "North Larkmere", "Esk Vale"
PLAN, SUPPORT, SIGNPOST = "Actions agreed", "Support given", "Signposted to another service"
PAGES, TELL, DOCTOR = "Use the self-help pages", "Tell somebody they trust", "See a doctor or therapist"


@dataclass(frozen=True)
class Answers:
    """What a practitioner writes down; whatever is left empty counts as not asked."""

    group: str
    area: str
    ended: str
    minutes: int
    agreed: tuple[str, ...] = field(default=())


# 27 contacts with a record. Their places in these lists, from 0, are what CORRECTIONS speaks of.
CHATS = (
    Answers(OWN, NORTH, PLAN, 30, (PAGES, TELL)),
    Answers(OWN, ESK, SUPPORT, 20),
    Answers(ADULT, NORTH, PLAN, 25, (TELL,)),
    Answers(CHILD, "", SIGNPOST, 15),
    Answers(OWN, NORTH, PLAN, 40, (PAGES,)),
)
MESSAGES = (
    Answers(OWN, NORTH, SUPPORT, 10),
    Answers(ADULT, ESK, PLAN, 15, (PAGES, DOCTOR)),
    Answers(WORK, "", SIGNPOST, 5),
    Answers(OWN, ESK, PLAN, 20, (PAGES,)),
    Answers(CHILD, NORTH, SUPPORT, 10),
    Answers(OWN, NORTH, PLAN, 10, (DOCTOR,)),
    Answers(ADULT, "", SUPPORT, 0),
)
CALL_BACKS = (
    Answers(OWN, NORTH, PLAN, 45, (PAGES, TELL, DOCTOR)),
    Answers(ADULT, NORTH, SUPPORT, 30),
    Answers(OWN, ESK, PLAN, 35, (TELL,)),
    Answers(CHILD, ESK, SIGNPOST, 20),
)
CALLS = (
    Answers(OWN, NORTH, SUPPORT, 15),
    Answers(OWN, NORTH, PLAN, 25, (PAGES,)),
    Answers(ADULT, ESK, PLAN, 30, (TELL,)),
    Answers(ADULT, NORTH, SUPPORT, 12),
    Answers(CHILD, "", SIGNPOST, 8),
    Answers(WORK, ESK, SUPPORT, 6),
    Answers(OWN, "", PLAN, 50, (PAGES, DOCTOR)),
    Answers(OWN, ESK, SUPPORT, 18),
    Answers(WORK, NORTH, SIGNPOST, 4),
    Answers(ADULT, NORTH, PLAN, 22, (PAGES,)),
    Answers(OWN, NORTH, SUPPORT, 9),
)
# Twelve calls with nothing to record: by two keystrokes, and by the buttons for whoever has no script.
BY_KEYS = ("1", "2", "3", "4", "5", "6", "7", "1")
BY_BUTTONS = ("Silent", "Hung up", "Wrong number", "Silent")
# The fortieth: a chat that its seeker gives up before anybody is on duty.
# What turned out to be wrong afterwards, in this order; the first chat is corrected twice.
CORRECTIONS = (
    (CHATS, 0, Answers(ADULT, NORTH, SUPPORT, 35)),
    (MESSAGES, 2, Answers(WORK, ESK, SUPPORT, 5, (TELL,))),
    (CALLS, 6, Answers(OWN, NORTH, PLAN, 50, (DOCTOR,))),
    (CHATS, 0, Answers(OWN, ESK, PLAN, 33, (TELL,))),
)

# Counted by hand from the lists above, with the corrections in: no figure here is worked out by the test.
CONTACTS = {
    ("chat", "answered"): 5,
    ("message", "answered"): 7,
    ("call_back", "answered"): 4,
    ("call", "answered"): 11,
    ("call", "silent"): 4,
    ("call", "hang_up"): 2,
    ("call", "wrong_number"): 2,
    ("call", "prank"): 1,
    ("call", "inappropriate"): 1,
    ("call", "busy"): 1,
    ("call", "closed"): 1,
    ("chat", "busy"): 1,
}
CONTACTS_BY_GROUP_AND_AREA = {
    ("own_behaviour", "north-larkmere"): 8,
    ("own_behaviour", "esk-vale"): 5,
    ("another_adult", "north-larkmere"): 4,
    ("another_adult", "esk-vale"): 2,
    ("another_adult", "not_asked"): 1,
    ("child_behaviour", "north-larkmere"): 1,
    ("child_behaviour", "esk-vale"): 1,
    ("child_behaviour", "not_asked"): 2,
    ("professional", "north-larkmere"): 1,
    ("professional", "esk-vale"): 2,
    ("", ""): 13,
}
ANSWERS = {
    ("caller_group", "own_behaviour"): 13,
    ("caller_group", "another_adult"): 7,
    ("caller_group", "child_behaviour"): 4,
    ("caller_group", "professional"): 3,
    ("area", "north-larkmere"): 14,
    ("area", "esk-vale"): 10,
    ("area", "not_asked"): 3,
    ("result", "plan_agreed"): 12,
    ("result", "support_given"): 11,
    ("result", "signposted"): 4,
    ("agreed_actions", "self_help"): 6,
    ("agreed_actions", "tell_somebody"): 6,
    ("agreed_actions", "see_doctor"): 4,
    ("agreed_actions", "not_asked"): 14,
    ("setting", "not_asked"): 27,
    ("happened", "not_asked"): 27,
    ("authorities", "not_asked"): 27,
    ("found_us", "not_asked"): 27,
    ("returning", "not_asked"): 27,
    ("discussed", "not_asked"): 27,
    ("actions_taken", "not_asked"): 27,
    ("signposts", "not_asked"): 27,
}
MINUTES = {("minutes",): 532}
HELP_SEEKERS = {(): 18}  # 6 chats, 7 messages, 5 calls that were asked for
CALL_BACKS_ASKED = {(): 5}  # one was called off


@dataclass
class Shift:
    """Pages without script, where script is not the point; `keys` has it. `records`: addresses, by list and place."""

    seeker: Page
    desk: Page
    keys: Page
    records: dict[tuple[int, int], str] = field(default_factory=dict)
    came: int = 0

    def nickname(self) -> str:
        self.came += 1
        return f"Seeker {self.came:02}"


@pytest.fixture
def shift(chromium: Browser, open_helpline: Server) -> Iterator[Shift]:
    scripts = (False, False, True)
    browsers = [context(chromium, open_helpline, viewport=DESKTOP, java_script_enabled=each) for each in scripts]
    seeker, desk, keys = (each.new_page() for each in browsers)
    for page, who in ((desk, MINA), (keys, TOM)):
        sign_in_as(page, open_helpline, who)
    yield Shift(seeker, desk, keys)
    for each in browsers:
        each.close()


def test_a_shift_of_forty_contacts_ends_with_the_figures_that_a_hand_count_gives(
    shift: Shift, open_helpline: Server
) -> None:
    give_up_a_chat(shift)
    for place, answers in enumerate(CHATS):
        chat(shift, place, answers)
    for place, answers in enumerate(MESSAGES):
        message(shift, place, answers)
    call_off_a_call(shift)
    for place, answers in enumerate(CALL_BACKS):
        call_back(shift, place, answers)
    for place, answers in enumerate(CALLS):
        call(shift, place, answers)
    for key in BY_KEYS:
        nothing_to_record_by_keys(shift.keys, key)
    for name in BY_BUTTONS:
        nothing_to_record_by_buttons(shift.desk, name)
    for records, place, answers in CORRECTIONS:
        correct(shift.desk, shift.records[id(records), place], answers)

    wait_until_carried(open_helpline, shift.desk)
    assert figures(open_helpline, "contacts", "channel", "outcome") == CONTACTS
    assert figures(open_helpline, "contacts", "caller_group", "area") == CONTACTS_BY_GROUP_AND_AREA
    assert figures(open_helpline, "answers", "field", "option") == ANSWERS
    assert figures(open_helpline, "minutes", "field") == MINUTES
    assert figures(open_helpline, "help_seekers") == HELP_SEEKERS
    assert figures(open_helpline, "call_backs") == CALL_BACKS_ASKED


def begin_a_chat(shift: Shift) -> str:
    seeker, nickname = shift.seeker, shift.nickname()
    seeker.goto("/en/contact/chat/uk-two-keys/1/")
    seeker.get_by_label("What would you like to talk about?").fill(TEXT)
    seeker.get_by_label("What should we call you?").fill(nickname)
    follow(seeker, seeker.get_by_role("button", name="Begin the chat"))
    return nickname


def leave(seeker: Page) -> None:
    seeker.goto("/en/contact/left/")
    expect(seeker.get_by_role("heading", name="You have left")).to_be_visible()


def give_up_a_chat(shift: Shift) -> None:
    begin_a_chat(shift)
    leave(shift.seeker)


def chat(shift: Shift, place: int, answers: Answers) -> None:
    answer(shift.desk, begin_a_chat(shift))
    finish(shift, CHATS, place, answers)
    leave(shift.seeker)


def message(shift: Shift, place: int, answers: Answers) -> None:
    seeker, nickname = shift.seeker, shift.nickname()
    seeker.goto("/en/contact/write/uk-two-keys/1/")
    seeker.get_by_label("Your message").fill(TEXT)
    seeker.get_by_label("What should we call you?").fill(nickname)
    follow(seeker, seeker.get_by_role("button", name="Send my message"))
    answer(shift.desk, nickname)
    finish(shift, MESSAGES, place, answers)


def answer(desk: Page, nickname: str) -> None:
    """Answer and hold the thread: from then on its record stands beside it."""
    desk.goto("/desk/")
    follow(desk, desk.get_by_role("link", name=nickname))
    desk.get_by_label("Your reply").fill("Thank you for writing. We are here.")
    follow(desk, desk.get_by_role("button", name="Send and take"))


def ask_for_a_call(seeker: Page) -> None:
    seeker.goto("/en/contact/call-back/uk-two-keys/1/you-ring/")
    # Not the first one on offer: it may be too near by the time the form arrives.
    seeker.get_by_label("When?").select_option(index=2)
    follow(seeker, seeker.get_by_role("button", name="Ask for the call"))
    expect(seeker.locator("[data-return-phrase] li")).to_have_count(8)


def call_off_a_call(shift: Shift) -> None:
    ask_for_a_call(shift.seeker)
    shift.seeker.goto("/en/contact/call/cancel/")
    follow(shift.seeker, shift.seeker.get_by_role("button", name="Call it off"))
    expect(shift.seeker.get_by_text("You called your call off.")).to_be_visible()


def call_back(shift: Shift, place: int, answers: Answers) -> None:
    desk = shift.desk
    ask_for_a_call(shift.seeker)
    desk.goto("/desk/call-backs/")
    follow(desk, desk.get_by_role("link", name="they ring in"))
    call = desk.url
    follow(desk, desk.get_by_role("button", name="They rang in"))
    follow(desk, desk.get_by_role("button", name="Write the record"))
    finish(shift, CALL_BACKS, place, answers)
    desk.goto(call)
    follow(desk, desk.get_by_role("button", name="Done"))


def call(shift: Shift, place: int, answers: Answers) -> None:
    follow(shift.desk, shift.desk.get_by_role("button", name="New call"))
    finish(shift, CALLS, place, answers)


def finish(shift: Shift, records: tuple[Answers, ...], place: int, answers: Answers) -> None:
    """Write the record where it stands: beside the thread that one holds, or on a page of its own."""
    shift.records[id(records), place] = record_address(shift.desk)
    write_down(shift.desk, answers)
    follow(shift.desk, shift.desk.get_by_role("button", name="Finish"))


def record_address(desk: Page) -> str:
    """Where the record that stands open can be found later; beside a thread, the form names its contact."""
    beside = desk.locator("input[name=contact]")
    return f"/desk/records/{beside.first.input_value()}/" if beside.count() else desk.url


def correct(desk: Page, record: str, answers: Answers) -> None:
    desk.goto(record)
    # What was agreed before, or stands as not asked, is taken back first.
    for tick in desk.get_by_role("group", name="Agreed actions").get_by_role("checkbox").all():
        tick.set_checked(False)
    write_down(desk, answers)
    follow(desk, desk.get_by_role("button", name="Correct the record"))


def write_down(desk: Page, answers: Answers) -> None:
    desk.get_by_label("Caller group").select_option(answers.group)
    desk.get_by_label("Area").select_option(answers.area)
    desk.get_by_label("How it ended").select_option(answers.ended)
    desk.get_by_label("Minutes").fill(str(answers.minutes))
    agreed = desk.get_by_role("group", name="Agreed actions")
    for action in answers.agreed:
        agreed.get_by_label(action).check()


def nothing_to_record_by_keys(desk: Page, key: str) -> None:
    follow_key(desk, "c")
    follow_key(desk, key)
    expect(desk.get_by_role("heading", name="Calls", exact=True)).to_be_visible()


def nothing_to_record_by_buttons(desk: Page, name: str) -> None:
    desk.goto("/desk/calls/")
    follow(desk, desk.get_by_role("button", name=name))


def wait_until_carried(server: Server, page: Page) -> None:
    """Whatever was counted with the last contact is on its way to the figures until the clock has carried it."""
    for _ in range(CARRIED_SECONDS * 10):
        with database(server) as connection:
            if not connection.execute(WAITING).fetchone()[0]:
                return
        page.wait_for_timeout(100)
    pytest.fail("the figures were not carried")


def figures(server: Server, measure: str, *by: str) -> dict[tuple[str, ...], int]:
    """What the figures' own database holds of a measure, told apart by these dimensions."""
    columns = ", ".join([*by, "sum(count)"])
    groups = f"GROUP BY {', '.join(by)}" if by else ""
    query = f"SELECT {columns} FROM tally_tally WHERE measure = '{measure}' {groups} HAVING sum(count) > 0"
    with database(server, "figures") as connection:
        rows = connection.execute(query).fetchall()
    return {tuple(values): int(total) for *values, total in rows}
