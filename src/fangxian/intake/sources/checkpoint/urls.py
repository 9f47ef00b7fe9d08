from django.urls import path

from .views import around, coach, lane, posts

app_name = "checkpoint"
urlpatterns = [
    path("", lane.lane, name="lane"),
    path("choose/", lane.choose, name="choose"),
    path("choose/<uuid:checkpoint_id>/", lane.begin, name="begin"),
    path("end/", lane.end, name="end"),
    path("beside/", around.beside_lane, name="beside_lane"),
    path("beside/wait/", around.wait, name="wait"),
    path("beside/help/", around.help_given, name="help_given"),
    path("count/", lane.count, name="count"),
    path("coach/", coach.coach, name="coach"),
    path("register/", lane.register, name="register"),
    path("person/", lane.look, name="look"),
    path("person/<uuid:check_id>/", lane.word, name="word"),
    path("person/<uuid:check_id>/again/", lane.again, name="again"),
    path("person/<uuid:check_id>/left/", lane.left, name="left"),
    path("person/<uuid:check_id>/hand-over/", lane.hand_over, name="hand_over"),
    path("emergency/", lane.emergency, name="emergency"),
    path("emergency/<uuid:check_id>/", lane.note, name="note"),
    path("undo/<uuid:check_id>/", lane.undo, name="undo"),
    path("posts/", posts.posts, name="posts"),
    path("posts/rings/", around.rings, name="rings"),
    path("posts/open/", posts.open_post, name="open_post"),
    path("posts/<uuid:checkpoint_id>/", posts.post, name="post"),
    path("posts/<uuid:checkpoint_id>/beside/", around.beside_post, name="beside_post"),
    path("posts/<uuid:checkpoint_id>/poster/", around.poster, name="poster"),
    path("posts/<uuid:checkpoint_id>/<str:act>/", posts.change, name="change"),
]
