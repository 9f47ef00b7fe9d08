from django.urls import path

from . import views

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("draft/", views.draft, name="draft"),
    path("register/", views.register, name="register"),
    path("register/<uuid:order_id>/", views.public_order, name="public_order"),
    path("<uuid:order_id>/", views.order, name="order"),
    path("<uuid:order_id>/change/", views.draft, name="change"),
    path("<uuid:order_id>/<slug:what>/", views.act, name="act"),
]
