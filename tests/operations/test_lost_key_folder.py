"""A running server whose key folder is taken away between two children."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from pathlib import Path

from selfeval.store.database import Database
from selfeval.surveys.key_monitor import EVERY
from selfeval.web.answer.payload import to_base64
from tests.browsers import PATIENCE
from tests.journeys.served import served
from tests.surveys.alder_vale import AlderVale, open_alder_vale


def asked(url: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
    """Status and JSON of an answer."""
    line = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
    sent = None if body is None else json.dumps(body)
    line.request("GET" if body is None else "POST", path, sent, {"Content-Type": "application/json"})
    answer = line.getresponse()
    told = json.loads(answer.read())
    line.close()
    return answer.status, told


def send(url: str, vale: AlderVale) -> dict[str, object]:
    """A child sends a ballot, whether or not the page has checked the slip."""
    answers, length = vale.answers(), len(vale.group().definition.items)
    ballot = {
        "slip": vale.slip(),
        "receipt": to_base64(secrets.token_bytes(16)),
        "answers": answers[:length],
        "about": answers[length:],
    }
    return asked(url, f"/a/{vale.code}/1/ballot", ballot)[1]


def test_within_a_minute_it_is_noticed_and_no_further_child_is_thanked(tmp_path: Path) -> None:
    assert EVERY < 60  # the minute; how long a busy machine then takes says nothing of us
    with served(tmp_path) as service:
        database = Database(f"sqlite:///{service.instance / 'selfeval.sqlite'}")
        vale = open_alder_vale(database, service.instance)
        vale.slips[vale.code, 1] = vale.print_slips(1, 40)
        assert send(service.url, vale)["outcome"] == "thanked"
        keys = service.instance / "keys"
        keys.rename(tmp_path / "pulled out")
        lost = time.monotonic()
        while asked(service.url, "/healthz")[0] == 200 or send(service.url, vale)["outcome"] == "thanked":
            assert time.monotonic() - lost < PATIENCE
            time.sleep(1)
        assert asked(service.url, "/healthz")[1]["faults"] == {
            "keys": "The key folder is not there, or cannot be read."
        }
        refused = [send(service.url, vale)["outcome"] for _ in range(3)]
        assert refused == ["no_key"] * 3
        (tmp_path / "pulled out").rename(keys)
        back = time.monotonic()
        while send(service.url, vale)["outcome"] != "thanked":
            assert time.monotonic() - back < PATIENCE
            time.sleep(1)
        vale.ballot_box.close()
        database.close()
