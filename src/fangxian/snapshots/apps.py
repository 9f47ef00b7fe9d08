from django.apps import AppConfig

from fangxian.core.problems.rules import said


class SnapshotsConfig(AppConfig):
    name = "fangxian.snapshots"
    label = "snapshots"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        add_labels("snapshots.kind", KINDS)


# What the places in the lake are; the keys are rules.KINDS.
KINDS = {
    "gate": said("Behind a gate"),
    "venue": said("Checked-in place"),
    "household": said("Night under one roof"),
    "vehicle": said("Aboard"),
    "declared": said("Declared visit"),
    "post": said("Post on a road"),
}
