from django.urls import path

from . import api, views

app_name = "fieldsync"
urlpatterns = [
    path("me/", api.me, name="me"),
    path("push/", api.push, name="push"),
    path("check/", api.check, name="check"),
    path("pull/", api.pull, name="pull"),
    path("news/", api.news, name="news"),
    path("keys/", api.keys, name="keys"),
    path("root-key/", api.root_key, name="root_key"),
    path("trust/", api.trust, name="trust"),
    path("withdrawn/", api.withdrawn, name="withdrawn"),
]

# The phone's own page, at an address of its own: a service worker governs what lies below it.
shell = ([path("", views.shell, name="shell"), path("sw.js", views.worker, name="worker")], "field")
