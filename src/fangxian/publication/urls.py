from django.urls import path

from .views import public, releasing

app_name = "publication"
urlpatterns = [
    path("", public.newest, name="newest"),
    path("roots/", public.roots, name="roots"),
    path("roots.txt", public.roots_file, name="roots_file"),
    path("releases/", releasing.release_list, name="list"),
    path("releases/<uuid:release_id>/", releasing.release, name="release"),
    path("releases/<uuid:release_id>/confirm/", releasing.confirm, name="confirm"),
    path("releases/<uuid:release_id>/decline/", releasing.decline, name="decline"),
    path("<uuid:release_id>/", public.release, name="public"),
    path("<uuid:release_id>/figures.csv", public.csv_file, name="csv"),
    path("<uuid:release_id>/figures.json", public.json_file, name="json"),
]
