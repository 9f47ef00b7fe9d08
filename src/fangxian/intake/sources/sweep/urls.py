from django.urls import path

from .views import lists, mine, rounds

app_name = "sweep"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("doors/<uuid:round_door_id>/", mine.door, name="door"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/open/", rounds.open_round, name="open_round"),
    path("rounds/<uuid:round_id>/", rounds.round_page, name="round"),
    path("rounds/<uuid:round_id>/left/", rounds.left, name="left"),
    path("rounds/<uuid:round_id>/split/", rounds.split, name="split"),
    path("rounds/<uuid:round_id>/explain/", rounds.explain, name="explain"),
    path("rounds/<uuid:round_id>/close/", rounds.close, name="close"),
    path("rounds/<uuid:round_id>/buildings/<uuid:building_id>/", rounds.building, name="building"),
    path("rounds/<uuid:round_id>/buildings/<uuid:building_id>/paper/", rounds.paper, name="paper"),
    path("rounds/<uuid:round_id>/buildings/<uuid:building_id>/enter/", rounds.enter_paper, name="enter_paper"),
    path("lists/", lists.lists, name="lists"),
    path("lists/import/", lists.import_list, name="import"),
    path("lists/building/", lists.enter_building, name="enter_building"),
    path("lists/template/", lists.template, name="template"),
    path("lists/<uuid:address_list_id>/", lists.one_list, name="list"),
    path("lists/<uuid:address_list_id>/<str:act>/", lists.decide, name="decide"),
    path("lists/<uuid:address_list_id>/rows/<int:number>/", lists.answer, name="answer"),
]
