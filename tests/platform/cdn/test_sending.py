"""Purges wait, go together, are repeated and given up (CDN-2, CA-6)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from strive.platform.cdn.sending import LEASE
from strive.platform.cdn.tags import OVERFLOWING


async def test_a_purge_reaches_the_cdn(sending_to, cloudflare):
    async with sending_to(cloudflare.setting) as sending:
        await sending.purge("post:1", "home")
        assert await sending.edge.waiting() == 1
        assert await sending.outbox.deliver_due() == 1
        assert cloudflare.tags == [["post:1", "home", OVERFLOWING]]
        assert await sending.edge.waiting() == await sending.outbox.waiting() == 0
        assert sending.edge.counters.sent == 1


async def test_a_change_that_is_rolled_back_purges_nothing(sending_to, cloudflare):
    async with sending_to(cloudflare.setting) as sending:

        async def change(session):
            await sending.edge.purge_later(session, ["post:1"])
            raise RuntimeError("rolled back")

        with pytest.raises(RuntimeError):
            await sending.outbox.transact(change)
        assert await sending.outbox.deliver_due() == 0
    assert cloudflare.calls == 0


async def test_without_a_cdn_nothing_is_written_down(sending_to):
    async with sending_to("") as sending:
        await sending.purge("post:1")
        assert await sending.edge.waiting() == await sending.outbox.waiting() == 0


async def test_many_waiting_purges_become_one_call(sending_to, cloudflare):
    async with sending_to(cloudflare.setting) as sending:
        for number in range(40):
            await sending.purge(f"post:{number}", "home")
        assert await sending.outbox.deliver_due() == 40
        assert cloudflare.calls == 1
        assert cloudflare.purged == {f"post:{n}" for n in range(40)} | {"home", OVERFLOWING}
        assert sending.edge.counters.sent == 40


async def test_purges_that_come_while_one_is_sent_go_together_after_it(sending_to, cloudflare):
    cloudflare.gate = asyncio.Event()
    async with sending_to(cloudflare.setting) as sending:
        await sending.purge("first")
        delivering = [asyncio.create_task(sending.outbox.deliver_due())]
        await cloudflare.called.wait()
        for name in ("second", "third", "fourth"):
            await sending.purge(name)
            delivering.append(asyncio.create_task(sending.outbox.deliver_due()))
        cloudflare.gate.set()
        await asyncio.gather(*delivering)
    assert cloudflare.calls == 2
    assert {"second", "third", "fourth"} <= set(cloudflare.tags[1])


async def test_two_processes_send_each_purge_once(sending_to, fastly):
    async with sending_to(fastly.setting) as one, sending_to(fastly.setting) as other:
        for number in range(30):
            await one.purge(f"post:{number}")
        await asyncio.gather(one.outbox.deliver_due(), other.outbox.deliver_due())
        await one.later(seconds=5)
        assert await one.edge.waiting() == await one.outbox.waiting() == 0
        assert one.edge.counters.sent + other.edge.counters.sent == 30
    sent = [tag for call in fastly.tags for tag in call if tag != OVERFLOWING]
    assert sorted(sent) == sorted({f"post:{number}" for number in range(30)})


async def test_hard_and_soft_purges_go_apart_and_hard_ones_first(sending_to, fastly):
    async with sending_to(fastly.setting) as sending:
        await sending.purge("kept", soft=True)
        await sending.purge("gone")
        await sending.outbox.deliver_due()
    assert fastly.soft == [False, True]
    assert fastly.tags[1] == ["kept", OVERFLOWING]


async def test_the_cdn_is_asked_again_after_the_time_it_names(sending_to, cloudflare):
    cloudflare.failing = [(429, {"retry-after": "90"})]
    async with sending_to(cloudflare.setting) as sending:
        await sending.purge("post:1")
        await sending.outbox.deliver_due()
        assert await sending.later(seconds=89) == 0
        assert cloudflare.calls == 1
        assert await sending.later(seconds=1) == 1
        assert cloudflare.tags == [["post:1", OVERFLOWING]]
        assert (sending.edge.counters.retried, sending.edge.counters.sent) == (1, 1)


async def test_a_date_says_when_to_ask_again_too(sending_to, cloudflare):
    async with sending_to(cloudflare.setting) as sending:
        date = "Sat, 14 Mar 2026 12:10:00 GMT"  # ten minutes after the clock of the tests
        cloudflare.failing = [(503, {"retry-after": date})]
        await sending.purge("post:1")
        await sending.outbox.deliver_due()
        assert await sending.later(minutes=9) == 0
        assert await sending.later(minutes=1) == 1
    assert cloudflare.purged


async def test_a_cdn_that_is_away_is_asked_less_and_less(sending_to, cloudflare):
    cloudflare.failing = [(502, {})] * 3
    async with sending_to(cloudflare.setting) as sending:
        for number in range(12):
            await sending.purge(f"post:{number}")
        calls = []
        for _ in range(4):
            await sending.outbox.deliver_due()
            calls.append(cloudflare.calls)
            await sending.later(seconds=1)  # while it rests, nothing is sent
            assert cloudflare.calls == calls[-1]
            sending.clock.move(sending.edge._sender._resting_until - sending.clock.now())
            await sending.edge.send_waiting()
        assert await sending.edge.waiting() == 0
    assert cloudflare.calls == 4, "three failures and one call for all twelve"


async def test_what_waited_is_sent_with_the_next_change(sending_to, cloudflare):
    cloudflare.failing = [(500, {})]
    async with sending_to(cloudflare.setting) as sending:
        await sending.purge("before")
        await sending.outbox.deliver_due()
        sending.clock.move(sending.edge._sender._resting_until - sending.clock.now())
        await sending.purge("after")
        await sending.outbox.deliver_due()
    assert cloudflare.purged == {"before", "after", OVERFLOWING}


async def test_a_limit_of_calls_delays_and_loses_nothing(sending_to, cloudflare):
    cloudflare.bucket = 2
    tags = [f"post:{number}" for number in range(350)]
    async with sending_to(cloudflare.setting) as sending:
        for start in range(0, 350, 50):
            await sending.purge(*tags[start : start + 50])
        for _ in range(30):
            await sending.later(seconds=12)
        assert await sending.edge.waiting() == 0
    assert cloudflare.purged == {*tags, OVERFLOWING}
    assert all(len(call) <= 100 for call in cloudflare.tags)


async def test_a_wrong_token_is_told_to_the_operator_and_tried_again(sending_to, cloudflare):
    wrong = cloudflare.setting.replace("cf-secret", "cf-other")
    async with sending_to(wrong) as sending:
        with capture_logs() as logs:
            await sending.purge("post:1")
            await sending.outbox.deliver_due()
        (line,) = [line for line in logs if line["event"] == "cdn.purges_wait"]
        assert line["log_level"] == "error"
        assert "401" in line["reason"]
        assert "Authentication error" in line["reason"]
        assert "token" not in str(logs)
        assert await sending.edge.waiting() == 1


async def test_one_purge_that_is_refused_does_not_keep_the_others(sending_to, fastly, monkeypatch):
    async with sending_to(fastly.setting) as sending:
        monkeypatch.setattr("strive.platform.cdn.edge.tags_of", tuple)  # nothing wrong gets through
        with capture_logs() as logs:
            for tag in ("one", "two", "a b", "three"):
                await sending.purge(tag)
            await sending.outbox.deliver_due()
        assert fastly.purged == {"one", "two", "three", OVERFLOWING}
        assert (sending.edge.counters.sent, sending.edge.counters.failed) == (3, 1)
        assert await sending.outbox.failed() == 1
        assert await sending.edge.waiting() == 0
    (line,) = [line for line in logs if line["event"] == "cdn.gave_up"]
    assert line["tags"][0] == "a b"
    assert "not valid" in line["reason"]


async def test_a_purge_whose_sender_died_is_sent_by_another(sending_to, cloudflare):
    cloudflare.gate = asyncio.Event()
    async with sending_to(cloudflare.setting) as sending:
        await sending.purge("post:1")
        dying = asyncio.create_task(sending.outbox.deliver_due())
        await cloudflare.called.wait()
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        cloudflare.gate.set()
        cloudflare.tags.clear()
        await sending.edge.send_waiting()
    assert cloudflare.tags == [["post:1", OVERFLOWING]]


async def test_what_a_dead_process_had_taken_is_sent_after_its_lease(sending_to, cloudflare):
    async with sending_to(cloudflare.setting) as sending:
        await sending.purge("post:1")
        store = sending.edge._store
        assert await store.take("dead", sending.clock.now(), LEASE, 10)
        await sending.outbox.deliver_due()
        assert cloudflare.calls == 0
        sending.clock.move(LEASE)
        await sending.edge.send_waiting()
    assert cloudflare.tags == [["post:1", OVERFLOWING]]


async def test_where_an_old_page_may_be_stored_after_a_purge_it_is_purged_once_more(
    sending_to, fastly
):
    async with sending_to(fastly.setting) as sending:
        await sending.purge("post:1")
        await sending.purge("kept", soft=True)
        await sending.outbox.deliver_due()
        assert await sending.edge.waiting() == 0
        for after_s, calls in ((4, 2), (1, 3), (60, 3)):
            sending.clock.move(timedelta(seconds=after_s))
            await sending.edge.send_waiting()
            assert fastly.calls == calls
        assert sending.edge.counters.sent == 2
    assert fastly.tags[2] == ["post:1", OVERFLOWING]


async def test_nobody_listening_is_a_reason_to_wait(sending_to, cloudflare):
    setting = cloudflare.setting.replace(cloudflare.endpoint, "http://127.0.0.1:9")
    async with sending_to(setting) as sending:
        await sending.purge("post:1")
        with capture_logs() as logs:
            await sending.outbox.deliver_due()
        assert sending.edge.counters.retried == 1
    (line,) = [line for line in logs if line["event"] == "cdn.purges_wait"]
    assert line["reason"].startswith("127.0.0.1:9 does not answer: ")


async def test_many_changes_are_at_the_edge_within_a_second(sending_to, cloudflare):
    async with sending_to(cloudflare.setting) as sending:
        for number in range(30):
            await sending.purge(f"post:{number}")
        async with asyncio.timeout(1):
            await sending.outbox.deliver_due()
    assert len(cloudflare.purged) == 31
