"""Pages of discussions."""

from django.urls import path

from foundation.discussion import views

app_name = "discussion"
_AT = "at/<str:kind>/<uuid:uid>/"
urlpatterns = [
    path(_AT, views.place, name="place"),
    path(f"{_AT}people/", views.people, name="people"),
    path(f"{_AT}follow/", views.follow, name="follow"),
    path("<uuid:uid>/edit/", views.comment_edit, name="comment_edit"),
    path("<uuid:uid>/withdraw/", views.comment_withdraw, name="comment_withdraw"),
]
