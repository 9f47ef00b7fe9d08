"""`fangxian migrate`, `fangxian manage …`, `fangxian health`."""

from __future__ import annotations

import click

from .environment import ready, started

# Django commands that change the database's shape or bypass the application's limits.
AS_OWNER = frozenset({"makemigrations", "migrate", "sqlmigrate", "showmigrations", "squashmigrations"})


@click.command()
@click.option("-q", "--quiet", is_flag=True, help="只报错误 / Say nothing but errors.")
def migrate(quiet: bool) -> None:
    """建立或更新数据库结构，并授予各数据库角色应有的权限。

    Bring the database up to date as its owner and give each database role what it needs.
    """
    from . import database

    with started():
        database.migrate(verbosity=0 if quiet else 1)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """运行 Django 的管理命令 / Run one of Django's management commands."""
    from . import database

    with started():
        import django
        from django.core.management import execute_from_command_line

        line = ["fangxian manage", *arguments]
        if arguments and arguments[0] == "migrate":
            raise click.UsageError("请用 / Use: fangxian migrate")
        if arguments and arguments[0] in AS_OWNER:
            django.setup()
            with database.as_owner():
                execute_from_command_line(line)
        else:
            execute_from_command_line(line)


@click.command()
def health() -> None:
    """后台任务是否按时；有延误时说明并以 1 退出。

    Say whether the background jobs keep up; ends with 1 and the reasons if they do not.
    """
    with ready():
        from django.utils import translation

        from fangxian.core import clock
        from fangxian.core.screens.views import problem_text
        from fangxian.reactions.queries import what_is_behind

        problems = what_is_behind(at=clock.now())
        for problem in problems:
            for language in ("zh-hans", "en"):
                with translation.override(language):
                    click.echo(problem_text(problem))
        if problems:
            raise SystemExit(1)
        click.echo("一切正常 / Everything runs on time.")
