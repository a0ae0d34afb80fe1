"""Rate limits: how many tries somebody has, when they come back, and that nobody is remembered."""

from __future__ import annotations

import pytest

from quietline.edge import limits as limits_module
from quietline.edge.limits import DEFAULTS, KEY_LIFE_SECONDS, Limit, Limits, parse


class Clock:
    """Stands still until it is moved on."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    """Three returns at once, then one every ten seconds."""
    return Limits({"returning": Limit(burst=3, every=10), "writing": Limit(burst=1, every=60)}, now=clock)


def allowed(limits: Limits, address: str, tries: int) -> int:
    return sum(limits.allow("returning", limits.blind(address)) for _ in range(tries))


def test_a_burst_is_allowed_and_no_more(limits: Limits) -> None:
    assert allowed(limits, "192.0.2.1", 10) == 3


def test_tries_come_back_one_by_one_and_never_beyond_the_burst(limits: Limits, clock: Clock) -> None:
    allowed(limits, "192.0.2.1", 3)
    clock.move(9.9)
    assert allowed(limits, "192.0.2.1", 1) == 0
    clock.move(0.2)
    assert allowed(limits, "192.0.2.1", 2) == 1
    clock.move(600)
    assert allowed(limits, "192.0.2.1", 10) == 3


def test_hammering_while_refused_does_not_put_the_next_try_off(limits: Limits, clock: Clock) -> None:
    allowed(limits, "192.0.2.1", 3)
    for _ in range(8):
        clock.move(1)
        assert allowed(limits, "192.0.2.1", 5) == 0
    clock.move(2.01)
    assert allowed(limits, "192.0.2.1", 1) == 1


def test_one_visitor_does_not_use_up_another_ones_tries_nor_those_of_another_act(limits: Limits) -> None:
    allowed(limits, "192.0.2.1", 10)
    assert allowed(limits, "192.0.2.2", 10) == 3
    assert limits.allow("writing", limits.blind("192.0.2.1"))


def test_changing_the_address_within_an_ipv6_network_gains_nothing(limits: Limits) -> None:
    assert limits.blind("2001:db8:0:1::1") == limits.blind("2001:db8:0:1:ffff:ffff:ffff:ffff")
    assert limits.blind("2001:db8:0:1::1") != limits.blind("2001:db8:0:2::1")
    assert allowed(limits, "2001:db8:0:1::1", 2) == 2
    assert allowed(limits, "2001:db8:0:1::2", 5) == 1


def test_visitors_over_ipv4_stay_apart_where_one_socket_serves_both(limits: Limits) -> None:
    assert limits.blind("::ffff:192.0.2.1") != limits.blind("::ffff:192.0.2.2")
    assert limits.blind("::ffff:192.0.2.1") == limits.blind("192.0.2.1")


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "", "not an address", "192.0.2.1:80"])
def test_a_visitor_is_known_by_a_hash_that_another_start_does_not_share(address: str, clock: Clock) -> None:
    one, other = Limits(now=clock), Limits(now=clock)
    assert one.blind(address) == one.blind(address)
    assert one.blind(address) != other.blind(address)
    assert len(one.blind(address)) == 16


def test_after_an_hour_the_key_changes_and_everybody_is_forgotten(limits: Limits, clock: Clock) -> None:
    before = limits.blind("192.0.2.1")
    allowed(limits, "192.0.2.1", 3)
    clock.move(KEY_LIFE_SECONDS)
    assert limits.blind("192.0.2.1") == before
    clock.move(1)
    assert limits.blind("192.0.2.1") != before
    assert limits._buckets == {}


def test_what_was_counted_is_dropped_after_an_hour_even_where_nobody_new_arrives(limits: Limits, clock: Clock) -> None:
    visitor = limits.blind("192.0.2.1")
    limits.allow("returning", visitor)
    clock.move(KEY_LIFE_SECONDS + 1)
    limits.allow("writing", visitor)
    assert list(limits._buckets) == [("writing", visitor)]


def test_forgetting_changes_the_key_and_gives_everybody_all_tries(limits: Limits) -> None:
    before = limits.blind("192.0.2.1")
    allowed(limits, "192.0.2.1", 3)
    limits.forget()
    assert limits.blind("192.0.2.1") != before
    assert allowed(limits, "192.0.2.1", 10) == 3


def test_a_flood_of_addresses_takes_bounded_memory_and_drops_the_longest_unseen_first(
    limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits_module, "MOST_BUCKETS", 10)
    allowed(limits, "192.0.2.1", 3)
    allowed(limits, "192.0.2.2", 3)
    for number in range(8):
        allowed(limits, f"198.51.100.{number}", 1)
    assert allowed(limits, "192.0.2.1", 1) == 0, "seen again, so it is not the longest unseen"
    allowed(limits, "203.0.113.1", 1)
    assert len(limits._buckets) == 10
    assert allowed(limits, "192.0.2.1", 1) == 0
    assert allowed(limits, "192.0.2.2", 1) == 1, "dropped, and so starts anew"


def test_an_administrators_rules_replace_those_named_and_leave_the_rest() -> None:
    assert parse("") == DEFAULTS
    assert parse(" writing=5/2.5s ,returning = 1/7") == DEFAULTS | {
        "writing": Limit(burst=5, every=2.5),
        "returning": Limit(burst=1, every=7),
    }


def test_configured_rules_hold_from_the_next_try_on(clock: Clock) -> None:
    limits = Limits(now=clock)
    limits.configure("returning=2/10s")
    assert allowed(limits, "192.0.2.1", 10) == 2


@pytest.mark.parametrize(
    "part", ["walking=1/2s", "writing", "writing=", "writing=5", "writing=many/2s", "writing=5/soon", "=5/2s", "5/2s"]
)
def test_a_rule_that_cannot_be_read_is_named_with_an_example(part: str) -> None:
    with pytest.raises(ValueError, match="limits: can't read") as problem:
        parse(f"sending=9/9s, {part}, returning=1/1s")
    assert f"'{part}'" in str(problem.value)
    assert "writing=20/30s" in str(problem.value)
    assert all(name in str(problem.value) for name in DEFAULTS)


@pytest.mark.parametrize("rule", ["0/30s", "-1/30s", "5/0s", "5/-1s", "5/nans", "5/infs"])
def test_a_rule_that_would_shut_everybody_out_or_fail_later_is_refused_at_once(rule: str) -> None:
    with pytest.raises(ValueError, match="limits: can't read"):
        parse(f"writing={rule}")


def test_a_refused_set_of_rules_leaves_those_in_force(clock: Clock) -> None:
    limits = Limits(now=clock)
    limits.configure("returning=2/10s")
    with pytest.raises(ValueError, match="can't read"):
        limits.configure("returning=9/10s, nonsense")
    assert allowed(limits, "192.0.2.1", 10) == 2


def test_by_default_a_household_or_a_school_can_write_and_a_machine_cannot_fill_the_queue(clock: Clock) -> None:
    limits = Limits(now=clock)
    visitor = limits.blind("192.0.2.1")
    assert sum(limits.allow("writing", visitor) for _ in range(1_000)) == DEFAULTS["writing"].burst >= 10
    clock.move(3_600 - 1)
    assert sum(limits.allow("writing", visitor) for _ in range(1_000)) <= 20
