from django.urls import path

from .views import venues

app_name = "venue"
urlpatterns = [
    path("", venues.venues, name="venues"),
    path("list/", venues.list_venue, name="list_venue"),
    path("<uuid:venue_id>/", venues.venue, name="venue"),
    path("<uuid:venue_id>/edit/", venues.edit, name="edit"),
    path("<uuid:venue_id>/poster/", venues.poster, name="poster"),
    path("<uuid:venue_id>/change/<str:act>/", venues.change, name="change"),
]
