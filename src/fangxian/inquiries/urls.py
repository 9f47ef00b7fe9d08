from django.urls import path

from . import views

app_name = "inquiries"
urlpatterns = [
    path("", views.inquiries, name="list"),
    path("ask/", views.ask, name="ask"),
    path("<uuid:inquiry_id>/", views.inquiry, name="inquiry"),
    path("<uuid:inquiry_id>/answer/", views.answer, name="answer"),
    path("<uuid:inquiry_id>/decline/", views.decline, name="decline"),
    path("<uuid:inquiry_id>/take-over/", views.take_over, name="take_over"),
    path("<uuid:inquiry_id>/withdraw/", views.withdraw, name="withdraw"),
]
