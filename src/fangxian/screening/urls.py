from django.urls import path

from . import views

app_name = "screening"
urlpatterns = [
    path("", views.verdicts, name="verdicts"),
    path("lists/", views.area_lists, name="lists"),
    path("lists/new/", views.load_list, name="load_list"),
    path("lists/<uuid:list_id>/", views.area_list, name="list"),
    path("lists/<uuid:list_id>/sign/", views.sign_off, name="sign_off"),
    path("lists/<uuid:list_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:verdict_id>/", views.verdict, name="verdict"),
    path("<uuid:verdict_id>/correct/", views.correct, name="correct"),
]
