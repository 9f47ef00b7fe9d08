from django.urls import path

from . import views
from .views import matching

app_name = "files"
urlpatterns = [
    path("", views.followed_up, name="followed_up"),
    path("look-up/", views.look_up, name="look_up"),
    path("across/", views.across, name="across"),
    path("across/ask/", views.ask, name="ask"),
    path("across/<uuid:glass_id>/", views.glass, name="glass"),
    path("across/<uuid:glass_id>/answer/", views.answer, name="answer"),
    path("across/<uuid:glass_id>/return/", views.return_glass, name="return_glass"),
    path("watch/", views.watch, name="watch"),
    path("watch/readings/<uuid:glass_id>/", views.review, name="review"),
    path("watch/alarms/<uuid:alarm_id>/", views.alarm, name="alarm"),
    path("trace/", views.trace, name="trace"),
    path("matches/", matching.matches, name="matches"),
    path("matches/look/", matching.look, name="look_for_matches"),
    path("matches/<uuid:match_id>/", matching.match, name="match"),
    path("matches/<uuid:match_id>/second/", matching.second, name="second_match"),
    path("matches/<uuid:match_id>/undo/", matching.undo, name="undo_match"),
    path("<uuid:person_id>/", views.file, name="file"),
]
