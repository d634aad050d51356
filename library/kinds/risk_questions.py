"""Risk questions: yes/no questions whose answers give a use case its tier.

Each question names the tier that a “yes” raises the case to. The highest tier reached wins; all answers “no” give
`otherwise`. A case with an open question has no tier yet.
"""

from collections.abc import Mapping

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose, Tier

ORDER = (Tier.LOW, Tier.MEDIUM, Tier.HIGH)


class Question(Part, frozen=True, kw_only=True):
    """One question; `because` is the reason shown when a “yes” raised the tier."""

    key: Key
    ask: Line
    guidance: Prose
    raises_to: Tier
    because: Line


class RiskQuestions(Header, tag="risk_questions", frozen=True, kw_only=True):
    """The whole list of questions."""

    questions: tuple[Question, ...]
    otherwise: Tier = Tier.LOW

    def tier(self, answers: Mapping[str, bool | None]) -> Tier | None:
        """Return the tier that `answers` (question key to yes or no) give; None while a question is open."""
        if any(answers.get(question.key) is None for question in self.questions):
            return None
        return max([self.otherwise, *(question.raises_to for question in self.raised(answers))], key=ORDER.index)

    def raised(self, answers: Mapping[str, bool | None]) -> list[Question]:
        """Return the questions answered “yes”, those that raise highest first."""
        yes = [question for question in self.questions if answers.get(question.key)]
        return sorted(yes, key=lambda question: -ORDER.index(question.raises_to))


def check(document: RiskQuestions) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, and questions that can never raise the tier."""
    found = Problems()
    found.not_empty("questions", document.questions)
    found.same_keys("questions", (question.key for question in document.questions))
    for index, question in enumerate(document.questions):
        if ORDER.index(question.raises_to) <= ORDER.index(document.otherwise):
            found.add(
                f"questions[{index}].raises_to",
                _("A “yes” must raise the tier above “%(tier)s”."),
                tier=document.otherwise,
            )
    return found


KIND = Kind(
    key="risk_questions",
    folder="risk_questions",
    label=_("Risk questions"),
    plural=_("Risk questions"),
    purpose=_("The questions that give a use case its tier."),
    struct=RiskQuestions,
    check=check,
)
