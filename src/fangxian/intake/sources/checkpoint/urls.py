app_name = "checkpoint"
urlpatterns: list = []
