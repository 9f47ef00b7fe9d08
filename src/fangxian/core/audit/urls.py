from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("roots/", views.root_list, name="roots"),
    path("roots/sheet/", views.root_sheet, name="root_sheet"),
]
