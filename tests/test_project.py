"""The shape of the tree: what may stand where, that every text exists in both languages, and every check we run."""

import ast
import inspect
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest
import yaml
from streamlit.web.cli import main_run

from dashboard.server.streamlit_settings import streamlit_flags, streamlit_settings
from indicators.languages import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("indicators", "etl", "dashboard")
TOP_LEVEL = {*PACKAGES, "data", "tests", "pyproject.toml", "README.md", "LICENSE", "requirements.lock"}
GENERATED = {"build", "dist", "__pycache__"}
LONGEST_MODULE = 400
MOST_LOOSE = 6
HOUSES = ("etl", "dashboard")
"""The packages whose folders are floors; `pyproject.toml` has the order of them."""


def tree_files() -> list[Path]:
    """Give the files of the tree: what git tracks or, in a copy without git, everything that is not generated."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 (git is wherever the machine has it)
    if listed.returncode == 0 and listed.stdout:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        files = [path for path in ROOT.rglob("*") if not is_generated(path.relative_to(ROOT))]
    return sorted(path for path in files if path.is_file())


def is_generated(path: Path) -> bool:
    return path.parts[0].startswith(".") or any(p in GENERATED or p.endswith(".egg-info") for p in path.parts)


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


# --- what stands where


def test_only_the_agreed_names_stand_at_the_top() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tree_files()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files(*PACKAGES, "tests")
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


@pytest.mark.parametrize("package", HOUSES)
def test_few_modules_stand_loose(package: str) -> None:
    loose = [path.name for path in (ROOT / package).glob("*.py") if path.name != "__init__.py"]
    assert len(loose) <= MOST_LOOSE, loose


@pytest.mark.parametrize("package", HOUSES)
def test_every_folder_of_modules_is_in_the_floors_and_in_the_readme(package: str) -> None:
    """The import contract names each folder of the top; the package's README says of each, at any depth, what it is."""
    folders = {path.parent.relative_to(ROOT / package) for path in python_files(package)} - {Path()}
    readme = (ROOT / package / "README.md").read_text()
    said = {Path(found) for found in re.findall(r"^\| `([a-z_/]+)/`", readme, re.MULTILINE)}
    assert said ^ folders == set()
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (floors,) = (one for one in contracts if one.get("containers") == [package])
    assert floors["exhaustive"], "a folder that no floor names would be free to import all"


def test_streamlit_is_imported_only_under_dashboard() -> None:
    imports = re.compile(r"^\s*(import|from)\s+streamlit\b", re.MULTILINE)
    assert [path for path in python_files("indicators", "etl") if imports.search(path.read_text())] == []


def test_no_name_under_dashboard_hides_a_module() -> None:
    """`streamlit run` puts the script's folder first on the path: dashboard/calendar.py would hide Python's own."""
    names = {path.stem for path in (ROOT / "dashboard").glob("*.py")}
    names |= {path.parent.name for path in (ROOT / "dashboard").glob("*/__init__.py")}
    requirements = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    taken = sys.stdlib_module_names | {name.replace("-", "_") for name in requirements} | {"indicators", "etl", "yaml"}
    assert names & taken - {"__init__"} == set()


def test_every_file_of_the_packages_is_in_the_wheel() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = config["tool"]["setuptools"]["package-data"]["*"]
    suffixes = {Path(pattern).suffix or Path(pattern).name for pattern in patterns} | {".py", ".typed"}
    inside = [path for path in tree_files() if path.relative_to(ROOT).parts[0] in PACKAGES]
    assert [str(path) for path in inside if path.suffix not in suffixes] == []


def test_no_path_of_a_machine_and_no_package_index_is_named() -> None:
    # Written so that the patterns do not match themselves.
    machine = re.compile(
        r"file:[/]{2}|(?<![\w.])/(?:wor[k]|op[t]|roo[t])/|/hom[e]/\w|(?<!no-emit-)index-ur[l]|py[p]i\.org|pythonhoste[d]"
    )
    found = {
        str(path.relative_to(ROOT)): match[0] for path in tree_files() if (match := machine.search(text_of(path) or ""))
    }
    assert found == {}


# --- the newcomer's two commands, and the lock they use


def readme_commands() -> list[str]:
    return re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text(), re.MULTILINE)


def test_readme_has_two_commands_and_ci_runs_the_second() -> None:
    opens, tests = readme_commands()
    assert opens.endswith("-e . && .venv/bin/rcat serve --demo")
    assert tests.endswith('-e ".[test,reports]" && .venv/bin/python -m pytest')
    ci = (ROOT / ".ci" / "run").read_text()
    pattern = re.search(r"grep -E '([^']+)' README\.md", ci)
    assert pattern is not None
    assert [command for command in readme_commands() if re.search(pattern[1], command)] == [tests]
    assert "pip install" not in ci, "the CI runs the README's command and installs no Python package of its own"


def test_lock_names_no_host_and_pins_every_requirement() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    assert not re.search(r"^[a-z0-9.-]+\[", lock, re.MULTILINE), "pip refuses extras in constraints"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    assert {re.split(r"[\[><=;~! ]", name)[0].lower() for name in wanted} - pinned == set()


# --- the server's settings


def test_checkout_and_package_run_the_server_alike() -> None:
    packaged = (ROOT / "dashboard" / "server" / "streamlit_settings.toml").read_bytes()
    assert (ROOT / ".streamlit" / "config.toml").read_bytes() == packaged


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("server.address", "127.0.0.1"),
        ("server.enableCORS", True),
        ("server.enableXsrfProtection", True),
        ("server.maxUploadSize", 10),
        ("browser.gatherUsageStats", False),
        ("client.showErrorDetails", "none"),
        ("client.toolbarMode", "viewer"),
        ("client.disableDataExport", True),
        ("runner.postScriptGC", False),
    ],
)
def test_server_setting_is_safe(name: str, safe: bool | str | int) -> None:
    assert streamlit_settings()[name] == safe


def test_streamlit_knows_every_flag() -> None:
    known = {option for parameter in main_run.params for option in parameter.opts}
    assert {flag.split("=")[0] for flag in streamlit_flags({"server.port": 8600})} <= known


def test_override_replaces_a_flag_and_is_spelt_as_streamlit_reads_it() -> None:
    flags = streamlit_flags({"server.address": "::1", "server.headless": False})
    assert [flag for flag in flags if flag.startswith("--server.address")] == ["--server.address=::1"]
    assert "--server.headless=false" in flags


# --- texts in both languages


def texts(node: yaml.Node, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every text under a YAML node with its dotted key, a key written twice twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from texts(value, f"{path}.{key.value}".lstrip("."))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from texts(value, f"{path}[{number}]")
    else:
        yield path, node.value


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def locale_texts(folder: Path, language: str) -> dict[str, str]:
    node = yaml.compose((folder / f"{language}.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    assert node is not None
    pairs = list(texts(node))
    pairs = [(key, text) for key, text in pairs if not key.startswith(FACTS)]
    twice = [one for one, other in pairwise(sorted(key for key, _ in pairs)) if one == other]
    assert twice == [], f"written twice in {language}.yaml"
    return dict(pairs)


FACTS = "this_language."
"""What is no text but a fact about the language: another one may have others."""
LOCALE_FOLDERS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("locale") if path.is_dir())


@pytest.mark.parametrize("folder", LOCALE_FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_exists_in_every_language(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {f"{code}.yaml" for code in LANGUAGES}
    for code in LANGUAGES[1:]:
        check_translated(locale_texts(folder, "en"), locale_texts(folder, code))


def counted(key: str) -> str:
    """A key without the form that a number asks for."""
    return re.sub(r"\.(?:zero|one|two|few|many|other)$", "", key)


def check_translated(english: dict[str, str], other: dict[str, str]) -> None:
    """The same texts with the same placeholders; of one that depends on a number, the forms are the language's own."""
    assert {*map(counted, english)} ^ {*map(counted, other)} == set()
    assert [key for found in (english, other) for key, text in found.items() if not text.strip()] == []
    of = {key: english.get(key) or english[f"{counted(key)}.other"] for key in other}
    assert [key for key in other if placeholders(of[key]) != placeholders(other[key])] == []
    # A name or a code may be the same in both; three words that are were not translated.
    same = [
        key
        for key in english.keys() & other.keys()
        if english[key] == other[key] and len(re.findall(r"\b[^\W\d_]{2,}\b", re.sub(r"\{.*?\}", "", english[key]))) > 2
    ]
    assert same == []


THE_ONE = "indicators/languages.py"
NAMED = re.compile(r"(?<![A-Za-z])(?:en|sq)(?![A-Za-z])|\b(?:janar|shkurt|prill|gusht)\b")


def test_one_module_alone_names_a_language() -> None:
    """In code: a docstring may say `title_sq`."""
    found = {
        f"{name}:{getattr(node, 'lineno', 0)}"
        for path in python_files(*PACKAGES)
        if (name := str(path.relative_to(ROOT))) != THE_ONE and NAMED.search(text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if any(map(NAMED.search, names_in(node)))
    }
    assert found == set()


def names_in(node: ast.AST) -> list[str]:
    """The names and texts of a node of a program, but for docstrings and other texts that nothing is done with."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        node.value.value = None
    own = (getattr(node, key, None) for key in ("value", "attr", "arg", "id", "name"))
    return [one for one in own if isinstance(one, str)]


# --- the checks that other programs make


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
        [sys.executable, "-m", "mypy"],
        [str(Path(sysconfig.get_path("scripts")) / "lint-imports"), "--no-cache"],
    ],
    ids=["lint", "format", "types", "direction-of-imports"],
)
def test_check_passes(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_fast_tests_start_no_browser_and_no_server(request: pytest.FixtureRequest) -> None:
    """Nor does anything that they stand on."""
    items = [item for item in request.session.items if item.get_closest_marker("fast")]
    if not items:
        pytest.skip("only run with the whole")
    starts = re.compile(r"Popen|subprocess|sync_playwright|serving\(|running\(|server\.|session\(\)|demonstration\(")
    fixtures = {one for item in items for found in item._fixtureinfo.name2fixturedefs.values() for one in found}  # type: ignore[attr-defined]
    ours = [one.func for one in fixtures if one.func.__module__.startswith("tests.")]
    assert [one.__qualname__ for one in ours if starts.search(inspect.getsource(one))] == []
