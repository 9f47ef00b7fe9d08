from django.urls import path

from . import views

app_name = "tasks"
urlpatterns = [
    path("", views.today, name="today"),
    path("board/", views.board, name="board"),
    path("board/assign/", views.assign, name="assign"),
    path("late/", views.late, name="late"),
    path("vacant/", views.vacant, name="vacant"),
    path("ageing/", views.ageing, name="ageing"),
    path("look-backs/", views.look_backs, name="look_backs"),
    path("nights/", views.nights, name="nights"),
    path("nights/<uuid:night_id>/withdraw/", views.withdraw_night, name="withdraw_night"),
    path("care/", views.care, name="care"),
    path("care/<uuid:file_id>/", views.care_file, name="care_file"),
    path("<uuid:task_id>/", views.task, name="task"),
    path("<uuid:task_id>/photos/<uuid:photo_id>/", views.photo, name="photo"),
    path("<uuid:task_id>/accept/", views.accept, name="accept"),
    path("<uuid:task_id>/first-report/", views.first_report, name="first_report"),
    path("<uuid:task_id>/report/", views.report, name="report"),
    path("<uuid:task_id>/hand-over/", views.hand_over, name="hand_over"),
    path("<uuid:task_id>/pause/", views.pause, name="pause"),
    path("<uuid:task_id>/resume/", views.resume, name="resume"),
    path("<uuid:task_id>/close/", views.close, name="close"),
    path("<uuid:task_id>/look-back/", views.look_back, name="look_back"),
    path("<uuid:task_id>/ask-again/", views.ask_again, name="ask_again"),
    path("<uuid:task_id>/notices/", views.notices, name="notices"),
    path("<uuid:task_id>/slip/", views.slip, name="slip"),
    path("<uuid:task_id>/slip/enter/", views.enter_slip, name="enter_slip"),
    path("<uuid:task_id>/reopen/", views.reopen, name="reopen"),
    path("<uuid:task_id>/serious/", views.make_serious, name="make_serious"),
    path("<uuid:task_id>/join/", views.join, name="join"),
    path("<uuid:task_id>/part/", views.part, name="part"),
]
