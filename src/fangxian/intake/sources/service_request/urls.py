from django.urls import path

from .views import board, requests, taking

app_name = "requests"
urlpatterns = [
    path("", board.board, name="board"),
    path("take/", taking.take, name="take"),
    path("alike/", taking.alike, name="alike"),
    path("<uuid:request_id>/", requests.request_page, name="request"),
    path("<uuid:request_id>/<str:act>/", requests.act, name="act"),
]
