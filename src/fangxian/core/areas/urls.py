from django.urls import path

from . import views

app_name = "areas"
urlpatterns = [
    path("", views.area_list, name="list"),
    path("load/", views.load, name="load"),
    path("grids/", views.grid_list, name="grid_list"),
    path("grids/take/", views.take_grid_list, name="take_grid_list"),
    path("grids/template/", views.grid_template, name="grid_template"),
    path("suggest/", views.suggest, name="suggest"),
    path("<uuid:area_id>/", views.area, name="area"),
    path("<uuid:area_id>/describe/", views.describe, name="describe"),
    path("<uuid:area_id>/grids/", views.add_grids, name="add_grids"),
    path("<uuid:area_id>/abolish/", views.abolish, name="abolish"),
]
