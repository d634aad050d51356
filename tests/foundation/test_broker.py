"""The embedded broker: a reader never meets a message that is not whole."""

import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from foundation.jobs.broker import SCHEME

MESSAGES = 300


@pytest.fixture
def connection(tmp_path: Path) -> Any:
    folder = tmp_path / "messages"
    folder.mkdir()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "control"),
        "processed_folder": str(tmp_path / "processed"),
        "store_processed": True,
    }
    (tmp_path / "processed").mkdir()
    return Connection(f"{SCHEME}://localhost//", transport_options=options)


def test_every_message_written_beside_a_greedy_reader_arrives_whole_and_once(connection: Any) -> None:
    received: list[str] = []
    patience = time.monotonic() + 60
    with connection as opened:
        writer = opened.SimpleQueue("work")
        reader = opened.channel()

        def read() -> None:
            while len(received) < MESSAGES and time.monotonic() < patience:
                with suppress(Empty):
                    received.append(reader._get("work")["body"])

        thread = threading.Thread(target=read)
        thread.start()
        for number in range(MESSAGES):
            writer.put({"number": number})
        thread.join(70)

    assert len(received) == MESSAGES
    assert len(set(received)) == MESSAGES


def test_bindings_of_several_writers_are_all_kept(connection: Any) -> None:
    with connection as opened:
        threads = [
            threading.Thread(target=lambda name=f"q{n}": opened.channel()._queue_bind("news", name, "", name))
            for n in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

        assert {queue for _, _, queue in opened.channel().get_table("news")} == {f"q{n}" for n in range(12)}
