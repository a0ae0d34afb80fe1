"""Seized disk: what somebody who takes the stopped machine finds of a conversation. Nothing."""

from __future__ import annotations

import base64
import json
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import psycopg
import pytest

from quietline.edge.hooks import sign
from tests.factories.apps import invented_apps
from tests.factories.browsing import Browser, Page, csrf, messages_on, sign_in, write_first
from tests.factories.server import Server, copied

CANARIES = {
    "message": "canary-message-gannet-on-a-green-gate",
    "second message": "canary-second-plover-under-a-plum-tree",
    "nickname": "canary-nickname-dunlin",
    "reply": "canary-reply-curlew-by-the-quay",
    "user agent": "canary-agent-siskin/9.9",
    "referrer": "canary-referrer-whimbrel",
    "address": "203.0.113.77",
    "wrong phrase": "canaryphrase",
    "wrong password": "canary-password-fulmar",
    "query": "canary-query-avocet",
    "caller's number": "07700900461",
    "record": "canary-record-redshank-on-the-rail",
    "note": "canary-note-oystercatcher",
    "reason of a follow-up": "canary-reason-turnstone",
    "handover note": "canary-handover-sanderling",
    "identity": "canary-identity-merganser",
    "words of a concern": "canary-concern-shoveler",
    "words looked for": "canary-search-phalarope",
    "words looked for on the site": "canary-searched-bittern",
    "a number to ring": "7700900188",
    "whom to ask for": "canary-called-pintail",
    "plan": "canary-plan-lapwing-by-the-lock",
    "plan that was shown": "canary-shown-redstart-in-the-rain",
    "newer plan": "canary-newer-wheatear-at-the-weir",
}
CALL_SECRET = "a secret between two machines"
LONDON = ZoneInfo("Europe/London")
HEADERS = {
    "User-Agent": CANARIES["user agent"],
    "Referer": f"https://{CANARIES['referrer']}.example/",
    "X-Forwarded-For": CANARIES["address"],
}


def forms_of(secret: str) -> Iterator[bytes]:
    """A secret as it could lie on a disk: raw, in other encodings, and at each offset of base64."""
    raw = secret.encode()
    yield raw
    yield secret.upper().encode()
    yield secret.encode("utf-16-le")
    yield secret.encode("utf-16-be")
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for offset in range(3):
        # Whole groups only: the edges depend on what stands around it.
        coded = base64.b64encode(b"\0" * offset + raw)
        inner = coded[4 : len(coded) // 4 * 4 - 4]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")


def found_in(folder: Path, secrets: dict[str, str]) -> list[str]:
    """Which secrets stand in which file, inflating whatever looks compressed."""
    needles = [(name, form) for name, secret in secrets.items() for form in forms_of(secret)]
    hits = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        for layer in layers(file.read_bytes()):
            hits += [f"{name} in {file.name}" for name, form in needles if form in layer]
    return sorted(set(hits))


def layers(content: bytes) -> Iterator[bytes]:
    yield content
    for mark, window in ((b"\x1f\x8b\x08", 31), (b"\x78\x9c", 15), (b"\x78\x01", 15), (b"\x78\xda", 15)):
        start = content.find(mark)
        while start != -1:
            with suppress(zlib.error):
                yield zlib.decompressobj(window).decompress(content[start:], 1 << 22)
            start = content.find(mark, start + 1)


def dump_postgres(server: Server, folder: Path) -> None:
    """What a dump of both databases holds, and the files of the tables where this machine lets us read them."""
    for name in ("QUIETLINE_DATABASE_URL", "QUIETLINE_FIGURES_URL"):
        url = server.environment.get(name)
        if not url:
            continue
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            with (folder / f"{name}.dump").open("wb") as file:
                for (table,) in tables:
                    # Binary: what a bytea column says is what counts, not its hexadecimal.
                    with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as rows:  # type: ignore[arg-type]
                        for row in rows:
                            file.write(bytes(row))


def live(server: Server) -> dict[str, str]:
    """Drive every page and the desk with canaries, leaving a browser and a desk session open; returns more secrets."""
    seeker = Browser(server.url, dict(HEADERS))
    for path in ("/", "/en/", "/en/trust/", "/en/nowhere/", f"/en/?q={CANARIES['query']}", "/en/contact/thread/"):
        seeker.get(path)
    words = write_first(seeker, CANARIES["message"], nickname=CANARIES["nickname"])
    page = seeker.get("/en/contact/thread/")
    form = seeker.fields(page)
    seeker.post("/en/contact/thread/", form | {"message": CANARIES["second message"]})
    seeker.post("/en/contact/thread/", {"message": CANARIES["second message"], "token": "wrong"})
    assert seeker.post("/en/search/", {"words": CANARIES["words looked for on the site"]}).status == 200
    call = seeker.fields(seeker.get("/en/contact/call/ask/we-ring/"))
    call |= {"number": f"0{CANARIES['a number to ring']}", "ask_for": CANARIES["whom to ask for"]}
    assert seeker.post("/en/contact/call/ask/we-ring/", call).status == 200
    assert "You have asked for a call already" in seeker.get("/en/contact/call/ask/we-ring/").text
    seeker.post("/en/return/", {"phrase": f"{CANARIES['wrong phrase']} " * 8})
    seeker.post("/en/contact/write/", {"message": CANARIES["message"] * 300, "statement": "x"})
    back = Browser(server.url, dict(HEADERS))
    assert messages_on(back.post("/en/return/", {"phrase": " ".join(words)}))

    plans = [keep_a_plan(server, CANARIES[name]) for name in ("plan", "plan that was shown")]
    show = plans[1].fields(plans[1].get("/en/plan/mine/show/"))
    assert CANARIES["plan that was shown"] in plans[1].post("/en/plan/mine/show/", show).text
    change = plans[1].fields(plans[1].get("/en/plan/mine/change/")) | {"part_care": CANARIES["newer plan"]}
    assert CANARIES["newer plan"] in plans[1].post("/en/plan/mine/change/", change).text
    desk = Browser(server.url, dict(HEADERS))
    email, password, _ = server.sign_ins()[1]
    sign_in(desk, server, email, CANARIES["wrong password"])
    assert sign_in(desk, server, email, password).status == 200
    listed = desk.get("/desk/?view=waiting").text
    link = next(part for part in listed.split('href="/desk/')[1:] if CANARIES["nickname"] in part).partition('"')[0]
    thread = link.partition("?")[0]
    page = desk.get(f"/desk/{thread}")
    reply = desk.fields(page) | {"message": CANARIES["reply"], "csrfmiddlewaretoken": csrf(page)}
    assert CANARIES["reply"] in desk.post(f"/desk/{thread}", reply).text
    ring(server)
    page = desk.post("/desk/calls/begin/", {"csrfmiddlewaretoken": csrf(page)})
    record = desk.fields(page) | {"act": "save", "text-notes": CANARIES["record"], "csrfmiddlewaretoken": csrf(page)}
    where = page.text.partition('action="/desk/records/')[2].partition('"')[0]
    assert CANARIES["record"] in desk.post(f"/desk/records/{where}", record).text
    token = {"csrfmiddlewaretoken": csrf(page)}
    for path, form in (
        (f"/desk/{thread}note/", {"message": CANARIES["note"]}),
        (f"/desk/{thread}identities/", {"what": "name", "message": CANARIES["identity"]}),
        (f"/desk/{thread}concern/", {"kind": "other", "message": CANARIES["words of a concern"]}),
        (
            f"/desk/{thread}follow-up/",
            {"message": CANARIES["reason of a follow-up"], "due_on": f"{datetime.now(LONDON).date()}"},
        ),
        ("/desk/handover/", {"message": CANARIES["handover note"], "line": line_on(desk.get("/desk/handover/"))}),
        ("/desk/find/", {"words": CANARIES["words looked for"]}),
        ("/desk/find/", {"words": CANARIES["note"]}),
    ):
        assert desk.post(path, token | form).status == 200, path
    cookies = {
        f"cookie {name}": value for name, value in (seeker.cookies | desk.cookies).items() if "desk" not in name
    }
    cookies |= {f"cookie of plan {at}": value for at, plan in enumerate(plans) for value in plan.cookies.values()}
    code = desk.post("/account/recovery-codes/", token).text.partition('class="codes"><li>')[2].partition("<")[0]
    known = {"phrase": " ".join(words), "password": password, "app": invented_apps(server)[email], "a code": code}
    assert len(code) == 8
    return known | cookies


def keep_a_plan(server: Server, words: str) -> Browser:
    """A browser with a plan open in it, which a form without its token did not change."""
    seeker = Browser(server.url, dict(HEADERS))
    form = seeker.fields(seeker.get("/en/plan/uk-two-keys/1/")) | {"part_reasons": words, "rate_wish": "6"}
    assert seeker.post("/en/plan/", form).status == 200
    seeker.post("/en/plan/mine/change/", {"part_reasons": words, "version": "1", "token": "wrong"})
    assert words in seeker.get("/en/plan/mine/").text
    return seeker


def ring(server: Server) -> None:
    """A phone system that puts the caller's number everywhere, taken in and refused."""
    number = CANARIES["caller's number"]
    event = {"specversion": "1.0", "type": "org.quietline.call.missed", "source": f"tel:{number}", "subject": number}
    body = json.dumps(event | {"id": number, "data": {"from": number, "deep": [{"to": f"+44{number}"}]}}).encode()
    for secret, status in ((CALL_SECRET, 204), ("wrong", 401)):
        now = str(int(time.time()))
        headers = HEADERS | {
            "Content-Type": "application/cloudevents+json",
            "Quietline-Timestamp": now,
            "Quietline-Signature": sign(secret, now, body),
            "X-Caller": number,
        }
        try:
            answer = urlopen(
                Request(f"{server.url}/hooks/calls/?from={number}", data=body, headers=headers), timeout=30
            )
        except HTTPError as error:
            answer = error
        with answer:
            assert answer.status == status


def line_on(page: Page) -> str:
    (line,) = re.findall(r'<option value="([0-9a-f-]{36})"', page.text)
    return line


@pytest.mark.drill
def test_a_seized_disk_surrenders_no_word(invented: Server, tmp_path: Path) -> None:
    with copied(invented, tmp_path, behind_proxy="true", call_secret=CALL_SECRET) as server:
        server.start()
        secrets = CANARIES | live(server)
        # Once while it runs: the write-ahead log is full then. Once stopped: as it would be carried away.
        (server.data / "demo-sign-ins.json").unlink()  # the demo's own crib, printed on the screen as well
        running = found_in(server.data, secrets)
        server.stop()
        (tmp_path / "data" / "printed.log").write_text("\n".join(without_introduction(server.printed)))
        dump_postgres(server, server.data)
        assert running + found_in(server.data, secrets) == []


def without_introduction(printed: list[str]) -> list[str]:
    ready = next(place for place, line in enumerate(printed) if line.startswith("ready: "))
    return printed[ready:]


LEAKS = {
    "a log line with the message": "import quietline.contact.views as v\n"
    "_send = v.actions.open_thread\n"
    "def open_thread(**given):\n"
    "    print('got', given['text'], flush=True)\n"
    "    return _send(**given)\n"
    "v.actions.open_thread = open_thread\n",
    "a column with the plain text": "import quietline.contact.making as a\n"
    "import base64\n"
    "_seal = a.seal\n"
    "a.seal = lambda key, plain, place: _seal(key, plain, place=place) + base64.b64encode(plain)\n",
}


@pytest.mark.drill
@pytest.mark.parametrize("leak", LEAKS)
def test_a_build_that_leaks_fails_the_same_drill(invented: Server, tmp_path: Path, leak: str) -> None:
    """The drill must be able to fail: the same search over a build with a planted leak."""
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / "sitecustomize.py").write_text(
        "import importlib.abc, sys\n"
        "class Plant(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'quietline.config.clock':\n"
        f"            sys.meta_path.remove(self)\n            exec({LEAKS[leak]!r}, {{}})\n"
        "sys.meta_path.insert(0, Plant())\n"
    )
    with copied(invented, tmp_path) as server:
        server.environment["PYTHONPATH"] = str(planted)
        server.start()
        live_loosely(server)
        server.stop()
        (server.data / "printed.log").write_text("\n".join(without_introduction(server.printed)))
        dump_postgres(server, server.data)
        assert any(hit.startswith("message in") for hit in found_in(server.data, CANARIES)), server.printed


def live_loosely(server: Server) -> None:
    browser = Browser(server.url, dict(HEADERS))
    form = browser.fields(browser.get("/en/contact/write/uk-two-keys/1/"))
    browser.post("/en/contact/write/", form | {"message": CANARIES["message"], "caller_group": "not_said"})
