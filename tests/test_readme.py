"""The README is true: its commands are there, and its example output is what Quoth prints."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
README = (HOME / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ quoth (.+?)\n(.*?)```", README, re.DOTALL)


def quoth(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    environment = {**kept, "QUOTH_DATA_DIR": str(data_dir), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_an_examples_output_is_real(seed_data: Path, tmp_path: Path, command: str, output: str) -> None:
    data_dir = seed_data
    if command.startswith("eval"):  # it keeps what it did, and the shared folder is only read
        data_dir = shutil.copytree(seed_data, tmp_path / "data", copy_function=os.link)
    assert quoth(data_dir, *shlex.split(command)).stdout.rstrip() == output.rstrip()


def test_there_are_examples_of_each_use() -> None:
    assert {command.split()[0] for command, _ in EXAMPLES} >= {"ask", "source", "quotes", "check"}


def test_every_command_stands_in_the_readme(tmp_path: Path) -> None:
    listed = quoth(tmp_path, "--help").stdout.partition("Commands:")[2]
    commands = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]
    assert len(commands) >= 7
    assert not [command for command in commands if f"quoth {command}" not in README]


def test_the_pictures_and_files_of_the_readme_are_there() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert targets
    assert not [target for target in targets if not (HOME / target).is_file()]
