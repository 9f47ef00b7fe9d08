from django.urls import path

from . import views

app_name = "mediation"
urlpatterns = [
    path("", views.incidents, name="list"),
    path("record/", views.record, name="record"),
    path("<uuid:incident_id>/", views.one, name="one"),
    path("<uuid:incident_id>/letter/", views.letter, name="letter"),
    path("<uuid:incident_id>/<str:act>/", views.act, name="act"),
]
