from django.urls import path

from . import views

app_name = "disinfection"
urlpatterns = [
    path("", views.log, name="log"),
    path("print/", views.paper, name="paper"),
    path("new/", views.log_entry, name="log_entry"),
    path("<uuid:entry_id>/correct/", views.correct, name="correct"),
]
