from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("", views.followed_up, name="followed_up"),
    path("<uuid:person_id>/", views.file, name="file"),
]
