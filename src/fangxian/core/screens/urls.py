from django.urls import path

from . import views

urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("text-size/", views.text_size, name="text_size"),
]
