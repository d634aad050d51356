"""Pages about law and policies, of one case and of all."""

from django.urls import path

from governance.views import compliance

_CASE = "use-cases/<str:reference>/"
PATTERNS = [
    path(f"{_CASE}eu-ai-act/", compliance.regulation, name="regulation"),
    path(f"{_CASE}eu-ai-act/answer/", compliance.regulation_answer, name="regulation_answer"),
    path(f"{_CASE}eu-ai-act/<int:number>/", compliance.regulation_record, name="regulation_record"),
    path(f"{_CASE}policies/<slug:policy>/", compliance.policy_check, name="policy_check"),
    path(f"{_CASE}frameworks/<slug:key>/", compliance.case_framework, name="case_framework"),
    path("compliance/", compliance.policy_list, name="policy_list"),
    path("compliance/policies/<slug:policy>/", compliance.policy_cases, name="policy_cases"),
    path("compliance/eu-ai-act/", compliance.classification_list, name="classification_list"),
    path("compliance/frameworks/", compliance.framework, name="framework"),
    path("compliance/frameworks/<slug:key>/", compliance.framework, name="framework_of"),
    path("compliance/measures/", compliance.monitoring, name="monitoring"),
]
