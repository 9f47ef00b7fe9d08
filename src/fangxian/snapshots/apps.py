from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "fangxian.snapshots"
    label = "snapshots"
