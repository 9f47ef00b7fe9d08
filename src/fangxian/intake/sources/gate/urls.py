from django.urls import path

from .views import answering, gates

app_name = "gate"
urlpatterns = [
    path("", gates.gates, name="gates"),
    path("mine/", gates.mine, name="mine"),
    path("open/", gates.open_gate, name="open_gate"),
    path("<uuid:gate_id>/", gates.gate, name="gate"),
    path("<uuid:gate_id>/edit/", gates.edit, name="edit"),
    path("<uuid:gate_id>/poster/", gates.poster, name="poster"),
    path("<uuid:gate_id>/refused/", answering.refused, name="refused"),
    path("<uuid:gate_id>/change/<str:act>/", gates.change, name="change"),
    path("asks/<uuid:count_id>/", answering.answer, name="answer"),
    path("refusals/<uuid:refusal_id>/", answering.settle, name="settle"),
]
