"""docs/paths.md lists every path and every form field, and nothing that there is not."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.forms import Form
from django.urls import Resolver404, get_resolver, is_valid_path, resolve

from quietline.contact.call_backs.forms import TimeForm, WeRingForm, WeRingHereForm
from quietline.contact.forms import (
    CALLER_GROUPS,
    DRAFT_CHARACTERS,
    ChatForm,
    ConfirmForm,
    EraseForm,
    ReturnForm,
    ThreadForm,
    WriteForm,
)
from quietline.contact.plans.forms import ChangeForm, CheckInForm, KeepForm, ShowForm, ShowThereForm
from quietline.contact.rules import MESSAGE_CHARACTERS, NICKNAME_CHARACTERS
from quietline.desk.find.forms import FindForm
from quietline.desk.follow_ups.forms import FollowUpForm
from quietline.desk.forms import ReplyForm
from quietline.desk.handover.forms import HandoverForm, TransferForm
from quietline.desk.keys.forms import WordsForm
from quietline.desk.notes.forms import NoteForm
from quietline.desk.queries import VIEWS
from quietline.desk.team.forms import AbilitiesForm, InviteForm, ResetForm, RoleForm, SkillForm
from quietline.desk.wanted.forms import WantedForm
from quietline.edge.app import BODY_SECONDS, MOST_BODY_BYTES
from quietline.edge.limits import DEFAULTS
from quietline.team.invitations.forms import TakeUpForm
from quietline.team.resets.forms import NewPasswordForm
from quietline.team.sign_in.forms import CodeForm, PasskeyForm, PasswordForm, SignInForm
from tests.boundaries.test_public_paths import walk
from tests.factories.apps import code_for
from tests.factories.server import STUCK_SECONDS, Server, copied

ROOT = Path(__file__).parents[2]
PATHS = (ROOT / "docs" / "paths.md").read_text(encoding="utf-8")
OURS = [
    "README.md",
    "administrators-guide.md",
    "editors-guide.md",
    "paths.md",
    "practitioners-guide.md",
    "threat-model.md",
]

# What the outermost layer answers without Django, and the source that says so.
AT_THE_EDGE = {"/healthz": "edge/app.py", "/desk/live/": "config/asgi.py"}
ON_THE_WIRE = {"/desk/<thread>/live/": "/live/", "/desk/<thread>/typing/": "/typing/"}
IN_THE_TREE = {"/<lang>/<page>/", "/pictures/<name>"}
# What the partners' process answers, and the helpline's does not.
ISLAND = "quietline.config.island.urls"
# The editor's paths are Wagtail's and may change with it; outsiders have none there to rely on.
OF_THE_EDITOR = "/edit/"
# Each form with the section that lists its fields, and the fields that a page adds to it.
FORMS: dict[str, tuple[type[Form], set[str]]] = {
    "/<lang>/contact/write/": (WriteForm, set()),
    "/<lang>/contact/chat/": (ChatForm, set()),
    "/<lang>/contact/phrase/confirm/": (ConfirmForm, {"token"}),
    "/<lang>/contact/thread/": (ThreadForm, {"token"}),
    "/<lang>/contact/erase/": (EraseForm, {"token"}),
    "/<lang>/return/": (ReturnForm, set()),
    "/sign-in/": (SignInForm, {"csrfmiddlewaretoken", "next"}),
    "/sign-in/second/": (CodeForm, {"csrfmiddlewaretoken"}),
    "/sign-in/passkey/": (PasskeyForm, {"csrfmiddlewaretoken", "next"}),
    "/invited/<token>/": (TakeUpForm, {"csrfmiddlewaretoken"}),
    "/reset/<token>/": (NewPasswordForm, {"csrfmiddlewaretoken"}),
    "/desk/team/<practitioner>/reset-sign-in/": (ResetForm, {"csrfmiddlewaretoken"}),
    "/desk/team/invitations/": (InviteForm, {"csrfmiddlewaretoken"}),
    "/account/password/": (PasswordForm, {"csrfmiddlewaretoken"}),
    "/desk/<thread>/": (ReplyForm, {"csrfmiddlewaretoken"}),
    "/desk/<thread>/note/": (NoteForm, {"csrfmiddlewaretoken"}),
    "/desk/<thread>/follow-up/": (FollowUpForm, {"csrfmiddlewaretoken"}),
    "/desk/<thread>/transfer/": (TransferForm, {"csrfmiddlewaretoken"}),
    "/desk/handover/": (HandoverForm, {"csrfmiddlewaretoken"}),
    "/desk/<thread>/skill/": (WantedForm, {"csrfmiddlewaretoken"}),
    "/desk/team/<practitioner>/roles/": (RoleForm, {"csrfmiddlewaretoken"}),
    "/desk/keys/<line>/<practitioner>/": (WordsForm, {"csrfmiddlewaretoken"}),
    "/desk/team/<practitioner>/": (AbilitiesForm, {"csrfmiddlewaretoken"}),
    "/desk/team/skills/new/": (SkillForm, {"csrfmiddlewaretoken"}),
    "/desk/find/": (FindForm, {"csrfmiddlewaretoken"}),
    "/<lang>/contact/call-back/": (WeRingForm, {"way"}),
    "/<lang>/contact/call/ask/<way>/": (WeRingHereForm, {"token"}),
    "/<lang>/contact/call/time/": (TimeForm, {"token"}),
    "/<lang>/plan/": (KeepForm, set()),
    "/<lang>/plan/mine/change/": (ChangeForm, {"token"}),
    "/<lang>/plan/mine/check-in/": (CheckInForm, {"token"}),
    "/<lang>/plan/mine/show/": (ShowForm, {"token"}),
    "/<lang>/plan/mine/show/there/": (ShowThereForm, {"token"}),
}
# Checked by the view, which has more to say about what was typed than that it is missing.
REQUIRED_BY_THE_VIEW = {"phrase", "first_word", "second_word", "token", "csrfmiddlewaretoken"}

SOME_ID = "00000000-0000-4000-8000-000000000000"
PLACES = {
    "<lang>": "en",
    "<key>/<version>": "uk-two-keys/1",
    "<thread>": SOME_ID,
    "<follow-up>": SOME_ID,
    "<note>": SOME_ID,
}
PLACES |= {
    "<signpost>": SOME_ID,
    "<reply>": SOME_ID,
    "<contact>": SOME_ID,
    "<skill>": SOME_ID,
    "<practitioner>": SOME_ID,
    "<held>": SOME_ID,
    "<line>": SOME_ID,
    "<way>": "we-ring",
}
PLACES |= {"<factor>": "1", "<name>": "a", "<token>": "a", "<invitation>": SOME_ID}
PLACES |= {"<concern>": SOME_ID, "<identity>": SOME_ID, "<disclosure>": SOME_ID}
PLACES |= {"<campaign>": SOME_ID, "<source>": "1", "<code>": "bcd23"}
PLACES |= {"<language>": "en", "<kind>": "cards"}
PLACES |= {"<partner>": "1", "<sitting>": "1", "<mark>": "a"}
PLACES |= {"<window>": "2026Q1", "<number>": "2026-1"}
PLACES |= {"<hold>": SOME_ID, "<on>": "2026-11-24"}


def documented(text: str) -> set[str]:
    """Every path that stands in the document as code."""
    found = set(re.findall(r"`(/[^`\s]*)`", text))
    return {path for path in found if path not in {settings.STATIC_URL, "/contact/", "/plan/", "/return/"}}


def as_documented(where: str) -> str:
    if where.startswith("/partners/"):
        return re.sub(r"<\w+:(\w+)>", r"<\1>", where)
    where = (
        where.replace("/^", "/").replace("/en/", "/<lang>/", 1).replace("<slug:key>/<int:version>", "<key>/<version>")
    )
    if where.startswith(OF_THE_EDITOR):
        return OF_THE_EDITOR
    where = where.replace("<slug:way>", "<way>").replace("<path:path>", "<page>/").replace("<path:name>", "<name>")
    where = (
        where.replace("<str:on>", "<on>")
        .replace("<int:factor>", "<factor>")
        .replace("<slug:name>", "<name>")
        .replace("<slug:language>/<slug:kind>", "<language>/<kind>")
        .replace("<slug:code>", "<code>")
        .replace("<str:token>", "<token>")
        .replace("<int:source>", "<source>")
        .replace("<int:partner>", "<partner>")
        .replace("<int:sitting>", "<sitting>")
        .replace("<slug:window>", "<window>")
        .replace("<slug:number>", "<number>")
        .replace("<slug:kind>", "<kind>")
    )
    return re.sub(r"<uuid:(\w+)_id>", lambda found: f"<{found[1].replace('_', '-')}>", where)


def leads_somewhere(path: str) -> bool:
    if path in AT_THE_EDGE or path in ON_THE_WIRE or path in IN_THE_TREE:
        return True
    for place, example in PLACES.items():
        path = path.replace(place, example)
    if path.startswith("/partners/"):
        return is_valid_path(path, ISLAND)
    try:
        # What nothing else answers is looked for among the editor's pages.
        return resolve(path).view_name != "content-rest:page"
    except Resolver404:
        return False


def section(text: str, heading: str) -> str:
    parts = re.split(r"^#{2,3} ", text, flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(f"`{heading}`\n"))


def fields_of(text: str, heading: str) -> dict[str, bool]:
    """The fields that a section lists, each with whether it is required."""
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \|", section(text, heading), re.MULTILINE)
    return {name: required == "yes" for name, required in rows}


def fields_in(form: type[Form], added: set[str]) -> dict[str, bool]:
    given = {name: field.required or name in REQUIRED_BY_THE_VIEW for name, field in form.base_fields.items()}
    return given | {name: name in REQUIRED_BY_THE_VIEW for name in added}


def test_every_path_stands_in_the_document() -> None:
    there = {as_documented(where) for where, _ in walk(get_resolver())} | set(AT_THE_EDGE)
    there |= {as_documented(where) for where, _ in walk(get_resolver(ISLAND))}
    assert there - documented(PATHS) == set()


def test_every_documented_path_leads_somewhere() -> None:
    assert [path for path in sorted(documented(PATHS)) if not leads_somewhere(path)] == []


def test_what_the_edge_answers_is_what_it_says() -> None:
    for path, source in AT_THE_EDGE.items():
        assert f'"{path}"' in (ROOT / "src" / "quietline" / source).read_text(encoding="utf-8"), path


@pytest.mark.parametrize("planted", ["/<lang>/nowhere/", "/desk/<thread>/delete/", "/en"])
def test_a_planted_path_is_caught(planted: str) -> None:
    found = documented(f"{PATHS}\n| `{planted}` | nothing |\n")
    assert [path for path in found if not leads_somewhere(path)] == [planted]


def test_a_path_left_out_is_caught() -> None:
    there = {as_documented(where) for where, _ in walk(get_resolver())}
    assert there - documented(PATHS.replace("`/<lang>/help-now/`", "")) == {"/<lang>/help-now/"}


@pytest.mark.parametrize("heading", FORMS)
def test_a_section_lists_exactly_the_fields_of_its_form(heading: str) -> None:
    assert fields_of(PATHS, heading) == fields_in(*FORMS[heading])


def test_a_field_left_out_is_caught() -> None:
    planted = PATHS.replace("| `nickname` | no |", "| nickname | no |")
    assert fields_of(planted, "/<lang>/contact/write/") != fields_in(*FORMS["/<lang>/contact/write/"])


def test_the_numbers_and_values_are_those_of_the_program() -> None:
    write = section(PATHS, "/<lang>/contact/write/")
    assert f"1 to {MESSAGE_CHARACTERS:,} characters" in write
    assert f"| {NICKNAME_CHARACTERS} characters |" in write
    assert f"{DRAFT_CHARACTERS} hexadecimal digits" in write
    assert f"up to {MOST_BODY_BYTES // 1024} KiB" in PATHS
    assert f"Slower than {BODY_SECONDS:.0f} seconds" in PATHS
    for group, _ in CALLER_GROUPS:
        assert f"`{group}`" in write, group
    for view in VIEWS:
        assert f"`{view.name}`" in section(PATHS, "/desk/"), view.name
    for code, _ in settings.LANGUAGES:
        assert f"`{code}`" in PATHS, code
    for limit in DEFAULTS.values():
        assert f"by default {limit.burst}, then one in {limit.every:g} seconds" in PATHS, limit


@pytest.mark.parametrize("name", OURS)
def test_every_link_leads_to_a_file(name: str) -> None:
    document = ROOT / "docs" / name
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.drill
def test_the_journey_with_curl_works(invented: Server, tmp_path: Path) -> None:
    """The example, word for word, against a real server."""
    if not shutil.which("curl"):
        pytest.skip("the example is for curl")
    (example,) = re.findall(r"```bash\n(.*?)```", PATHS, re.DOTALL)
    expected = re.findall(r": (\d{3})\b", "\n".join(re.findall(r"^# .*", example, re.MULTILINE)))
    with copied(invented, tmp_path) as server:
        server.start()
        email, password, _ = server.sign_ins()[1]
        surroundings = server.environment | {"site": server.url, "EMAIL": email, "PASSWORD": password}
        surroundings |= {"CODE": code_for(server, email)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", example],
            env=surroundings | {"TMPDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=STUCK_SECONDS,
        )
    said = done.stdout.split()
    assert (done.returncode, [word for word in said if len(word) == 3]) == (0, expected), done.stderr
    assert "2" in said
