from django.urls import path

from . import views

app_name = "reactions"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("health/banner/", views.banner, name="banner"),
    path("operations/", views.operations, name="operations"),
    path("operations/<int:claim_id>/run-again/", views.run_again, name="run_again"),
]
