from django.urls import path

from . import views

app_name = "entries"
urlpatterns = [
    path("", views.board, name="board"),
    path("from-my-post/", views.from_my_post, name="from_my_post"),
    path("<uuid:entry_id>/", views.entry, name="entry"),
    path("<uuid:entry_id>/accept/", views.accept, name="accept"),
    path("<uuid:entry_id>/difficulty/", views.dispute, name="dispute"),
    path("<uuid:entry_id>/ask/", views.ask, name="ask"),
    path("<uuid:entry_id>/answer/", views.answer, name="answer"),
    path("<uuid:entry_id>/stub/", views.stub, name="stub"),
    path("<uuid:entry_id>/later/", views.later, name="later"),
    path("<uuid:entry_id>/arrived/", views.arrived, name="arrived"),
    path("<uuid:entry_id>/lodge/", views.lodge, name="lodge"),
    path("<uuid:entry_id>/settle/", views.settle, name="settle"),
    path("<uuid:entry_id>/close/", views.close, name="close"),
]
