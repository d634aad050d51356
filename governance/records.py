"""The decision record drawn for paper."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from foundation.ui import pdf
from governance import dossier, queries
from governance.models import Review
from governance.workflow import State


def pdf_of(review: Review) -> bytes:
    """Return the decision record of a review as a tagged PDF. Raises `pdf.Missing` where none can be made."""
    return pdf.render(render_to_string("governance/record.html", _context(review))).content


def _context(review: Review) -> dict[str, Any]:
    for step in review.steps.all():
        step.review = review
    questions = dossier.questions_of(review.dossier.get("risk", {}).get("questions", ""))
    sections = [
        {
            "title": dossier.section_name(name),
            "digest": review.sections[name]["digest"],
            "rows": [
                (dossier.field_name(name, field), dossier.shown(name, field, content[field], questions))
                for field in sorted(content, key=lambda field: dossier.field_order(name, field))
                if (name, field) not in dossier.HIDDEN
            ],
        }
        for name, content in review.dossier.items()
    ]
    steps = [
        {
            "step": step,
            "envelopes": queries.envelopes(step, None)
            if step.has_seats and step.opened_at and step.is_over and not step.is_expedited
            else [],
        }
        for step in review.steps.all()
    ]
    approval = getattr(review, "approval", None)
    title = _("Decision on %(case)s, round %(round)s") % {"case": review.case.reference, "round": review.round}
    return {
        "review": review, "case": review.case, "title": title, "sections": sections, "steps": steps,
        "conditions": list(review.conditions.all()), "questions": list(review.questions.all()),
        "answers": list(review.answers.all()), "outcome": _(State(review.state).label),
        "valid_until": approval.valid_until if approval else None,
    }  # fmt: skip
