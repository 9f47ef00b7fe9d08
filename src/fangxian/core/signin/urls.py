from django.urls import path

from . import views

app_name = "signin"
urlpatterns = [
    path("card/", views.card, name="card"),
    path("card/pin/", views.choose_pin, name="choose_pin"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("mine/", views.mine, name="mine"),
    path("mine/others/", views.end_others, name="end_others"),
    path("mine/<uuid:sign_in_id>/", views.end_mine, name="end_mine"),
    path("phones/", views.phones, name="phones"),
    path("phones/<uuid:phone_id>/revoke/", views.revoke, name="revoke"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/card/", views.issue_card, name="issue_card"),
    path("people/<int:user_id>/card/end/", views.end_card, name="end_card"),
    path("people/<int:user_id>/pin/", views.give_pin, name="give_pin"),
    path("people/<int:user_id>/second-factor/", views.forget_factors, name="forget_factors"),
    path("people/<int:user_id>/out/", views.end_theirs, name="end_theirs"),
]
