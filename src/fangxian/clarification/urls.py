from django.urls import path

from .views import desk, public, spreading

app_name = "clarification"
urlpatterns = [
    path("", public.clarifications, name="public"),
    path("feed.atom", public.Atom(), name="atom"),
    path("feed.rss", public.Rss(), name="rss"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<uuid:question_id>/set-aside/", desk.set_aside, name="set_aside"),
    path("claims/", desk.board, name="board"),
    path("claims/<uuid:clarification_id>/", desk.one, name="one"),
    path("claims/<uuid:clarification_id>/research/", desk.research, name="research"),
    path("claims/<uuid:clarification_id>/answer/", desk.answer, name="answer"),
    path("claims/<uuid:clarification_id>/confirm/", desk.confirm, name="confirm"),
    path("claims/<uuid:clarification_id>/decline/", desk.decline, name="decline"),
    path("publicity/", spreading.publicity, name="publicity"),
    path("publicity/<uuid:campaign_id>/strike/", spreading.strike, name="strike"),
    path("<uuid:clarification_id>/", public.clarification, name="public_one"),
]
