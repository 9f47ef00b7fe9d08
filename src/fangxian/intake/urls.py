from django.urls import include, path

from .sources.pushed_list import urls as pushed_list

app_name = "intake"
urlpatterns = [
    path("lists/", include(pushed_list)),
]
