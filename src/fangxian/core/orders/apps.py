from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "fangxian.core.orders"
    label = "orders"
