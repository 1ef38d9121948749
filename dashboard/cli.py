"""The command `rcat` (INTERFACES.md, "Commands"): options, and the place where faults become one line and a status."""

from __future__ import annotations

import os
import re
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from babel.lists import format_list

from dashboard.commands.common import (
    FAILED,
    FaultError,
    catalogue_of,
    default_data,
    default_language,
    file_named,
    folder_named,
    speak,
)
from etl.store.disk import reason_of
from etl.store.versions import NewerFormatError, refuse_newer_folder
from indicators.language import Language
from indicators.loader import default_programme
from indicators.model import ENGLISH, LANGUAGES

FORMATS = ("csv", "xlsx", "parquet", "package", "sdmx")
ENGINES = ("duckdb", "spark", "postgres")


class Parser(ArgumentParser):
    """A parser whose faults are one clear line."""

    words: Language

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call and end with status 2."""
        command = self.prog.partition(" ")[2]
        key = "fault.usage" if command else "fault.usage_rcat"
        sys.stderr.write(self.words.say(key, detail=_in_words(message, self.words), command=command) + "\n")
        raise SystemExit(FAILED)


# What argparse says, in the order of its groups, and our words for it.
_SAID = {
    "one_of": r"one of the arguments (?P<names>.+) is required",
    "apart": r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)",
    "required": r"the following arguments are required: (?P<names>.+)",
    "choice": r"argument (?P<name>.+?): invalid choice: '(?P<value>.*?)'.*",
    "number": r"argument (?P<name>.+?): invalid int value: '(?P<value>.*?)'",
    "value": r"argument (?P<name>.+?): expected .*argument.*",
    "extra": r"unrecognized arguments: (?P<names>.+)",
}


def _in_words(message: str, words: Language) -> str:
    """A fault of the call as argparse words it, in the reader's language where we know the case."""
    for key, pattern in _SAID.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return words.say(f"usage.{key}", **found.groupdict())
    return message


def parser(words: Language) -> Parser:
    """All commands with their options, described in the language."""
    Parser.words = words
    top = Parser(prog="rcat", description=words.say("command.rcat"))
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    _hand_in_commands(commands, words)
    _figure_commands(commands, words)
    _catalogue_commands(commands, words)
    _review_commands(commands, words)
    _keeping_commands(commands, words)
    serve = _command(commands, words, "serve", "serve:serve")
    serve.add_argument("--port", type=int, help=words.say("option.port"))
    serve.add_argument("--host", default="127.0.0.1", help=words.say("option.host"))
    serve.add_argument("--demo", action="store_true", help=words.say("option.demo"))
    return top


def _languages(words: Language) -> str:
    return words.say("option.lang", languages=format_list(LANGUAGES, "or", words.code), english=ENGLISH)


def _command(
    commands: _SubParsersAction[Parser], words: Language, name: str, runs: str, *, text: str | None = None
) -> Parser:
    """One command with the options that all share; `runs` is `module:function` under `dashboard.commands`."""
    described = words.say(f"command.{text or name}")
    made = commands.add_parser(name, help=described, description=described)
    made.set_defaults(runs=runs)
    made.add_argument("--data", type=folder_named, default=default_data(), metavar="DIR", help=words.say("option.data"))
    default = default_programme()
    said = words.say("option.programme", programme=default)
    made.add_argument("--programme", default=default, metavar="ID", help=said)
    made.add_argument("--lang", choices=LANGUAGES, default=default_language(), help=_languages(words))
    return made


def _hand_in_commands(commands: _SubParsersAction[Parser], words: Language) -> None:
    for name in ("check", "submit"):
        made = _command(commands, words, name, f"hand_in:{name}")
        made.add_argument("file", nargs="+", metavar="FILE", help=words.say("option.file"))
        made.add_argument("--json", action="store_true", help=words.say("option.json"))
        made.add_argument("--no-limits", action="store_true", help=words.say("option.no_limits"))
        if name == "submit":
            made.add_argument("--yes", action="store_true", help=words.say("option.yes"))
    build = _command(commands, words, "build", "hand_in:build")
    build.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help=words.say("option.engine"))
    template = _command(commands, words, "template", "hand_in:template")
    template.add_argument("--qark", metavar="Q", help=words.say("option.qark"))
    template.add_argument("--period", metavar="P", help=words.say("option.period"))
    template.add_argument("--form", metavar="FORM", help=words.say("option.form"))
    template.add_argument("--out", type=file_named, required=True, metavar="FILE.xlsx", help=words.say("option.out"))
    template.add_argument("--all-sheets", action="store_true", help=words.say("option.all_sheets"))
    template.add_argument("--xlsform", action="store_true", help=words.say("option.xlsform"))
    demo = _command(commands, words, "demo", "hand_in:demo")
    demo.add_argument("--out", type=folder_named, required=True, metavar="DIR", help=words.say("option.out"))


def _figure_commands(commands: _SubParsersAction[Parser], words: Language) -> None:
    export = _command(commands, words, "export", "figures:export")
    export.add_argument("--out", type=folder_named, required=True, metavar="DIR", help=words.say("option.out"))
    export.add_argument("--format", choices=FORMATS, default=FORMATS[0], help=words.say("option.format"))
    for name, text in (("indicator", "indicator"), ("area", "area"), ("period", "only_period")):
        export.add_argument(f"--{name}", action="append", metavar=name[0].upper(), help=words.say(f"option.{text}"))
    explain = _command(commands, words, "explain", "figures:explain")
    for name in ("indicator", "area", "period"):
        explain.add_argument(name, metavar=name.upper())
    explain.add_argument("--since", metavar="D0", help=words.say("option.since"))
    explain.add_argument("--json", action="store_true", help=words.say("option.json"))
    report = _command(commands, words, "report", "report:report")
    report.add_argument("--qark", required=True, metavar="Q", help=words.say("option.qark"))
    report.add_argument("--period", required=True, metavar="P", help=words.say("option.period"))
    report.add_argument(
        "--out", type=file_named, required=True, metavar="FILE.docx", help=words.say("option.report_out")
    )
    for made in (export, explain, report):
        made.add_argument("--as-of", metavar="D", help=words.say("option.as_of"))


def _review_commands(commands: _SubParsersAction[Parser], words: Language) -> None:
    _command(commands, words, "access", "review:roles")
    described = words.say("command.review")
    group = commands.add_parser("review", help=described, description=described)
    inner = group.add_subparsers(dest="decision", required=True, metavar="COMMAND", parser_class=Parser)
    _command(inner, words, "list", "review:standing", text="review_list")
    for name in ("accept", "return", "lock", "reopen"):
        made = _command(inner, words, name, "review:take", text=f"review_{name}")
        made.add_argument("--qark", required=True, metavar="Q", help=words.say("option.qark"))
        made.add_argument("--period", required=True, metavar="P", help=words.say("option.period"))
        made.add_argument("--reason", metavar="TEXT", help=words.say("option.reason"))


def _catalogue_commands(commands: _SubParsersAction[Parser], words: Language) -> None:
    described = words.say("command.catalogue")
    group = commands.add_parser("catalogue", help=described, description=described)
    inner = group.add_subparsers(dest="what", required=True, metavar="COMMAND", parser_class=Parser)
    check = _command(inner, words, "check", "catalogue:check_catalogue", text="catalogue_check")
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR", help=words.say("option.folder"))
    diff = _command(inner, words, "diff", "catalogue:diff", text="catalogue_diff")
    diff.add_argument("folder", type=Path, metavar="DIR", help=words.say("option.folder"))
    diff.add_argument("--as-of", metavar="D", help=words.say("option.as_of"))
    show = _command(inner, words, "show", "catalogue:show", text="catalogue_show")
    show.add_argument("indicator", nargs="?", metavar="INDICATOR", default=None, help=SUPPRESS)
    show.add_argument("--out", type=file_named, metavar="FILE.pdf", help=words.say("option.sheets_out"))


def _keeping_commands(commands: _SubParsersAction[Parser], words: Language) -> None:
    described = words.say("command.audit")
    group = commands.add_parser("audit", help=described, description=described)
    inner = group.add_subparsers(dest="what", required=True, metavar="COMMAND", parser_class=Parser)
    verify = _command(inner, words, "verify", "audit:verify", text="audit_verify")
    verify.add_argument("--head", metavar="N:HASH", help=words.say("option.noted_head"))
    for name in ("show", "head"):
        _command(inner, words, name, f"audit:{name}", text=f"audit_{name}")
    scrub = _command(commands, words, "scrub", "scrub:scrub")
    scrub.add_argument("--repair", action="store_true", help=words.say("option.repair"))
    scrub.add_argument("--speed", type=int, default=50, metavar="MB", help=words.say("option.speed"))
    scrub.add_argument("--json", action="store_true", help=words.say("option.json"))
    backup = _command(commands, words, "backup", "backup:backup")
    either = backup.add_mutually_exclusive_group(required=True)
    either.add_argument("--out", type=file_named, metavar="FILE.zip", help=words.say("option.backup_out"))
    either.add_argument("--check", type=Path, metavar="FILE.zip", help=words.say("option.backup_check"))
    backup.add_argument("--replace", action="store_true", help=words.say("option.backup_replace"))
    restore = _command(commands, words, "restore", "backup:restore")
    restore.add_argument("file", type=Path, metavar="FILE.zip", help=words.say("option.backup_file"))
    upgrade = _command(commands, words, "upgrade", "upgrade:upgrade")
    upgrade.add_argument("--yes", action="store_true", help=words.say("option.upgrade_yes"))


def _language_of(arguments: Sequence[str]) -> str:
    """The language that the call asks for, before it is parsed: its faults are said in it too."""
    for flag, value in pairwise(arguments):
        if flag == "--lang" and value in LANGUAGES:
            return value
    return default_language()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status. Never a traceback: what is not expected is one line too."""
    call = list(sys.argv[1:] if arguments is None else arguments)
    words = speak(_language_of(call))
    try:
        options = parser(words).parse_args(call)
        return _run(options)
    except FaultError as fault:
        line = words.say(f"fault.{fault.key}", **fault.values)
    except NewerFormatError as error:
        line = words.say("fault.newer_format", file=error.file, found=error.found, ours=error.ours)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`): not a fault. Python would complain on closing standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        line = words.say("fault.disk", detail=words.say(f"disk.{reason_of(error)}"))
    except Exception as error:
        if os.environ.get("RCAT_TRACE"):
            raise
        line = words.say("fault.unexpected", name=type(error).__name__)
    sys.stderr.write(" ".join(line.split()) + "\n")
    return FAILED


def _run(options: Namespace) -> int:
    from etl.build.warehouse import Warehouse, WarehouseError  # noqa: PLC0415
    from etl.figures.read_api import DamagedBuildError  # noqa: PLC0415 - the parser must answer before anything heavy is loaded
    from indicators.today import today_of  # noqa: PLC0415

    refuse_newer_folder(options.data)
    module, _, name = options.runs.partition(":")
    command = getattr(import_module(f"dashboard.commands.{module}"), name)
    try:
        return int(command(options))
    except WarehouseError as error:
        raise FaultError("disk", detail=speak(options.lang).say(f"disk.{error.reason}")) from error
    except DamagedBuildError:
        sys.stderr.write(speak(options.lang).say("fault.rebuilt") + "\n")
        catalogue = catalogue_of(options)
        Warehouse(options.data, catalogue).build(today_of(catalogue))
    try:
        return int(command(options))
    except DamagedBuildError as error:
        raise FaultError("damaged", detail=str(error).splitlines()[0]) from error


if __name__ == "__main__":
    raise SystemExit(main())
