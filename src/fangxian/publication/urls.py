from django.urls import path

from .views import places, placing, public, releasing

app_name = "publication"
urlpatterns = [
    path("", public.newest, name="newest"),
    path("roots/", public.roots, name="roots"),
    path("roots.txt", public.roots_file, name="roots_file"),
    path("releases/", releasing.release_list, name="list"),
    path("releases/<uuid:release_id>/", releasing.release, name="release"),
    path("releases/<uuid:release_id>/confirm/", releasing.confirm, name="confirm"),
    path("releases/<uuid:release_id>/decline/", releasing.decline, name="decline"),
    path("places/", places.newest, name="places"),
    path("places/feed.atom", places.feed, name="places_feed"),
    path("places/proposed/", placing.lists, name="place_lists"),
    path("places/proposed/<uuid:place_list_id>/", placing.place_list, name="place_list"),
    path("places/proposed/<uuid:place_list_id>/confirm/", placing.confirm, name="confirm_places"),
    path("places/proposed/<uuid:place_list_id>/decline/", placing.decline, name="decline_places"),
    path("places/<uuid:place_list_id>/", places.version, name="places_version"),
    path("places/<uuid:place_list_id>/places.csv", places.csv_file, name="places_csv"),
    path("places/<uuid:place_list_id>/places.json", places.json_file, name="places_json"),
    path("<uuid:release_id>/", public.release, name="public"),
    path("<uuid:release_id>/figures.csv", public.csv_file, name="csv"),
    path("<uuid:release_id>/figures.json", public.json_file, name="json"),
]
