"""What a bound criterion of a gate says: a finding with the figure, the window and the records it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from deployments.workflow import Answer
from foundation.kernel.canonical import digest, plain
from foundation.kernel.periods import Month
from foundation.ui import words

RECORDS_KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a binding says about a rollout and its case at `as_of`.

    `sentence` (a template with `params`, all text) is the finding in full, `reason` the same in a few words for the
    outcome of the gate, `context` what stands beside it and decides nothing. `value` is the figure as exact text,
    `first` and `last` the window it covers, `sample` the number of records, `records` their uids, `url` the way there.
    """

    binding: str
    state: Answer
    sentence: str
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)
    context: str = ""
    value: str = ""
    first: str = ""
    last: str = ""
    sample: int | None = None
    records: tuple[str, ...] = ()
    url: str = ""
    as_of: datetime

    @property
    def said(self) -> str:
        """The finding as a sentence in the reader's language."""
        return _said(self.sentence, self.params)

    @property
    def why(self) -> str:
        """The finding in a few words, to stand after "Cannot pass:"."""
        return _said(self.reason, self.params)

    @property
    def beside(self) -> str:
        """What stands beside the finding; "" for nothing."""
        return _said(self.context, self.params) if self.context else ""

    @property
    def window(self) -> str:
        """The days or months that the figure covers, as a reader writes them; "" for none."""
        ends = [_written(end) for end in (self.first, self.last) if end]
        return " – ".join(dict.fromkeys(ends))

    @property
    def mark(self) -> dict[str, str]:
        """What tells this evidence from another: state, figure, and a digest of the records behind them."""
        return {"state": self.state.value, "value": self.value, "records": digest(self.records)}

    def frozen(self) -> dict[str, Any]:
        """The reading as plain data, to be kept with a decision; of many records the newest, and a digest of all."""
        return dict(
            plain(
                {
                    "binding": self.binding, "sentence": self.sentence, "reason": self.reason, "params": self.params,
                    "context": self.context, "value": self.value, "window": {"from": self.first, "to": self.last},
                    "sample_size": self.sample, "records": self.records[-RECORDS_KEPT:],
                    "records_digest": self.mark["records"], "state": self.state, "as_of": self.as_of, "url": self.url,
                }
            )
        )  # fmt: skip


def thawed(data: Mapping[str, Any]) -> Reading | None:
    """Return the reading that a decision froze; None when there is none (the criterion was answered by hand)."""
    if not data:
        return None
    return Reading(
        binding=data["binding"], state=Answer(data["state"]), sentence=data["sentence"], reason=data["reason"],
        params=data["params"], context=data["context"], value=data["value"], first=data["window"]["from"],
        last=data["window"]["to"], sample=data["sample_size"], records=tuple(data["records"]), url=data["url"],
        as_of=datetime.fromisoformat(data["as_of"]),
    )  # fmt: skip


def has_changed(frozen: Mapping[str, Any], now: Reading) -> bool:
    """Say whether the data says something else today than what a decision rested on."""
    was = {"state": frozen["state"], "value": frozen["value"], "records": frozen["records_digest"]}
    return was != now.mark


def _written(end: str) -> str:
    """Write a day ("2026-11-27") or a month ("2026-11")."""
    return words.month(Month.parse(end)) if len(end) == len("2026-11") else words.day(date.fromisoformat(end))


def _said(template: str, params: Mapping[str, str]) -> str:
    text = gettext(template)
    return text % {name: gettext(value) if value else value for name, value in params.items()} if params else text
