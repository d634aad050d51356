"""The words of adoption: channels, reasons for resistance, what is done about it, states of what people said."""

from collections.abc import Mapping
from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone

Words = tuple[str, Tone]


class Origin(StrEnum):
    """The way on which a figure came in."""

    TYPED = "typed"
    IMPORTED = "imported"
    PUSHED = "pushed"


class Survey(StrEnum):
    """Scales: 0 to 10 for recommending (NPS), 1 to 5 for satisfaction (CSAT)."""

    NPS = "nps"
    CSAT = "csat"


class Channel(StrEnum):
    """How a message reaches its audience."""

    MEETING = "meeting"
    EMAIL = "email"
    INTRANET = "intranet"
    CHAT = "chat"
    EVENT = "event"
    MANAGER = "manager"


class Sending(StrEnum):
    """Where a communication stands today."""

    PLANNED = "planned"
    OVERDUE = "overdue"
    SENT = "sent"
    DROPPED = "dropped"


class Reason(StrEnum):
    """Why people resist, as kinds that are handled differently."""

    WORKFLOW = "workflow"
    TRUST = "trust"
    JOBS = "jobs"
    SKILLS = "skills"
    BENEFIT = "benefit"
    EARLIER = "earlier"
    OTHER = "other"


class Step(StrEnum):
    """What is done about resistance; the first four are document E's resistance management."""

    ENGAGE = "engage"
    LISTEN = "listen"
    QUICK_WIN = "quick_win"
    ADDRESS = "address"
    TRAIN = "train"
    ADAPT = "adapt"
    ESCALATE = "escalate"


class Handling(StrEnum):
    """Where a case of resistance stands."""

    OPEN = "open"
    HANDLING = "handling"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How resistance ended."""

    ADOPTED = "adopted"
    ADAPTED = "adapted"
    EXEMPTED = "exempted"
    UNRESOLVED = "unresolved"


class Saying(StrEnum):
    """What feedback is."""

    PROBLEM = "problem"
    WISH = "wish"
    QUESTION = "question"
    PRAISE = "praise"


class Answer(StrEnum):
    """What became of feedback."""

    NEW = "new"
    TAKEN_UP = "taken_up"
    ANSWERED = "answered"
    DECLINED = "declined"


class IdeaState(StrEnum):
    """Where an idea of the innovation pipeline stands."""

    OPEN = "open"
    CASE = "case"
    DECLINED = "declined"


ORIGINS: Mapping[Origin, str] = {
    Origin.TYPED: _("Typed"),
    Origin.IMPORTED: _("Imported"),
    Origin.PUSHED: _("Pushed over the API"),
}
SURVEYS: Mapping[Survey, str] = {
    Survey.NPS: _("Recommending, 0 to 10 (NPS)"),
    Survey.CSAT: _("Satisfaction, 1 to 5 (CSAT)"),
}
SCALES: Mapping[Survey, tuple[int, ...]] = {Survey.NPS: tuple(range(11)), Survey.CSAT: tuple(range(1, 6))}
CHANNELS: Mapping[Channel, str] = {
    Channel.MEETING: _("Meeting"),
    Channel.EMAIL: _("E-mail"),
    Channel.INTRANET: _("Intranet"),
    Channel.CHAT: _("Chat"),
    Channel.EVENT: _("Event"),
    Channel.MANAGER: _("By the line manager"),
}
SENDINGS: Mapping[Sending, Words] = {
    Sending.PLANNED: (_("Planned"), Tone.INFO),
    Sending.OVERDUE: (_("Overdue"), Tone.WARN),
    Sending.SENT: (_("Sent"), Tone.GOOD),
    Sending.DROPPED: (_("Dropped"), Tone.NEUTRAL),
}
REASONS: Mapping[Reason, str] = {
    Reason.WORKFLOW: _("Disrupts the way of working"),
    Reason.TRUST: _("Results are not trusted"),
    Reason.JOBS: _("Fear for jobs or standing"),
    Reason.SKILLS: _("Skills or time are missing"),
    Reason.BENEFIT: _("No benefit is seen"),
    Reason.EARLIER: _("Earlier changes went wrong"),
    Reason.OTHER: _("Another reason"),
}
STEPS: Mapping[Step, str] = {
    Step.ENGAGE: _("Engage early adopters"),
    Step.LISTEN: _("Open a channel for concerns"),
    Step.QUICK_WIN: _("Demonstrate a quick win"),
    Step.ADDRESS: _("Address the concern itself"),
    Step.TRAIN: _("Train and support"),
    Step.ADAPT: _("Adapt to local needs"),
    Step.ESCALATE: _("Decide one level higher"),
}
HANDLINGS: Mapping[Handling, Words] = {
    Handling.OPEN: (_("Open"), Tone.BAD),
    Handling.HANDLING: (_("Being handled"), Tone.WARN),
    Handling.CLOSED: (_("Closed"), Tone.NEUTRAL),
}
OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.ADOPTED: (_("Adopted"), Tone.GOOD),
    Outcome.ADAPTED: (_("Adopted after adaptation"), Tone.GOOD),
    Outcome.EXEMPTED: (_("Exempted"), Tone.NEUTRAL),
    Outcome.UNRESOLVED: (_("Not resolved"), Tone.BAD),
}
SAYINGS: Mapping[Saying, str] = {
    Saying.PROBLEM: _("Problem"),
    Saying.WISH: _("Wish"),
    Saying.QUESTION: _("Question"),
    Saying.PRAISE: _("Praise"),
}
ANSWERS: Mapping[Answer, Words] = {
    Answer.NEW: (_("New"), Tone.INFO),
    Answer.TAKEN_UP: (_("Taken up"), Tone.WARN),
    Answer.ANSWERED: (_("Answered"), Tone.GOOD),
    Answer.DECLINED: (_("Declined"), Tone.NEUTRAL),
}
IDEA_STATES: Mapping[IdeaState, Words] = {
    IdeaState.OPEN: (_("Open"), Tone.INFO),
    IdeaState.CASE: (_("Became a use case"), Tone.GOOD),
    IdeaState.DECLINED: (_("Declined"), Tone.NEUTRAL),
}
