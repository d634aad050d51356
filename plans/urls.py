"""Pages of plans, below /plans/."""

from django.urls import path

from plans.views import plans, programs, risks, tasks

app_name = "plans"
urlpatterns = [
    path("", plans.plan_list, name="plan_list"),
    path("new/", plans.plan_new, name="plan_new"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/<uuid:uid>/", tasks.task_detail, name="task_detail"),
    path("tasks/<uuid:uid>/change/", tasks.task_change, name="task_change"),
    path("tasks/<uuid:uid>/drop/", tasks.task_drop, name="task_drop"),
    path("programs/", programs.program_list, name="program_list"),
    path("programs/new/", programs.program_new, name="program_new"),
    path("programs/<uuid:uid>/", programs.program_detail, name="program_detail"),
    path("programs/<uuid:uid>/chart/", programs.roadmap_chart, name="roadmap_chart"),
    path("programs/<uuid:uid>/load/", programs.load, name="load"),
    path("programs/<uuid:uid>/end/", programs.program_end, name="program_end"),
    path("programs/<uuid:uid>/waves/<int:number>/", programs.wave_change, name="wave_change"),
    path("programs/<uuid:uid>/waves/<int:number>/file/", programs.wave_file, name="wave_file"),
    path("filed/<uuid:uid>/remove/", programs.wave_unfile, name="wave_unfile"),
    path("risks/", risks.risk_list, name="risk_list"),
    path("risks/catalog/", risks.risk_catalog, name="risk_catalog"),
    path("risks/new/", risks.risk_new, name="risk_new"),
    path("risks/heat/<slug:when>/", risks.heat_chart, name="heat_chart"),
    path("risks/<uuid:uid>/", risks.risk_detail, name="risk_detail"),
    path("risks/<uuid:uid>/revise/", risks.risk_revise, name="risk_revise"),
    path("risks/<uuid:uid>/close/", risks.risk_close, name="risk_close"),
    path("<uuid:uid>/", plans.plan_detail, name="plan_detail"),
    path("<uuid:uid>/chart/", plans.plan_chart, name="plan_chart"),
    path("<uuid:uid>/change/", plans.plan_change, name="plan_change"),
    path("<uuid:uid>/begin/", plans.plan_begin, name="plan_begin"),
    path("<uuid:uid>/finish/", plans.plan_finish, name="plan_finish"),
    path("<uuid:uid>/cancel/", plans.plan_cancel, name="plan_cancel"),
    path("<uuid:uid>/tasks/new/", tasks.task_add, name="task_add"),
]
