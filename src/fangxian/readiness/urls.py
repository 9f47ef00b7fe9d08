from django.urls import path

from . import views

app_name = "readiness"
urlpatterns = [
    path("", views.liaisons, name="liaisons"),
    path("enter/", views.roster, name="roster"),
    path("enter/<uuid:duty_id>/withdraw/", views.withdraw, name="withdraw"),
    path("groups/", views.groups, name="groups"),
    path("groups/<uuid:group_id>/end/", views.end_group, name="end_group"),
    path("units/", views.units, name="units"),
    path("units/<uuid:unit_id>/leader/", views.leader, name="leader"),
    path("sheet/", views.own_sheet, name="own_sheet"),
    path("sheet/mine/", views.my_part, name="my_part"),
    path("sheet/<uuid:unit_id>/", views.sheet, name="sheet"),
    path("sheet/<uuid:unit_id>/draw/", views.draw, name="draw"),
    path("sheet/<uuid:unit_id>/deal/", views.deal, name="deal"),
]
