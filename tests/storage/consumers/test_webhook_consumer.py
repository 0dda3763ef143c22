"""A webhook as a consumer, against real servers: whom it reaches, what it sends, and what each answer means."""

import json
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from receiving_server import Receiver, certificate_for, receiving
from released_samples import entry
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from models.errors import BadSetting, ConsumerUnavailable
from models.release import Verdict
from storage.release.consumers import addresses
from storage.release.consumers.webhook import LONGEST_WAIT_SECONDS, Webhook, WebhookConsumer

SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOPBACK = ("127.0.0.0/8",)


def loopback(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def webhook(port: int, resolve: addresses.Resolve = loopback, **options: Any) -> WebhookConsumer:
    host = options.pop("host", "ledger.example")
    url = f"{options.pop('scheme', 'http')}://{host}:{port}/in?from=capture"
    given = {"allowed_hosts": (host,), "allow_networks": LOOPBACK, "allow_plain_http": True, "timeout_seconds": 5} | options
    return WebhookConsumer(Webhook(name="test", url=url, secret_env="X", **given), SIGNING, resolve)  # noqa: S106 - the name of a variable


def test_an_entry_is_one_post_that_the_receivers_library_verifies() -> None:
    with receiving(Receiver()) as receiver:
        assert webhook(receiver.port).deliver(1, [entry(1, total="5.00")]) == {}
    ((headers, body),) = receiver.got
    sent = Verifier(SIGNING).verify(body, headers)
    assert (sent["type"], sent["data"]["fields"]["total"]["value"]) == ("entry.released", "5.00")
    assert headers["webhook-id"] == "test/1/1" == sent["data"]["idempotency_key"]
    assert headers["Host"] == f"ledger.example:{receiver.port}"
    with pytest.raises(WebhookVerificationError):
        Verifier(SIGNING).verify(body.replace(b"5.00", b"6.00"), headers)


def test_a_repeat_comes_under_the_same_key_and_a_correction_names_what_it_corrects() -> None:
    with receiving(Receiver()) as receiver:
        for _ in range(2):
            webhook(receiver.port).deliver(1, [entry(1)])
        webhook(receiver.port).deliver(2, [entry(1, 2)])
    assert [headers["webhook-id"] for headers, _ in receiver.got] == ["test/1/1", "test/1/1", "test/1/2"]
    correction = json.loads(receiver.got[-1][1])
    assert (correction["type"], correction["data"]["corrects"]) == ("entry.corrected", "test/1/1")


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, None), (202, None), (408, "later"), (425, "later"), (429, "later"), (500, "later"), (503, "later")]
    + [(status, "refused") for status in (301, 307, 400, 401, 404, 410, 422)],
)
def test_an_answer_says_what_became_of_the_entry(status: int, verdict: str | None) -> None:
    with receiving(Receiver([(status, {})])) as receiver:
        failures = webhook(receiver.port).deliver(1, [entry(1)])
    assert [str(failure.verdict) for failure in failures.values()] == ([verdict] if verdict else [])


@pytest.mark.parametrize(("asked", "seconds"), [("120", 120), ("99999999", LONGEST_WAIT_SECONDS), ("soon", 0), ("-5", 0)])
def test_a_wait_that_is_asked_for_is_granted_up_to_a_day(asked: str, seconds: float) -> None:
    with receiving(Receiver([(503, {"Retry-After": asked})])) as receiver:
        failures = webhook(receiver.port).deliver(1, [entry(1)])
    assert failures[1].wait_seconds == seconds


def test_a_redirect_to_another_host_is_not_followed() -> None:
    with receiving(Receiver()) as other, receiving(Receiver([(307, {"Location": f"http://127.0.0.1:{other.port}/"})])) as first:
        failures = webhook(first.port).deliver(1, [entry(1)])
    assert (len(first.got), other.got, failures[1].verdict) == (1, [], Verdict.REFUSED)


def test_one_refused_entry_keeps_no_other_back() -> None:
    with receiving(Receiver([(204, {}), (422, {}), (204, {})])) as receiver:
        failures = webhook(receiver.port).deliver(1, [entry(1), entry(2), entry(3)])
    assert set(failures) == {2}


@pytest.mark.parametrize("trickle", [False, True])
def test_a_slow_server_is_not_waited_for(trickle: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    with receiving(Receiver(delay_seconds=0 if trickle else 3, trickle=trickle)) as receiver:
        started = time.monotonic()
        failures = webhook(receiver.port, timeout_seconds=0.4).deliver(1, [entry(1)])
        assert time.monotonic() - started < 2.5
    assert failures[1].verdict is Verdict.LATER


def test_a_server_that_is_gone_takes_nothing_and_no_attempt_is_counted() -> None:
    with receiving(Receiver()) as receiver:
        pass
    with pytest.raises(ConsumerUnavailable, match=r"ledger\.example"):
        webhook(receiver.port).deliver(1, [entry(1)])


def test_a_server_that_never_answers_is_left_alone_after_three_entries() -> None:
    with receiving(Receiver([(500, {})])) as receiver:
        failures = webhook(receiver.port).deliver(1, [entry(case) for case in range(1, 6)])
        assert len(receiver.got) == 3
    assert [failures[case].verdict for case in (3, 4, 5)] == [Verdict.LATER, Verdict.UNTRIED, Verdict.UNTRIED]


FORBIDDEN = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.100.100.200 168.63.129.16 0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255
::1 :: fe80::1 fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 2002:7f00:1:: 2001:0:7f00:1::1
"""


@pytest.mark.parametrize("address", FORBIDDEN.split())
def test_no_address_inside_is_reached(address: str) -> None:
    with pytest.raises(ConsumerUnavailable, match="no webhook may reach"):
        webhook(80, lambda *_: [address], allow_networks=(), scheme="https").deliver(1, [entry()])


def test_a_name_that_leads_inside_beside_a_good_address_is_refused_whole() -> None:
    for found in (["93.184.215.14", "10.0.0.1"], ["10.0.0.1", "93.184.215.14"]):
        with pytest.raises(ConsumerUnavailable, match=r"10\.0\.0\.1"):
            addresses.permitted("ledger.example", 443, (), lambda *_, found=found: found)


def test_a_public_address_and_a_network_that_is_named_are_permitted() -> None:
    named = addresses.networks(["10.1.0.0/16", "::1/128"])
    public = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
    assert addresses.permitted("h", 443, named, lambda *_: [*public, "10.1.2.3", "::1"]) == [
        *public[:2],
        "93.184.215.14",
        "10.1.2.3",
        "::1",
    ]
    with pytest.raises(ConsumerUnavailable):
        addresses.permitted("h", 443, named, lambda *_: ["10.2.0.1"])


def test_the_address_that_was_checked_is_the_one_that_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *rest: Any, **named: Any) -> Any:
        asked.append(host)
        leads_to = "127.0.0.1" if asked.count("ledger.example") == 1 else "127.0.0.2"
        return real(leads_to if host == "ledger.example" else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with receiving(Receiver()) as receiver:
        consumer = webhook(receiver.port, addresses.resolved, allow_networks=("127.0.0.1/32",))
        assert consumer.deliver(1, [entry(1)]) == {}
        assert asked == ["ledger.example", "127.0.0.1"]
        with pytest.raises(ConsumerUnavailable, match=r"127\.0\.0\.2"):
            consumer.deliver(2, [entry(2)])
    assert len(receiver.got) == 1


def test_tls_is_verified_against_the_name_though_the_address_is_pinned(tmp_path: Path) -> None:
    certificate, authority = certificate_for("ledger.example", tmp_path)
    with receiving(Receiver(), certificate) as receiver:
        assert webhook(receiver.port, scheme="https", ca_file=str(authority)).deliver(1, [entry(1)]) == {}
        assert receiver.names == ["ledger.example"]
        with pytest.raises(ConsumerUnavailable, match="certificate verify failed"):
            webhook(receiver.port, scheme="https", ca_file=str(authority), host="archive.example").deliver(1, [entry(2)])
        with pytest.raises(ConsumerUnavailable, match="certificate verify failed"):
            webhook(receiver.port, scheme="https").deliver(1, [entry(3)])
    assert [headers["webhook-id"] for headers, _ in receiver.got] == ["test/1/1"]


def test_plain_http_never_leaves_this_machine() -> None:
    with pytest.raises(ConsumerUnavailable, match="plain HTTP"):
        webhook(80, lambda *_: ["93.184.215.14"]).deliver(1, [entry()])


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"url": "http://ledger.example/"}, "https"),
        ({"url": "https://ledger.example.evil.example/"}, "allowed_hosts"),
        ({"url": "https://ledger.example@evil.example/"}, "name or password"),
        ({"url": "https://ledger.example:99999/"}, "https://host/path"),
        ({"url": "ledger.example"}, "https://host/path"),
        ({"url": "https://ledger.example/a b"}, "ASCII"),
        ({"url": "https://l\u00e4dger.example/", "allowed_hosts": ("l\u00e4dger.example",)}, "ASCII"),
        ({"allow_networks": ("10.0.0.1/8",)}, "allow_networks"),
        ({"ca_file": "/nowhere/ca.pem"}, "ca_file"),
    ],
)
def test_a_webhook_that_cannot_be_safe_is_refused_at_the_start(options: dict[str, Any], named: str) -> None:
    given = {"name": "test", "url": "https://ledger.example/", "secret_env": "X", "allowed_hosts": ("ledger.example",)} | options
    with pytest.raises(BadSetting, match=named):
        WebhookConsumer(Webhook(**given), SIGNING)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_ä"])
def test_a_secret_that_is_none_is_refused_without_being_repeated(secret: str) -> None:
    declared = Webhook(name="test", url="https://ledger.example/", secret_env="X", allowed_hosts=("ledger.example",))  # noqa: S106 - as above
    with pytest.raises(BadSetting, match=r"^X is no webhook secret"):
        WebhookConsumer(declared, secret)
