"""Every record, state and kind of the code stands in the glossary."""

from pathlib import Path

from django.apps import apps

from fangxian.cli.reference import state_tables

GLOSSARY = Path("docs/glossary.md").read_text("utf-8")


def test_every_kind_of_record_is_explained():
    names = {m.__name__ for m in apps.get_models() if m.__module__.startswith("fangxian.")}
    assert {name for name in names if f"`{name}`" not in GLOSSARY} == set()


def test_every_state_is_explained():
    states = {f"{name}: {state}" for name, _, moves in state_tables() for state in moves}
    assert {state for state in states if f"`{state.split(': ')[1]}`" not in GLOSSARY} == set()
