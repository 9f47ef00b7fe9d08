from django.urls import path

from . import views

app_name = "staff"
urlpatterns = [
    path("", views.staff_list, name="list"),
    path("post/", views.choose_post, name="choose_post"),
    path("me/", views.own_account, name="own_account"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/leave/", views.leave, name="leave"),
    path("people/<int:user_id>/reset/", views.reset_password, name="reset_password"),
    path("posts/<uuid:post_id>/end/", views.end_post, name="end_post"),
    path("add/", views.add_person, name="add_person"),
    path("lists/", views.upload, name="upload"),
    path("lists/template/", views.template, name="template"),
    path("lists/<uuid:import_id>/", views.rehearsal, name="rehearsal"),
    path("lists/<uuid:import_id>/commit/", views.commit, name="commit"),
    path("lists/<uuid:import_id>/discard/", views.discard, name="discard"),
    path("coverage/", views.coverage, name="coverage"),
    path("responsibility/", views.responsibility, name="responsibility"),
    path("responsibility/<uuid:sponsorship_id>/end/", views.relieve, name="relieve"),
    path("programmes/new/", views.new_programme, name="new_programme"),
]
