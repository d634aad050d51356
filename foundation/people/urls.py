"""Pages of people, units, roles and tokens, and the way in and out."""

from django.urls import path

from foundation.people import views
from foundation.people.token_views import token_issue, token_list, token_revoke

app_name = "people"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("enter/<str:username>/", views.enter_as, name="enter_as"),
    path("people/", views.user_list, name="user_list"),
    path("people/new/", views.user_create, name="user_create"),
    path("people/choices/", views.choices, name="choices"),
    path("people/me/", views.profile, name="profile"),
    path("people/<uuid:uid>/", views.user_detail, name="user_detail"),
    path("people/<uuid:uid>/deactivate/", views.user_deactivate, name="user_deactivate"),
    path("people/grants/<uuid:uid>/revoke/", views.grant_revoke, name="grant_revoke"),
    path("people/units/", views.unit_list, name="unit_list"),
    path("people/units/new/", views.unit_create, name="unit_create"),
    path("tokens/", token_list, name="token_list"),
    path("tokens/new/", token_issue, name="token_issue"),
    path("tokens/<uuid:uid>/revoke/", token_revoke, name="token_revoke"),
]
