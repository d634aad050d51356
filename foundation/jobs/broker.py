"""The embedded broker of the demo: Celery's file transport, with writes that nobody can see half done.

The transport of kombu creates a message's file and then fills it; a worker that looks in between reads an empty message
and stops for good. Here a file is written aside and renamed into its place, which is one step for every reader.
"""

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

SCHEME = "files"


class Channel(filesystem.Channel):
    """Puts messages and bindings in place whole."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        self._place(Path(self.data_folder_out) / name, payload)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        self.control_folder.mkdir(parents=True, exist_ok=True)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with (self.control_folder / "bindings.lock").open("w") as guard:
            filesystem.lock(guard, filesystem.LOCK_EX)
            known = self.get_table(exchange)
            if binding not in known:
                self._place(file, [binding, *known])

    def _place(self, file: Path, content: Any) -> None:
        """Write `content` beside `file` under a name that no queue reads, then rename it."""
        aside = file.with_name(f".{uuid.uuid4()}.part")
        try:
            aside.write_bytes(str_to_bytes(dumps(content)))
            os.replace(aside, file)
        except OSError as error:
            raise ChannelError(f"Cannot write {file}") from error


class Transport(filesystem.Transport):
    """What a broker address with the scheme `files` means."""

    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = "foundation.jobs.broker:Transport"
