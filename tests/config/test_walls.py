"""The import walls: each is there, and each falls when something is built through it.

A copy of the packages with one line too many has to be caught by the contract that names it.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("config", "feeds", "consent", "recordings")
BREACHES = [
    ("1-apps", "recordings/spans.py", "import consent.scopes"),
    ("2-recordings", "recordings/models/hosts.py", "import recordings.jobs"),
    ("2-consent", "consent/policy.py", "import consent.record"),
    ("2-feeds", "feeds/lifecycle.py", "import feeds.pipeline"),
    ("3-pure", "recordings/audio/plan.py", "import django"),
    ("3-pure", "consent/policy.py", "from recordings import jobs"),
    ("4-importers", "recordings/importers/sidecar.py", "import recordings.importers.plain"),
    ("5-ffmpeg-door", "feeds/pipeline.py", "import recordings.audio.ffmpeg"),
    ("5-ffmpeg", "recordings/audio/probe.py", "import ffmpeg"),
    ("5-soundfile", "recordings/audio/probe.py", "import soundfile"),
    ("5-feedgen", "feeds/pipeline.py", "import feedgen"),
    ("5-queue", "feeds/pipeline.py", "import django_q"),
    ("5-store", "recordings/intake.py", "import boto3"),
    ("5-outbound", "feeds/pipeline.py", "import httpx"),
    ("6-consent", "feeds/pipeline.py", "import consent.record"),
]


def contracts() -> list[str]:
    read = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return [contract["id"] for contract in read["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    for app in APPS:
        shutil.copytree(
            settings.BASE_DIR / app, copy / app, ignore=shutil.ignore_patterns("static")
        )
    shutil.copy(settings.BASE_DIR / "pyproject.toml", copy)
    return copy


def lint(house: Path, contract: str) -> subprocess.CompletedProcess[str]:
    argv = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    argv += ["--contract", contract, "--cache-dir", str(house / ".cache")]
    return subprocess.run(argv, cwd=house, check=False, capture_output=True, text=True, timeout=120)


def test_every_wall_has_a_breach_that_proves_it() -> None:
    assert {contract for contract, _, _ in BREACHES} == set(contracts())


@pytest.mark.parametrize(("contract", "place", "line"), BREACHES)
def test_a_breach_is_caught_by_its_wall(house: Path, contract: str, place: str, line: str) -> None:
    module = house / place
    whole = module.read_text()
    module.write_text(f"{whole}\n{line}\n")
    try:
        done = lint(house, contract)
    finally:
        module.write_text(whole)
    assert done.returncode == 1, done.stdout
    source = place.removesuffix(".py").replace("/", ".")
    target = re.split(r"\s", line.replace("from ", "").replace("import ", "").strip())[0]
    assert source in done.stdout
    assert target in done.stdout
