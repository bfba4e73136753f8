"""Documents are true: what they list is generated, and what they show is executed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tweet_assets.accounts import Folder
from tweet_assets.accounts_file import parse
from tweet_assets.learning.space import Space
from tweet_assets_tests.learning.conftest import invent_posts

PROJECT = Path(__file__).parent.parent
TEMPLATE = (PROJECT / "data" / "accounts.template.toml").read_text(encoding="utf-8")
SETTINGS = (
    "aliases|topics|topic_words|formats|slots|posts_per_day|mode|goal|dimensions|renamed|voice|tones|instructions|"
    "inspirations|example_form|allowed|keep_tweets_days|publisher|automated_label_confirmed|posts_per_week|plan_days|"
    "budget_usd_a_month"
)
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_template_is_valid_and_its_comments_show_the_defaults() -> None:
    spoken = re.sub(rf"(?m)^# (?=({SETTINGS}) = )", "", TEMPLATE)

    assert spoken != TEMPLATE
    assert parse(spoken) == parse(TEMPLATE)
    assert parse(TEMPLATE) == parse('[[accounts]]\nhandle = "your_handle"')
    assert parse(TEMPLATE).history_start == Folder().history_start


@pytest.mark.parametrize("path", re.findall(r"\]\(((?!http)[^)#]+)\)", README))
def test_a_link_of_the_readme_leads_somewhere(path: str) -> None:
    assert (PROJECT / path).exists()


@pytest.mark.parametrize("script", ["demo", "dev", "local-llm", "pictures", "setup", "test"])
def test_a_script_is_short_and_can_be_run(script: str) -> None:
    path = PROJECT / "scripts" / script

    assert path.stat().st_mode & 0o111
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 25
    subprocess.run(["bash", "-n", str(path)], check=True)


def test_pins_have_names_and_versions_only() -> None:
    for line in (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"#.*|[A-Za-z0-9_.-]+==[A-Za-z0-9.+!]+", line), line


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    pinned = {canonicalize_name(name): version for name, version in pinned.items()}

    for text in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        needed = Requirement(text)
        assert pinned[canonicalize_name(needed.name)] in needed.specifier


@pytest.mark.parametrize("decision", sorted((PROJECT / "docs" / "decisions").glob("*.md")), ids=lambda p: p.name)
def test_a_decision_record_fits_on_a_page(decision: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", decision.name)
    assert len(decision.read_text(encoding="utf-8").splitlines()) <= 70


def test_nothing_in_the_project_names_a_machine_a_registry_or_a_key() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split()
    home = rf"{re.escape(str(PROJECT))}|/(root|home|Users)/\w"
    forbidden = re.compile(home + r"|https?://\S*(pypi|simple|mirror|registry)|sk-[A-Za-z0-9]{16}")
    for name in listed:
        path = PROJECT / name
        if path.suffix in (".png", ".svg") or not path.exists() or path.name == Path(__file__).name:
            continue
        assert not forbidden.search(path.read_text(encoding="utf-8")), name


def test_the_example_of_the_learning_loop_runs() -> None:
    [code] = re.findall(r"```python\n(.*?)```", (PROJECT / "docs" / "bandit.md").read_text(encoding="utf-8"), re.DOTALL)
    space = Space(
        {"format": ("question", "story"), "slot": ("06-12", "12-18", "18-24")},
        contexts={"weekend": ("no", "yes")},
        covariates=("quality",),
    )
    posts = invent_posts(60, 1, space=space)
    found: dict[str, pd.DataFrame] = {"posts": posts, "drafts": posts.iloc[:3]}

    exec(code, found)

    assert found["options"]["probability"].sum() == pytest.approx(1)
    assert set(found["options"]["slot"]) == {"12-18", "18-24"}
    assert found["expected"]["mean"].notna().all()


def test_the_readme_shows_every_command_as_it_is() -> None:
    shown = set(re.findall(r"tweet-assets ([a-z]+)", README))
    helped = subprocess.run(
        [sys.executable, "-m", "tweet_assets.command", "--help"], capture_output=True, text=True, check=True
    ).stdout
    listed = set(re.findall(r"(?m)^  ([a-z]+) {2,}", helped.split("Commands:")[1]))

    assert shown <= listed
    assert listed - {"home"} <= shown
