"""A line's keys in life: joining, leaving, a lost device, a lost password; each whole or not at all, and resumable."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.config.datadir import DataDirProblem
from quietline.config.founding import new_password
from quietline.config.recovering import as_text, recover
from quietline.contact import queries
from quietline.contact.making import Opened
from quietline.contact.models import LineHold
from quietline.team import actions as team
from quietline.team.keys import LineKeys, open_line_keys, unlocked
from quietline.team.line_keys import actions, sealing
from quietline.team.line_keys.actions import NobodyLeft, NotTheirWords
from quietline.team.models import LineKey, LineKeyHold, Practitioner
from quietline.team.queries import newest_line_key
from quietline.team.roles.actions import LastOfItsKind, take_role
from quietline.team.roles.rules import Role
from quietline.vault import CannotOpen, PublicKey, key_words, new_key_pair, split_recovery_key
from tests.factories.helpline import PASSWORD, Helpline, Person, give, person, signed_in, write_to

KEYS = "/desk/keys/"


def words_of(who: Person) -> str:
    return " ".join(key_words(PublicKey(bytes(Practitioner.objects.get(pk=who.row.pk).public_key))))


def opens(opened: Opened, keys: LineKeys) -> bool:
    row = queries.thread_row(opened.thread_id)
    assert row is not None
    try:
        queries.opened_by_line(row, keys)
    except CannotOpen:
        return False
    return True


def newcomer(helpline: Helpline) -> Person:
    return person("sam@larkmere.example", "Sam Oduya")


def seal_on_page(client: Client, helpline: Helpline, who: Person, words: str) -> int:
    return client.post(f"{KEYS}{helpline.line.pk}/{who.row.pk}/", {"words": words}).status_code


def seal_everything_anew(helpline: Helpline, who: Person, **most: int) -> None:
    while sealing.seal_some_anew(line=helpline.line, line_keys=who.line_keys(), by=who.row.pk, **most):
        pass


def an_hour_later() -> None:
    LineKey.objects.update(made_at=timezone.now() - timedelta(hours=1))


# Joining.


def test_a_newcomer_opens_what_a_member_sealed_on_and_nothing_before(helpline: Helpline) -> None:
    sam, opened = newcomer(helpline), write_to(helpline)
    browser = signed_in(sam)
    assert browser.get(f"/desk/{opened.thread_id}/").status_code == 404
    page = browser.get(KEYS).content.decode()
    assert words_of(sam) in page
    assert "Mina Kowalska" in page  # who can help
    mina = signed_in(helpline.mina)
    assert "Seal the keys on to Sam Oduya" in mina.get(KEYS).content.decode()
    assert seal_on_page(mina, helpline, sam, words_of(sam).upper()) == 302
    assert browser.get(f"/desk/{opened.thread_id}/").status_code == 200
    assert acts_on(sam.row.pk)[-1] == (Act.LINE_JOINED, helpline.mina.row.pk)
    assert seal_on_page(mina, helpline, sam, words_of(sam)) == 404  # nothing is left to seal on


def test_whoever_signs_in_as_somebody_else_has_other_words_and_gets_no_key(helpline: Helpline) -> None:
    sam = newcomer(helpline)
    heard = words_of(sam)
    actions.replace_key_pair(practitioner=sam.row, password="another sentence of words", by=helpline.lead.row.pk)
    answer = signed_in(helpline.mina).post(f"{KEYS}{helpline.line.pk}/{sam.row.pk}/", {"words": heard})
    assert answer.status_code == 409
    assert "tell your administrator" in answer.content.decode()
    assert not LineKeyHold.objects.filter(practitioner=sam.row).exists()


@pytest.mark.parametrize("words", ["", "one two three", "zebra zebra zebra zebra", "x" * 99, "a b c d e"])
def test_words_that_are_none_seal_nothing(helpline: Helpline, words: str) -> None:
    sam = newcomer(helpline)
    assert seal_on_page(signed_in(helpline.mina), helpline, sam, words) in {409, 422}
    assert not LineKeyHold.objects.filter(practitioner=sam.row).exists()


def test_an_administrator_without_the_key_can_not_seal_it_on_or_read(helpline: Helpline) -> None:
    opened, admin = write_to(helpline), person("ada@larkmere.example", "Ada", [Role.ADMINISTRATOR])
    sam = newcomer(helpline)
    browser = signed_in(admin)
    assert seal_on_page(browser, helpline, sam, words_of(sam)) == 403
    give(admin, Role.PRACTITIONER)  # the role alone opens nothing either
    assert seal_on_page(browser, helpline, sam, words_of(sam)) == 404
    assert browser.get(f"/desk/{opened.thread_id}/").status_code == 404
    assert admin.line_keys() == {}


# Leaving, and a lost device.


def test_who_leaves_opens_nothing_new_and_those_who_stay_open_everything(helpline: Helpline) -> None:
    before, tom_kept = write_to(helpline), helpline.tom.line_keys()
    tom = signed_in(helpline.tom)
    admin = signed_in(helpline.lead)
    assert admin.post(f"/desk/team/{helpline.tom.row.pk}/keys/leave/", {}).status_code == 422  # not sure
    assert admin.post(f"/desk/team/{helpline.tom.row.pk}/keys/leave/", {"sure": "1"}).status_code == 302
    assert tom.get("/desk/").status_code == 302  # signed out
    assert Client().post("/sign-in/", {"email": helpline.tom.row.email, "password": PASSWORD}).status_code == 400
    after = write_to(helpline)
    assert not opens(after, tom_kept)
    assert opens(before, tom_kept)  # he could have copied the key: hence sealing anew
    for stays in (helpline.mina, helpline.lead):
        assert opens(before, stays.line_keys())
        assert opens(after, stays.line_keys())
    assert not Practitioner.objects.get(pk=helpline.tom.row.pk).roles
    assert (Act.MEMBERSHIP_ENDED, helpline.lead.row.pk) in acts_on(helpline.tom.row.pk)
    assert acts_on(helpline.line.pk) == [(Act.LINE_KEY_RENEWED, helpline.lead.row.pk)]


def test_after_sealing_anew_the_leavers_key_opens_nothing_that_the_database_has(helpline: Helpline) -> None:
    threads, tom_kept = [write_to(helpline) for _ in range(3)], helpline.tom.line_keys()
    actions.end_membership(practitioner=helpline.tom.row.pk, by=helpline.lead.row.pk)
    mina = signed_in(helpline.mina)
    assert "<strong>3</strong> pieces still sealed to an earlier key" in mina.get(KEYS).content.decode()
    assert mina.post(f"{KEYS}{helpline.line.pk}/anew/").status_code == 302
    assert sealing.left_to_seal(helpline.line) == 0
    assert not any(opens(thread, tom_kept) for thread in threads)
    assert all(opens(thread, helpline.lead.line_keys()) for thread in threads)
    assert sealing.forget_earlier_keys() == 0  # somebody may still be writing with the earlier one
    an_hour_later()
    assert [sealing.forget_earlier_keys() for _ in range(2)] == [1, 0]
    assert set(LineKeyHold.objects.values_list("line_key__epoch", flat=True)) == {2}
    assert bytes(LineKey.objects.get(epoch=1).recovery_hold) == b""
    assert all(opens(thread, helpline.lead.line_keys()) for thread in threads)


def test_sealing_anew_that_is_cut_short_goes_on_where_it_was(helpline: Helpline) -> None:
    threads = [write_to(helpline) for _ in range(4)]
    actions.end_membership(practitioner=helpline.tom.row.pk, by=helpline.lead.row.pk)
    mina, by = helpline.mina.line_keys(), helpline.mina.row.pk
    assert sealing.seal_some_anew(line=helpline.line, line_keys=mina, by=by, most=1) == 1
    real, calls = sealing.seal_to, []

    def dies(*given: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[arg-type]

    with patch.object(sealing, "seal_to", dies), pytest.raises(KeyboardInterrupt):
        sealing.seal_some_anew(line=helpline.line, line_keys=mina, by=by)
    assert sealing.left_to_seal(helpline.line) == 3
    assert all(opens(thread, mina) for thread in threads)
    seal_everything_anew(helpline, helpline.lead)  # another colleague goes on
    assert sealing.left_to_seal(helpline.line) == 0
    assert all(opens(thread, mina) for thread in threads)


@pytest.mark.parametrize("step", ["new_key_pair", "take_every_role", "record"])
def test_a_leaving_that_is_cut_short_changed_nothing(helpline: Helpline, step: str) -> None:
    before = (list(LineKey.objects.values_list("pk")), set(LineKeyHold.objects.values_list("pk")))
    with patch.object(actions, step, side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        actions.end_membership(practitioner=helpline.tom.row.pk, by=helpline.lead.row.pk)
    assert (list(LineKey.objects.values_list("pk")), set(LineKeyHold.objects.values_list("pk"))) == before
    tom = Practitioner.objects.get(pk=helpline.tom.row.pk)
    assert tom.is_active
    assert tom.has_role(Role.PRACTITIONER)


def test_a_lost_device_is_shut_out_by_a_supervisor_and_its_owner_comes_back(helpline: Helpline) -> None:
    give(helpline.mina, Role.SUPERVISOR)
    tom, mina, tom_kept = signed_in(helpline.tom), signed_in(helpline.mina), helpline.tom.line_keys()
    assert mina.post(f"/desk/team/{helpline.tom.row.pk}/keys/shut-out/", {"sure": "1"}).status_code == 302
    assert tom.get("/desk/")["Location"].startswith("/sign-in/")
    after = write_to(helpline)
    assert not opens(after, tom_kept)
    again = signed_in(helpline.tom)
    assert again.get(f"/desk/{after.thread_id}/").status_code == 404
    assert seal_on_page(mina, helpline, helpline.tom, words_of(helpline.tom)) == 302
    assert again.get(f"/desk/{after.thread_id}/").status_code == 200


def test_the_last_who_holds_a_key_is_not_let_go(helpline: Helpline) -> None:
    LineKeyHold.objects.exclude(practitioner=helpline.lead.row).delete()
    give(helpline.mina, Role.ADMINISTRATOR)
    answer = signed_in(helpline.mina).post(f"/desk/team/{helpline.lead.row.pk}/keys/shut-out/", {"sure": "1"})
    assert answer.status_code == 409
    assert "Nobody else holds the key of Larkmere line" in answer.content.decode()
    with pytest.raises(NobodyLeft):
        actions.end_membership(practitioner=helpline.lead.row.pk, by=helpline.mina.row.pk)
    assert LineKey.objects.count() == 1


def test_the_only_safeguarding_lead_does_not_leave(helpline: Helpline) -> None:
    give(helpline.mina, Role.ADMINISTRATOR)
    answer = signed_in(helpline.mina).post(f"/desk/team/{helpline.lead.row.pk}/keys/leave/", {"sure": "1"})
    assert answer.status_code == 409
    assert "the only safeguarding lead" in answer.content.decode()
    with pytest.raises(LastOfItsKind):
        actions.end_membership(practitioner=helpline.lead.row.pk, by=helpline.mina.row.pk)
    assert newest_line_key(helpline.line).epoch == 1


def test_who_lost_the_role_on_a_line_is_in_no_new_epoch(helpline: Helpline) -> None:
    take_role(practitioner=helpline.tom.row.pk, role=Role.PRACTITIONER, by=helpline.lead.row.pk)
    line_key = actions.renew_line_key(line=helpline.line, by=helpline.lead.row.pk)
    holders = set(line_key.holds.values_list("practitioner", flat=True))
    assert holders == {helpline.lead.row.pk, helpline.mina.row.pk}


# A lost password.


def test_a_lost_password_is_reset_and_a_colleague_seals_the_keys_on(helpline: Helpline) -> None:
    old = write_to(helpline)
    actions.renew_line_key(line=helpline.line, by=helpline.lead.row.pk)
    new = write_to(helpline)
    actions.replace_key_pair(practitioner=helpline.tom.row, password="quite another sentence", by=helpline.lead.row.pk)
    tom = signed_in(Person(helpline.tom.row, unlocked(helpline.tom.row, "quite another sentence")))
    assert tom.get(f"/desk/{new.thread_id}/").status_code == 404
    assert "Read your four words out" in tom.get(KEYS).content.decode()
    assert seal_on_page(signed_in(helpline.mina), helpline, helpline.tom, words_of(helpline.tom)) == 302
    assert [tom.get(f"/desk/{each.thread_id}/").status_code for each in (old, new)] == [200, 200]


def test_a_reset_that_is_cut_short_left_the_old_password(helpline: Helpline) -> None:
    row = Practitioner.objects.get(pk=helpline.tom.row.pk)
    with patch.object(actions, "record", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        actions.replace_key_pair(practitioner=row, password="another sentence here", by=None)
    assert signed_in(helpline.tom).get("/desk/").status_code == 200
    assert opens(write_to(helpline), open_line_keys(helpline.tom.row, helpline.tom.private))


# Killed, with no chance to tidy up.


def killed_in(module: object, step: str, act: Callable[[], object]) -> None:
    """Do something in a process of its own that is killed (SIGKILL) when it reaches this step."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            with patch.object(module, step, side_effect=lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)):
                act()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it never reached {step}"


def test_an_act_on_keys_that_is_killed_did_nothing_and_is_done_again(kept_helpline: Helpline) -> None:
    helpline, by = kept_helpline, kept_helpline.lead.row.pk
    sam, threads = newcomer(helpline), [write_to(helpline) for _ in range(3)]
    lead = helpline.lead.line_keys()

    def seal_on() -> None:
        actions.seal_on(line=helpline.line, newcomer=sam.row, words=words_of(sam), line_keys=lead, by=by)

    def leave() -> None:
        actions.end_membership(practitioner=helpline.tom.row.pk, by=by)

    def replace() -> None:
        row = Practitioner.objects.get(pk=helpline.mina.row.pk)
        actions.replace_key_pair(practitioner=row, password="quite another sentence", by=by)

    def seal_anew() -> None:
        keys = Practitioner.objects.get(pk=by), helpline.lead.private
        while sealing.seal_some_anew(line=helpline.line, line_keys=open_line_keys(*keys), by=by, most=2):
            pass

    for act, module, step in (
        (seal_on, actions, "record"),
        (leave, actions, "take_every_role"),
        (seal_anew, sealing, "seal_to"),
        (replace, actions, "record"),
    ):
        before = standing()
        killed_in(module, step, act)
        assert standing() == before, step
        act()
        assert standing() != before, step
    assert sealing.left_to_seal(helpline.line) == 0
    assert all(opens(thread, helpline.lead.line_keys()) for thread in threads)
    assert all(opens(thread, sam.line_keys()) for thread in threads)
    assert not opens(threads[0], helpline.mina.line_keys())


def standing() -> list[object]:
    """All that an act on keys can change."""
    return [
        *LineKey.objects.order_by("pk").values_list("pk", "epoch"),
        *LineKeyHold.objects.order_by("pk").values_list("pk", "practitioner"),
        *LineHold.objects.order_by("pk").values_list("pk", "line_key"),
        *Practitioner.objects.order_by("pk").values_list("pk", "is_active", "public_key", "password"),
    ]


def test_a_key_of_another_line_is_not_sealed_on_with_it(helpline: Helpline) -> None:
    sam = newcomer(helpline)
    other = team.make_line(name="Second line", jurisdiction="uk", founder=helpline.mina.row, by=None)
    actions.seal_on(
        line=helpline.line,
        newcomer=sam.row,
        words=words_of(sam),
        line_keys=helpline.mina.line_keys(),
        by=helpline.mina.row.pk,
    )
    assert not LineKeyHold.objects.filter(line_key__line=other, practitioner=sam.row).exists()
    with pytest.raises(NotTheirWords):
        actions.seal_on(
            line=other, newcomer=sam.row, words="a b c d", line_keys=helpline.mina.line_keys(), by=helpline.mina.row.pk
        )


def test_every_kind_of_thing_that_is_sealed_to_a_line_is_sealed_anew() -> None:
    assert LineHold in {model for model, _ in sealing.tables()}


# Everybody lost theirs.


def recovered(helpline: Helpline, shares: list[str], email: str = "tom@larkmere.example") -> str:
    return as_text(recover(email=email, shares=shares, witnesses=["A. Reader", "B. Reader"]))


def test_two_shares_bring_every_epoch_back_to_one_person_with_a_log(helpline: Helpline) -> None:
    old = write_to(helpline)
    actions.renew_line_key(line=helpline.line, by=helpline.lead.row.pk)
    new = write_to(helpline)
    LineKeyHold.objects.all().delete()
    log = recovered(helpline, [helpline.shares[2], helpline.shares[0].upper()])
    assert all(opens(each, helpline.tom.line_keys()) for each in (old, new))
    assert not opens(new, helpline.mina.line_keys())
    assert "Larkmere line: 2 keys" in log
    assert words_of(helpline.tom) in log
    assert log.count("signature:") == 2
    assert not any(word in log for word in helpline.shares[0].split()[3:6])
    assert acts_on(helpline.tom.row.pk)[-1] == (Act.RECOVERED, None)
    assert "Newly sealed:     0" in recovered(helpline, list(helpline.shares[:2]))  # safe to repeat


@pytest.mark.parametrize("cut", [1, 2])
def test_a_recovery_with_too_little_or_a_wrong_word_does_nothing(helpline: Helpline, cut: int) -> None:
    LineKeyHold.objects.all().delete()
    shares = (
        [helpline.shares[0]] if cut == 1 else [helpline.shares[0], helpline.shares[1].replace(" ", " academic ", 1)]
    )
    with pytest.raises(DataDirProblem, match="fit together"):
        recovered(helpline, shares)
    with pytest.raises(DataDirProblem, match="another helpline"):
        recovered(helpline, list(split_recovery_key(new_key_pair().private))[:2])
    with pytest.raises(DataDirProblem, match="no practitioner"):
        recovered(helpline, list(helpline.shares[:2]), "nobody@larkmere.example")
    give(person("ed@larkmere.example", "Ed", []), Role.EDITOR)
    with pytest.raises(DataDirProblem, match="a role on no line"):
        recovered(helpline, list(helpline.shares[:2]), "ed@larkmere.example")
    assert not LineKeyHold.objects.exists()


def test_a_recovery_that_is_cut_short_sealed_nothing(helpline: Helpline) -> None:
    LineKeyHold.objects.all().delete()
    with patch.object(actions, "record", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        recovered(helpline, list(helpline.shares[:2]))
    assert not LineKeyHold.objects.exists()


def test_a_password_is_reset_at_the_command_line_and_says_who_helps(helpline: Helpline) -> None:
    words, helpers = new_password(email="tom@larkmere.example", password="a kettle by the harbour wall")
    assert words == words_of(helpline.tom)
    assert helpers == ["Mina Kowalska", "Rowan Adeyemi"]
    assert not LineKeyHold.objects.filter(practitioner=helpline.tom.row).exists()
    with pytest.raises(DataDirProblem, match="12"):
        new_password(email="tom@larkmere.example", password="short")
