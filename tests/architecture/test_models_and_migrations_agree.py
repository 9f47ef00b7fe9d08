"""What the models say and what the migrations make is the same."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override


def test_no_model_has_changed_without_a_migration():
    loader = MigrationLoader(None)

    with override(None):  # migrations are written in no language
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("fangxian.")}
    steps = [(app, step) for app in ours & set(changes) for one in changes[app] for step in one.operations]
    missing = [f"{app}: {step.describe()}" for app, step in steps]
    assert missing == []
