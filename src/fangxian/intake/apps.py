from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "fangxian.intake"
    label = "intake"

    def import_models(self) -> None:
        """Load the app's tables and those that its sources bring with them."""
        super().import_models()
        sources = import_module(f"{self.name}.sources")
        for source in iter_modules(sources.__path__, f"{sources.__name__}."):
            if any(part.name == "models" for part in iter_modules(import_module(source.name).__path__)):
                import_module(f"{source.name}.models")
