"""Keys, tokens, recovery shares and the bounded pool."""

from __future__ import annotations

import threading
from itertools import combinations

import pytest

from quietline.vault import (
    Busy,
    CannotOpen,
    Gate,
    Pepper,
    RecoveryProblem,
    Sealed,
    derive,
    join_recovery_shares,
    lock_private_key,
    new_key_pair,
    new_token,
    open_with,
    same,
    seal_to,
    split_recovery_key,
    split_token,
    token_mac,
    unlock_private_key,
)

PEPPER = Pepper(bytes(32))


def test_a_password_locks_a_key() -> None:
    private = new_key_pair().private
    locked = lock_private_key(private, "café by the river", pepper=PEPPER)
    assert unlock_private_key(locked, "cafe\u0301 by the river", pepper=PEPPER) == private
    with pytest.raises(CannotOpen):
        unlock_private_key(locked, "cafe by the river", pepper=PEPPER)
    with pytest.raises(CannotOpen):
        unlock_private_key(locked, "café by the river", pepper=Pepper(b"other" * 6))


@pytest.mark.parametrize(("memory", "passes"), [(32, 3), (64, 2), (1025, 3), (64, 17), (2**32 - 1, 3), (0, 0)])
def test_a_forged_cost_is_refused_unpaid(memory: int, passes: int) -> None:
    forged = memory.to_bytes(4, "big") + passes.to_bytes(4, "big") + bytes(100)
    with pytest.raises(CannotOpen):
        unlock_private_key(Sealed(forged), "a walk by the slow river", pepper=PEPPER)


@pytest.mark.parametrize("sealed", [b"", b"x", bytes(47), bytes(48), bytes(200)])
def test_a_box_that_is_none_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_with(new_key_pair().private, Sealed(sealed))


def test_a_box_opens_for_its_key_only() -> None:
    mine, yours = new_key_pair(), new_key_pair()
    sealed = seal_to(mine.public, b"key")
    assert open_with(mine.private, sealed) == b"key"
    with pytest.raises(CannotOpen):
        open_with(yours.private, sealed)


@pytest.mark.parametrize("token", ["", "x", "A" * 42, "A" * 44, "A" * 42 + "B", "ü" * 43, "A" * 42 + "\n", "=" * 43])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(CannotOpen):
        split_token(token)


def test_a_tokens_halves_and_its_mac_are_unlike() -> None:
    token = new_token()
    halves = split_token(token)
    assert len({halves.lookup, bytes(halves.key)}) == 2
    assert token_mac(token, "form") != token_mac(token, "other")
    assert token_mac(token, "form") != token_mac(new_token(), "form")
    assert same("é", "é")
    assert not same("é", "e")


def test_any_two_shares_make_the_key_and_one_does_not() -> None:
    private = new_key_pair().private
    shares = split_recovery_key(private)
    for pair in combinations(shares, 2):
        assert join_recovery_shares([pair[0].upper(), f"  {pair[1]}\n"]) == private
    for given in ([shares[0]], [], [shares[0], shares[0]]):
        with pytest.raises(RecoveryProblem):
            join_recovery_shares(given)


def test_shares_of_two_sets_or_with_a_wrong_word_are_refused_without_quoting_them() -> None:
    shares, others = split_recovery_key(new_key_pair().private), split_recovery_key(new_key_pair().private)
    damaged = " ".join(["academic", *shares[1].split()[1:]])
    for given in ([shares[0], others[1]], [shares[0], damaged], ["nothing of the kind", "at all"]):
        with pytest.raises(RecoveryProblem) as problem:
            join_recovery_shares(given)
        assert given[0] not in str(problem.value)


def test_the_pepper_is_needed() -> None:
    assert derive(bytes(10), pepper=PEPPER) != derive(bytes(10), pepper=Pepper(b"\1" * 32))


class Work:
    """Stands for Argon2id: waits until it is opened, and counts who is inside."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.opened, self.lock, self.inside, self.most, self.done = threading.Event(), threading.Lock(), 0, 0, 0
        self.entered = threading.Semaphore(0)

    def __call__(self, key: bytes | None = None) -> None:
        with self.gate.passed(key):
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            self.entered.release()
            self.opened.wait(10)
            with self.lock:
                self.inside -= 1
                self.done += 1


def test_so_many_work_so_many_wait_and_the_rest_is_refused_at_once() -> None:
    work = Work(Gate(workers=2, waiting=3))
    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        assert work.entered.acquire(timeout=10)
    while work.gate._places._value:  # until the last of the five has its place
        threading.Event().wait(0.001)
    with pytest.raises(Busy):
        work()
    work.opened.set()
    for thread in threads:
        thread.join(10)
    work()
    assert (work.done, work.most) == (6, 2)


def test_one_visitor_holds_few_of_the_places() -> None:
    work = Work(Gate(workers=2, waiting=10, per_key=2))
    threads = [threading.Thread(target=work, args=(b"one",)) for _ in range(2)]
    for thread in threads:
        thread.start()
        assert work.entered.acquire(timeout=10)
    with pytest.raises(Busy):
        work(b"one")
    work.opened.set()
    work(b"other")
    for thread in threads:
        thread.join(10)
    work(b"one")
    assert work.done == 4


def test_a_place_is_given_back_after_a_failure() -> None:
    gate = Gate(workers=1, waiting=0)
    for _ in range(3):
        with pytest.raises(MemoryError), gate.passed(b"one"):
            raise MemoryError
