from django.urls import path

from . import views

app_name = "packs"
urlpatterns = [
    path("", views.pack_list, name="list"),
    path("<str:pack_id>/", views.pack, name="pack"),
    path("<str:pack_id>/<slug:what>/", views.act, name="act"),
]
