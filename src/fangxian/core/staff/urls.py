from django.urls import path

from . import views

app_name = "staff"
urlpatterns = [
    path("post/", views.choose_post, name="choose_post"),
    path("me/", views.own_account, name="own_account"),
]
