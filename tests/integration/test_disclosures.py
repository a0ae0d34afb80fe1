"""Disclosures: proposed by one, decided by another; alone only where minutes count, and looked at again."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import timedelta
from uuid import UUID, uuid4

import pyrage
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact.making import Opened
from quietline.contact.models import Thread
from quietline.safeguarding.disclosures import actions, queries
from quietline.safeguarding.disclosures.actions import DisclosureRefused
from quietline.safeguarding.disclosures.models import Disclosure
from quietline.safeguarding.disclosures.pack import NotBorneOut
from quietline.safeguarding.disclosures.passing import For, make_pack
from quietline.safeguarding.disclosures.rules import Decision
from quietline.safeguarding.disclosures.states import DisclosureEvent, DisclosureState, NotPossible
from quietline.safeguarding.identities.models import IdentityOpening
from quietline.safeguarding.people.actions import OwnAccount, mark_same_person, mark_two_people
from quietline.safeguarding.people.queries import NotALead, OnePerson
from quietline.team.models import Practitioner
from quietline.team.roles.rules import Role
from tests.factories.helpline import Helpline, Person, as_practitioner, give, signed_in, write_to
from tests.factories.safeguarding import NUMBER, WHY, agree, case, enter, mark, propose, second_lead
from tests.factories.server import STUCK_SECONDS

MESSAGE = "canary-message-that-no-pack-holds-goshawk"


def decide(helpline: Helpline, opened: Opened, disclosure: UUID, by: Person, *, agrees: bool = True) -> None:
    actions.decide(
        opened=as_practitioner(helpline, opened), disclosure_id=disclosure, agrees=agrees, reason="x", by=by.row.pk
    )


def alone(helpline: Helpline, opened: Opened, *identities: UUID, by: Person | None = None) -> UUID:
    someone = by or helpline.mina
    return actions.break_glass(
        opened=as_practitioner(helpline, opened),
        case=case(),
        identities=identities,
        line_keys=someone.line_keys(),
        by=someone.row.pk,
    )


def state() -> str:
    return Disclosure.objects.get().state


def test_one_proposes_another_agrees_and_everything_is_sealed(helpline: Helpline) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened)
    row = Disclosure.objects.get()
    assert WHY.encode() not in bytes(row.sealed)
    assert b"child-at-risk" not in bytes(row.sealed)
    assert row.decide_by - row.proposed_at <= timedelta(hours=24)
    agree(helpline, opened, disclosure)
    assert state() == DisclosureState.AGREED
    assert Thread.objects.get().disclosed_at is not None
    text = queries.disclosure_of(as_practitioner(helpline, opened), disclosure)
    assert text
    assert text.keys_met == ["We know who it is about", "Somebody is at risk, or an offence is known to nobody"]
    assert text.answer == "So do I."
    acts = [act for act, _ in acts_on(disclosure)]
    assert acts == [Act.DISCLOSURE_PROPOSED, Act.DISCLOSURE_AGREED]


ON_RECORD = {
    DisclosureEvent.END_CONSULTING: Act.DISCLOSURE_ADVISED,
    DisclosureEvent.CALL_OFF: Act.DISCLOSURE_CALLED_OFF,
    DisclosureEvent.DISCLOSE: Act.DISCLOSURE_PASSED_ON,
}


@pytest.mark.parametrize(
    ("decision", "after", "ends"),
    [
        (Decision.NOT, DisclosureState.NOT_PASSED_ON, None),
        (Decision.CONSULT, DisclosureState.CONSULTING, DisclosureEvent.END_CONSULTING),
        (Decision.DISCLOSE, DisclosureState.AGREED, DisclosureEvent.CALL_OFF),
        (Decision.DISCLOSE, DisclosureState.AGREED, DisclosureEvent.DISCLOSE),
    ],
)
def test_what_two_decide_and_how_it_ends(
    helpline: Helpline, decision: Decision, after: DisclosureState, ends: DisclosureEvent | None
) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened, decision=decision)
    agree(helpline, opened, disclosure)
    assert state() == after
    if ends:
        on_desk = as_practitioner(helpline, opened)
        actions.finish(
            opened=on_desk, disclosure_id=disclosure, event=ends, reason="Told on Tuesday.", by=helpline.lead.row.pk
        )
        text = queries.disclosure_of(on_desk, disclosure)
        assert text
        assert text.end == "Told on Tuesday."
        assert acts_on(disclosure)[-1] == (ON_RECORD[ends], helpline.lead.row.pk)
        with pytest.raises(NotPossible):
            actions.finish(
                opened=on_desk, disclosure_id=disclosure, event=ends, reason="Again.", by=helpline.lead.row.pk
            )
    assert not queries.undecided(opened.thread_id)


def test_a_refusal_and_a_withdrawal_are_kept(helpline: Helpline) -> None:
    opened = write_to(helpline)
    refused = propose(helpline, opened)
    decide(helpline, opened, refused, helpline.lead, agrees=False)
    withdrawn = propose(helpline, opened)
    on_desk = as_practitioner(helpline, opened)
    with pytest.raises(DisclosureRefused):
        actions.withdraw(opened=on_desk, disclosure_id=withdrawn, reason="x", by=helpline.tom.row.pk)
    actions.withdraw(opened=on_desk, disclosure_id=withdrawn, reason="It was known.", by=helpline.mina.row.pk)
    assert [each.state for each in queries.disclosures_of(on_desk)] == ["refused", "withdrawn"]
    assert Thread.objects.get().disclosed_at is None
    page = signed_in(helpline.mina).get(f"/desk/{opened.thread_id}/safeguarding/").content.decode()
    assert "1. refused" in page
    assert "2. withdrawn" in page
    assert "It was known." in page


def test_whoever_proposes_does_not_decide_not_even_a_lead(helpline: Helpline) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened, by=helpline.lead)
    with pytest.raises(OnePerson):
        agree(helpline, opened, disclosure)
    lead = signed_in(helpline.lead)
    where = f"/desk/{opened.thread_id}/"
    assert f"disclosures/{disclosure}/agree/" not in lead.get(f"{where}safeguarding/").content.decode()
    answer = lead.post(f"{where}disclosures/{disclosure}/agree/", {"message": "I agree with myself."})
    assert answer.status_code == 403
    assert "I agree with myself." in answer.content.decode()
    assert state() == DisclosureState.PROPOSED


def test_only_a_lead_decides_an_administrator_does_not(helpline: Helpline) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened)
    give(helpline.tom, Role.ADMINISTRATOR)
    give(helpline.tom, Role.SUPERVISOR)
    with pytest.raises(NotALead):
        decide(helpline, opened, disclosure, helpline.tom)
    tom = signed_in(helpline.tom)
    where = f"/desk/{opened.thread_id}/disclosures/{disclosure}/"
    for act in ("agree", "refuse", "uphold", "object", "call-off", "consulted"):
        assert tom.post(f"{where}{act}/", {"message": "x"}).status_code in {403, 409}, act
    assert tom.post(f"{where}nowhere/", {"message": "x"}).status_code == 404
    assert state() == DisclosureState.PROPOSED


def test_the_database_itself_wants_two_people(helpline: Helpline) -> None:
    disclosure = propose(helpline, write_to(helpline))
    mina, lead = helpline.mina.row, helpline.lead.row
    now, mine = timezone.now(), uuid4()
    for fields in (
        {"state": "agreed"},
        {"state": "passed on"},
        {"state": "agreed", "decided_by": mina, "decided_person": mine, "decided_at": now},
        {"state": "agreed", "decided_by": lead, "decided_person": mina.pk, "decided_at": now},
        {"decided_by": lead, "decided_person": lead.pk, "decided_at": now},
        {"state": "objected to", "decided_by": lead, "decided_person": lead.pk, "decided_at": now},
        {"state": "passed on alone"},
        {"state": "agreed", "decision": "not", "decided_by": lead, "decided_person": lead.pk, "decided_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Disclosure.objects.filter(pk=disclosure).update(**fields)
    sql = "UPDATE safeguarding_disclosure SET state = 'agreed', decided_by_id = proposed_by_id"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_state_written_past_the_program_makes_no_pack(helpline: Helpline) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened)
    lead = helpline.lead.row
    Disclosure.objects.update(state="agreed", decided_by=lead, decided_person=lead.pk, decided_at=timezone.now())
    with pytest.raises(NotBorneOut):
        pack(helpline, opened, disclosure)
    form = {"passphrase": "a walk by the slow river"}
    answer = signed_in(helpline.mina).post(f"/desk/{opened.thread_id}/disclosures/{disclosure}/pack/", form)
    assert answer.status_code == 409
    assert "record of acts knows of no such decision" in answer.content.decode()


def test_two_accounts_of_one_person_are_one(helpline: Helpline) -> None:
    noor = second_lead(helpline)
    opened = write_to(helpline)
    disclosure = propose(helpline, opened, by=helpline.lead)
    mark_same_person(one=noor.row.pk, other=helpline.lead.row.pk, by=helpline.lead.row.pk)
    with pytest.raises(OnePerson):
        decide(helpline, opened, disclosure, noor)
    with pytest.raises(OwnAccount):
        mark_two_people(one=helpline.mina.row.pk, other=noor.row.pk, by=helpline.lead.row.pk)
    mark_two_people(one=noor.row.pk, other=helpline.lead.row.pk, by=helpline.mina.row.pk)
    Practitioner.objects.filter(pk=noor.row.pk).update(name="Rowan ADEYEMI")
    decide(helpline, opened, disclosure, noor)
    assert state() == DisclosureState.AGREED


def test_accounts_that_look_alike_count_as_one_until_somebody_says_otherwise(helpline: Helpline) -> None:
    noor = second_lead(helpline)
    Practitioner.objects.filter(pk=noor.row.pk).update(name="Adeyemi Rowan")
    opened = write_to(helpline)
    disclosure = propose(helpline, opened, by=helpline.lead)
    with pytest.raises(OnePerson):
        decide(helpline, opened, disclosure, noor)
    admin = signed_in(helpline.lead)
    assert "These look alike" in admin.get("/desk/safeguarding/people/").content.decode()
    both = {"one": str(noor.row.pk), "other": str(helpline.lead.row.pk)}
    assert admin.post("/desk/safeguarding/people/", both | {"other": both["one"], "are": "one"}).status_code == 422
    own = admin.post("/desk/safeguarding/people/", both | {"are": "two"})
    assert own.status_code == 403
    assert "another administrator says" in own.content.decode()
    with pytest.raises(OnePerson):
        decide(helpline, opened, disclosure, noor)
    give(helpline.tom, Role.ADMINISTRATOR)
    assert signed_in(helpline.tom).post("/desk/safeguarding/people/", both | {"are": "two"}).status_code == 302
    assert signed_in(helpline.mina).post("/desk/safeguarding/people/", both | {"are": "one"}).status_code == 403
    decide(helpline, opened, disclosure, noor)


def test_nothing_is_proposed_without_a_concern_or_with_a_key_that_is_not_met(helpline: Helpline) -> None:
    opened = write_to(helpline)
    mina = signed_in(helpline.mina)
    where = f"/desk/{opened.thread_id}/disclosures/propose/"
    form = {
        "decision": "pass on",
        "message": WHY,
        "agency": "Police",
        "told": "before",
        "key-who": "phone",
        "key-why": "child-at-risk",
    }
    answer = mina.post(where, form)
    assert answer.status_code == 409
    assert "No concern is open" in answer.content.decode()
    mark(helpline, opened)
    answer = mina.post(where, {**form, "key-why": []})
    assert answer.status_code == 409
    assert "lets nothing be passed on here" in answer.content.decode()
    assert WHY in answer.content.decode()
    for wrong in ({"decision": ""}, {"agency": "A neighbour"}, {"told": ""}, {"key-who": "nowhere"}, {"message": ""}):
        assert mina.post(where, form | wrong).status_code == 422, wrong
    assert mina.post(where, form).status_code == 302
    assert mina.post(where, form).status_code == 409, "one proposal at a time"
    assert Disclosure.objects.count() == 1


def pack(helpline: Helpline, opened: Opened, disclosure: UUID, by: Person | None = None) -> tuple[str, bytes]:
    return make_pack(
        opened=as_practitioner(helpline, opened),
        disclosure_id=disclosure,
        line_keys=helpline.lead.line_keys(),
        recipient=For(age_key=str(AGENCY.to_public())),
        by=(by or helpline.mina).row.pk,
    )


AGENCY = pyrage.x25519.Identity.generate()


def opened_pack(sealed: bytes) -> tuple[dict[str, object], str, str]:
    """Its JSON, and the text of its PDF and of its first page's foot."""
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(bytes(sealed), [AGENCY]))) as archive:
        names = archive.namelist()
        said = json.loads(archive.read(next(name for name in names if name.endswith(".json"))))
        reader = PdfReader(io.BytesIO(archive.read(next(name for name in names if name.endswith(".pdf")))))
    pages = [page.extract_text() for page in reader.pages]
    return said, "\n".join(pages), pages[0]


def test_the_pack_holds_the_minimum_and_opens_with_the_agencys_key(helpline: Helpline) -> None:
    opened = write_to(helpline, f"{MESSAGE} {NUMBER}")
    identity, other = enter(helpline, opened), enter(helpline, opened, "heron@larkmere.example")
    disclosure = propose(helpline, opened, identities=(identity,))
    agree(helpline, opened, disclosure)
    pack(helpline, opened, disclosure)
    name, sealed = pack(helpline, opened, disclosure)
    reference = Thread.objects.get().reference
    assert name == f"disclosure-{reference}-1-version-2.zip.age"
    said, text, first = opened_pack(sealed)
    assert said["identities"] == [{"what": "phone", "words": NUMBER}]
    assert said["version"] == 2
    assert said["statement"] == "uk-two-keys, version 1"
    assert said["decided"] == [
        line
        for line in said["decided"]
        if line.startswith(("Proposed by Mina Kowalska", "Agreed by Rowan Adeyemi"))  # type: ignore[attr-defined]
    ]
    for expected in (NUMBER, WHY, "Police", "a child is at risk", f"{reference}-1, version 2", "Page 1 of 1"):
        assert expected in text.replace("\n", " "), expected
    assert "version 2" in first
    for kept in (MESSAGE, "heron@larkmere.example", str(other)):
        assert kept not in text
        assert kept not in json.dumps(said)
    assert [act for act, _ in acts_on(disclosure)].count(Act.PACK_MADE) == 2


def test_a_long_pack_marks_every_page_and_writes_other_scripts(helpline: Helpline) -> None:
    opened = write_to(helpline)
    identity = enter(helpline, opened, "نور حداد")
    mark(helpline, opened)
    told = " ".join(["A plain sentence about it."] * 300)
    on_desk = as_practitioner(helpline, opened)
    row = case()
    long = type(row)(row.facts, told, row.agency, row.told, row.told_words)
    disclosure = actions.propose(
        opened=on_desk, decision=Decision.DISCLOSE, case=long, identities=[identity], by=helpline.mina.row.pk
    )
    agree(helpline, opened, disclosure)
    said, text, _ = opened_pack(pack(helpline, opened, disclosure)[1])
    assert said["identities"] == [{"what": "phone", "words": "نور حداد"}]
    assert "Page 2 of" in text


def opened_with(sealed: bytes, passphrase: str) -> bytes:
    """What the recipient's program makes of it: it measures first how much work its machine can do this moment."""
    for _ in range(STUCK_SECONDS):
        try:
            return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
        except pyrage.DecryptError as refusal:
            if "Excessive work" not in str(refusal):
                raise
            time.sleep(1)  # other tests burn the same processors
    raise AssertionError("It never had the time.")


def test_the_page_gives_the_pack_under_a_passphrase_and_refuses_weak_ones(helpline: Helpline) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened)
    where = f"/desk/{opened.thread_id}/disclosures/{disclosure}/pack/"
    mina = signed_in(helpline.mina)
    strong = {"passphrase": "a walk by the slow river"}
    assert mina.post(where, strong).status_code == 409, "nothing was decided"
    agree(helpline, opened, disclosure)
    for form in (
        {},
        {"passphrase": "short"},
        {"age_key": "age1nothing"},
        strong | {"age_key": str(AGENCY.to_public())},
    ):
        assert mina.post(where, form).status_code == 422, form
    answer = mina.post(where, strong)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    plain = opened_with(answer.content, strong["passphrase"])
    assert plain.startswith(b"PK")
    assert signed_in(helpline.tom).post(where, strong).status_code == 403, "neither a lead nor one of the two"


def test_an_identity_put_here_from_another_thread_stops_the_pack(helpline: Helpline) -> None:
    from quietline.safeguarding.identities.models import Identity
    from quietline.vault import CannotOpen

    opened, other = write_to(helpline), write_to(helpline, "Another one.")
    foreign = enter(helpline, other)
    with pytest.raises(DisclosureRefused):
        propose(helpline, opened, identities=(foreign,))
    disclosure = propose(helpline, opened)
    agree(helpline, opened, disclosure)
    Identity.objects.update(thread=opened.thread_id)
    Disclosure.objects.get().identities.create(identity_id=foreign)
    with pytest.raises(CannotOpen):
        pack(helpline, opened, disclosure)


def test_in_immediate_danger_one_acts_alone_and_it_shouts_until_somebody_looked(helpline: Helpline) -> None:
    opened = write_to(helpline)
    identity = enter(helpline, opened)
    mark(helpline, opened, "child-in-danger")
    mina, lead = signed_in(helpline.mina), signed_in(helpline.lead)
    form = {
        "message": WHY,
        "agency": "Police",
        "told": "not",
        "key-who": "phone",
        "key-why": "child-at-risk",
        "identities": str(identity),
    }
    where = f"/desk/{opened.thread_id}/"
    assert mina.post(f"{where}disclosures/alone/", form).status_code == 302
    row = Disclosure.objects.get()
    assert row.state == DisclosureState.PASSED_ALONE
    assert row.decide_by - row.proposed_at <= timedelta(hours=24)
    assert NUMBER in mina.get(f"{where}identities/{identity}/").content.decode(), "it is open to who rings up"
    assert IdentityOpening.objects.count() == 1
    assert "second look" not in mina.get("/desk/").content.decode()
    give(helpline.tom, Role.SUPERVISOR)
    for client in (lead, signed_in(helpline.tom)):
        page = client.get("/desk/").content.decode()
        assert "for a second look" in page
        assert "overdue" not in page
    Disclosure.objects.update(decide_by=timezone.now() - timedelta(minutes=1))
    assert 'class="owed overdue"' in lead.get("/desk/hours/").content.decode()
    assert lead.post(f"{where}disclosures/{row.pk}/uphold/", {"message": "It was right."}).status_code == 302
    assert "second look" not in lead.get("/desk/").content.decode()
    assert state() == DisclosureState.PASSED_ON


def test_a_lead_who_acted_alone_is_looked_at_by_another_one(helpline: Helpline) -> None:
    noor = second_lead(helpline)
    opened = write_to(helpline)
    mark(helpline, opened, "own-life")
    disclosure = alone(helpline, opened, by=helpline.lead)
    on_desk = as_practitioner(helpline, opened)
    with pytest.raises(OnePerson):
        actions.look_again(opened=on_desk, disclosure_id=disclosure, upholds=True, reason="x", by=helpline.lead.row.pk)
    with pytest.raises(NotALead):
        actions.look_again(opened=on_desk, disclosure_id=disclosure, upholds=True, reason="x", by=helpline.tom.row.pk)
    actions.look_again(opened=on_desk, disclosure_id=disclosure, upholds=False, reason="x", by=noor.row.pk)
    assert state() == DisclosureState.OBJECTED
    with pytest.raises(NotPossible):
        actions.look_again(opened=on_desk, disclosure_id=disclosure, upholds=True, reason="x", by=noor.row.pk)


def test_nobody_acts_alone_where_it_is_not_that_urgent(helpline: Helpline) -> None:
    opened = write_to(helpline)
    mark(helpline, opened, "named-child")
    with pytest.raises(DisclosureRefused, match="only where a concern says"):
        alone(helpline, opened)
    assert not Disclosure.objects.exists()


def test_the_list_of_what_waits_is_for_leads_and_of_second_looks_for_supervisors(helpline: Helpline) -> None:
    opened = write_to(helpline)
    propose(helpline, opened)
    reference = Thread.objects.get().reference
    page = signed_in(helpline.lead).get("/desk/safeguarding/").content.decode()
    assert page.count(reference) >= 2
    assert "A named child" in page
    assert signed_in(helpline.mina).get("/desk/safeguarding/").status_code == 403
    give(helpline.tom, Role.SUPERVISOR)
    page = signed_in(helpline.tom).get("/desk/safeguarding/").content.decode()
    assert reference not in page


def test_rules_are_tried_then_published_and_hold_for_what_comes(helpline: Helpline) -> None:
    lead: Client = signed_in(helpline.lead)
    page = lead.get("/desk/safeguarding/rules/?before=uk-two-keys/1/1&after=imminent-danger-only/1/1").content.decode()
    assert "situations would come out differently" in page
    where = "/desk/safeguarding/rules/uk-two-keys/1/"
    assert signed_in(helpline.mina).get(where).status_code == 403
    assert lead.get("/desk/safeguarding/rules/nowhere/1/").status_code == 404
    form = {"kinds": "A worry | 5", "keys": "We know who\n- a name [name]", "agencies": "Police"}
    assert lead.post(where, form | {"kinds": "A worry"}).status_code == 422
    tried = lead.post(where, form | {"act": "try"}).content.decode()
    assert "Nothing is published yet" in tried
    opened = write_to(helpline)
    assert "A worry<" not in lead.get(f"/desk/{opened.thread_id}/").content.decode()
    assert lead.post(where, form | {"act": "publish"}).status_code == 302
    assert "A worry<" in lead.get(f"/desk/{opened.thread_id}/").content.decode()
    assert "uk-two-keys 1, rules 2" in lead.get("/desk/safeguarding/rules/").content.decode()
