"""What a plan says comes back as it was, from where it stood and with not a byte changed; and its keys likewise."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.contact.keyring import Keyring
from quietline.contact.plans.queries import check_in_place, plan_place
from quietline.contact.plans.rules import LEAST, MOST, CheckInText, Part, PlanText, Rating
from quietline.vault import CannotOpen, Plain, Sealed, ThreadKey, new_thread_key, open_sealed, seal

THREAD = UUID("12345678-1234-4234-8234-123456789abc")
KEY = new_thread_key()
texts = st.dictionaries(st.sampled_from(Part), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
plans = st.builds(PlanText, texts, st.none() | st.dates())
check_ins = st.builds(
    CheckInText,
    st.dates(),
    st.dictionaries(st.sampled_from(Rating), st.integers(LEAST, MOST)),
    st.lists(st.sampled_from(Part), unique=True).map(tuple),
)


@given(plan=plans, version=st.integers(1, 1000))
def test_a_plan_comes_back_as_it_was(plan: PlanText, version: int) -> None:
    sealed = seal(KEY, Plain(plan.as_bytes()), place=plan_place(THREAD, version))
    assert (len(sealed) - 41) % 256 == 0
    assert PlanText.from_bytes(open_sealed(KEY, sealed, place=plan_place(THREAD, version))) == plan
    for elsewhere in (
        plan_place(THREAD, version + 1),
        plan_place(UUID(int=1), version),
        check_in_place(THREAD, version),
    ):
        with pytest.raises(CannotOpen):
            open_sealed(KEY, sealed, place=elsewhere)


@given(check_in=check_ins, number=st.integers(0, 1000))
def test_a_check_in_comes_back_as_it_was(check_in: CheckInText, number: int) -> None:
    sealed = seal(KEY, Plain(check_in.as_bytes()), place=check_in_place(THREAD, number))
    assert CheckInText.from_bytes(open_sealed(KEY, sealed, place=check_in_place(THREAD, number))) == check_in


@given(plan=plans, data=st.data())
def test_a_flipped_byte_refuses(plan: PlanText, data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, Plain(plan.as_bytes()), place=plan_place(THREAD, 1)))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        open_sealed(KEY, Sealed(bytes(sealed)), place=plan_place(THREAD, 1))


@given(keys=st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=2))
def test_a_keyring_comes_back_as_it_was(keys: list[bytes]) -> None:
    ring = Keyring(*map(ThreadKey, keys))
    assert Keyring.from_bytes(ring.as_bytes()) == ring


@given(length=st.integers(0, 200).filter(lambda length: length not in {32, 64}))
def test_what_is_neither_one_key_nor_two_is_refused(length: int) -> None:
    with pytest.raises(CannotOpen):
        Keyring.from_bytes(bytes(length))
