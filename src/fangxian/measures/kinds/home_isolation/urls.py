from django.urls import path

from . import views

app_name = "home_isolation"
urlpatterns = [path("propose/<uuid:person_id>/", views.propose, name="propose")]
