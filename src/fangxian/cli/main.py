"""The `fangxian` command. A subcommand is imported only when it is named: `screen` never loads Django."""

from __future__ import annotations

from importlib import import_module

import click

# name of the command -> "module:object"; in the order in which help lists them
COMMANDS = {
    "messages": "fangxian.cli.messages:command",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        return getattr(import_module(module), name)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Joint prevention and control of an outbreak, for a city's command."""
