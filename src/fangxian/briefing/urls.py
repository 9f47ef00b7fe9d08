from django.urls import path

from . import views

app_name = "briefing"
urlpatterns = [
    path("", views.home, name="home"),
    path("figure/<slug:key>/", views.figure, name="figure"),
    path("map.json", views.county_map, name="map"),
    path("borders/<slug:code>.geojson", views.borders, name="borders"),
    path("period/", views.period, name="period"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/<uuid:bulletin_id>/", views.bulletin, name="bulletin"),
]
