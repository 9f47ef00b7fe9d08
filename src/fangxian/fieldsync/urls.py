from django.urls import path

from . import api

app_name = "fieldsync"
urlpatterns = [
    path("push/", api.push, name="push"),
    path("pull/", api.pull, name="pull"),
    path("keys/", api.keys, name="keys"),
]
