"""The `fangxian` command. A subcommand is imported only when it is named: `screen` never loads Django."""

from __future__ import annotations

from importlib import import_module

import click

# name -> ("module:object", what it does in both languages); in the order in which help lists them
COMMANDS = {
    "screen": (
        "fangxian.cli.screen:screen",
        "对照风险地区名单研判来人名单 / Screen a list of arrivals against area lists.",
    ),
    "risk": ("fangxian.cli.risk:risk", "由逐日累计数推算风险等级 / Derive dated area levels from daily counts."),
    "contacts": (
        "fangxian.cli.contacts:contacts",
        "由停留记录推算密切接触者 / List close contacts from stays of pseudonymous people.",
    ),
    "lake": (
        "fangxian.cli.lake:lake",
        "停留数据湖：存入、列出、核对、按日删除 / A lake of stays: add, list, check, drop days.",
    ),
    "snapshot": (
        "fangxian.cli.snapshot:command",
        "把站点已结束的各日停留存入数据湖 / Leave the stays of the site's closed days to its lake.",
    ),
    "match-services": (
        "fangxian.cli.match_services:match_services",
        "找出同车次、同航班的病例 / Pair cases aboard the same service.",
    ),
    "link": (
        "fangxian.cli.link:link",
        "找出可能是同一人的记录 / Pair records that are probably one person.",
    ),
    "line-lists": (
        "fangxian.cli.line_lists:line_lists",
        "试读流调名单：病例、接触者、随访 / Try lists of cases, contacts, follow-ups.",
    ),
    "cluster": (
        "fangxian.cli.cluster:cluster",
        "集群：核对其结果与内嵌引擎相同 / Prove that a cluster gives the embedded engine's rows.",
    ),
    "demo": (
        "fangxian.cli.demo.command:demo",
        "演练：虚构城市的两天及其网站 / A synthetic city, its two days and its site.",
    ),
    "month": (
        "fangxian.cli.demo.month_command:month",
        "演练一个月的线索和来电 / A simulated month of leads and calls, and its breaches.",
    ),
    "brief": ("fangxian.cli.brief:brief", "写出防控简报 / Write the bulletin of a day or period."),
    "serve": ("fangxian.cli.server:serve", "启动网站和后台任务 / Serve the site and run the worker."),
    "worker": ("fangxian.cli.worker:worker", "运行后台任务 / Run the background jobs."),
    "migrate": ("fangxian.cli.manage:migrate", "建立或更新数据库 / Bring the database up to date."),
    "found": ("fangxian.cli.found:command", "新建第一个任务及其管理员 / Begin the first programme."),
    "health": ("fangxian.cli.manage:health", "后台任务是否按时 / Whether the background jobs keep up."),
    "audit": ("fangxian.cli.audit:audit", "核验审计链，输出每日根 / Verify the audit, print a day's root."),
    "backup": ("fangxian.cli.backup:backup", "备份全部数据，密钥另存 / Back everything up, keys apart."),
    "restore": ("fangxian.cli.restore:restore", "恢复备份，或演练恢复 / Restore a backup, or drill it."),
    "stand-down": (
        "fangxian.cli.standdown:command",
        "解除应急响应：计划、宣布、销毁、证明 / End a programme: plan, declare, erase, certify.",
    ),
    "keys": ("fangxian.cli.keys:keys", "查看、轮换密钥 / List and rotate keys."),
    "canary": ("fangxian.cli.canary:canary", "投放诱饵档案，防止无故查阅 / Put watched records in place."),
    "package-key": (
        "fangxian.cli.packages:package_key",
        "为接收移交包生成密钥 / Make a key to receive packages.",
    ),
    "open-package": (
        "fangxian.cli.packages:open_package",
        "打开并核对移交包 / Open and check a hand-over package.",
    ),
    "manage": ("fangxian.cli.manage:manage", "Django 管理命令 / Django's management commands."),
    "reference": ("fangxian.cli.reference:reference", "由代码写出参考页 / Write the reference pages from the code."),
    "messages": (
        "fangxian.cli.messages:command",
        "收集和编译界面文字 / Gather and compile the texts of both languages.",
    ),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name, lists them from its table and loads only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fangxian", prog_name="fangxian")
def main() -> None:
    """防线：城市疫情联防联控 / Joint prevention and control of an outbreak, for a city's command."""


if __name__ == "__main__":
    main()
