from django.urls import path

from . import views

app_name = "assistance"
urlpatterns = [
    path("", views.asked, name="asked"),
    path("ask/", views.ask, name="ask"),
    path("desk/", views.desk, name="desk"),
    path("desk/<uuid:request_id>/accept/", views.accept, name="accept"),
    path("desk/<uuid:request_id>/answer/", views.answer, name="answer"),
    path("<uuid:request_id>/", views.one, name="request"),
    path("<uuid:request_id>/withdraw/", views.withdraw, name="withdraw"),
]
