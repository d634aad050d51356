"""Pages of this app; mounted at the root, beside the pages of use cases."""

from django.urls import path

from governance.compliance_urls import PATTERNS as COMPLIANCE
from governance.views import acts, boards, delegations, exceptions, findings, incidents, lists, records, room

app_name = "governance"
_REVIEW = "reviews/<uuid:uid>/"
_APPROVAL = "reviews/approvals/<uuid:uid>/"
_BOARD = "boards/<uuid:uid>/"
urlpatterns = [
    *COMPLIANCE,
    path("reviews/", lists.review_list, name="review_list"),
    path("reviews/delegations/", delegations.delegation_list, name="delegation_list"),
    path("reviews/delegations/new/", delegations.delegation_new, name="delegation_new"),
    path("reviews/delegations/<uuid:uid>/end/", delegations.delegation_end, name="delegation_end"),
    path("reviews/conditions/", lists.condition_list, name="condition_list"),
    path("reviews/conditions/<uuid:uid>/met/", acts.meet_condition, name="condition_met"),
    path("reviews/conditions/<uuid:uid>/report/", acts.report_condition, name="condition_report"),
    path("reviews/conditions/<uuid:uid>/send-back/", acts.send_back_condition, name="condition_send_back"),
    path("use-cases/<str:reference>/submit/", acts.submit, name="submit"),
    path(_REVIEW, room.review_detail, name="review_detail"),
    path(f"{_REVIEW}record.json", records.review_record, name="review_record"),
    path(f"{_REVIEW}record.pdf", records.review_record_pdf, name="review_record_pdf"),
    path(f"{_REVIEW}decide/", acts.decide, name="decide"),
    path(f"{_REVIEW}expedite/", acts.expedite, name="expedite"),
    path(f"{_REVIEW}vote/", acts.vote, name="vote"),
    path(f"{_REVIEW}recuse/", acts.recuse, name="recuse"),
    path(f"{_REVIEW}close/", acts.close_voting, name="close_voting"),
    path(f"{_REVIEW}seats/", acts.refresh_seats, name="refresh_seats"),
    path(f"{_REVIEW}seats/<uuid:seat_uid>/alternate/", acts.call_alternate, name="call_alternate"),
    path(f"{_REVIEW}condition/", acts.add_condition, name="add_condition"),
    path(f"{_REVIEW}withdraw/", acts.withdraw, name="withdraw"),
    path(f"{_APPROVAL}suspend/", acts.suspend, name="suspend"),
    path(f"{_APPROVAL}reinstate/", acts.reinstate, name="reinstate"),
    path(f"{_APPROVAL}revoke/", acts.revoke, name="revoke"),
    path("boards/", boards.board_list, name="board_list"),
    path("boards/new/", boards.board_new, name="board_new"),
    path(_BOARD, boards.board_detail, name="board_detail"),
    path(f"{_BOARD}seats/<uuid:seat_uid>/", boards.seat_assign, name="seat_assign"),
    path(f"{_BOARD}seats/<uuid:seat_uid>/vacate/", boards.seat_vacate, name="seat_vacate"),
    path("incidents/", incidents.incident_list, name="incident_list"),
    path("incidents/report/", incidents.incident_report, name="incident_report"),
    path("incidents/follow/", incidents.incident_follow, name="incident_follow"),
    path("incidents/actions/<uuid:uid>/done/", incidents.action_finish, name="action_finish"),
    path("incidents/clocks/<uuid:uid>/settle/", incidents.clock_settle, name="clock_settle"),
    path("incidents/<uuid:uid>/", incidents.incident_detail, name="incident_detail"),
    path("incidents/<uuid:uid>/message/", incidents.incident_message, name="incident_message"),
    path("incidents/<uuid:uid>/readers/", incidents.incident_disclose, name="incident_disclose"),
    path("incidents/<uuid:uid>/cases/<str:reference>/unlink/", incidents.incident_unlink, name="incident_unlink"),
    path("incidents/<uuid:uid>/<slug:act>/", incidents.incident_act, name="incident_act"),
    path("exceptions/", exceptions.exception_list, name="exception_list"),
    path("exceptions/<uuid:uid>/", exceptions.exception_detail, name="exception_detail"),
    path("exceptions/<uuid:uid>/<slug:act>/", exceptions.exception_act, name="exception_act"),
    path("use-cases/<str:reference>/exception/", exceptions.exception_new, name="exception_new"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/new/", findings.finding_new, name="finding_new"),
    path("findings/<uuid:uid>/", findings.finding_detail, name="finding_detail"),
    path("findings/<uuid:uid>/<slug:act>/", findings.finding_act, name="finding_act"),
]
