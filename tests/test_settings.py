"""The settings: where they come from, which comes first, and what is said of wrong ones."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from bot import settings as module
from bot.app import child_command
from bot.settings import HOME, Settings, load_settings
from index.errors import UsageError


@pytest.fixture(autouse=True)
def _only_this_test_sets_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("QUOTH_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config" / "quoth.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def flat_defaults() -> dict[str, object]:
    defaults = Settings().model_dump(mode="json")
    del defaults["discord"]["token"]
    return defaults


def test_the_file_that_comes_with_quoth_holds_every_key_with_its_default() -> None:
    assert tomllib.loads((HOME / "config" / "quoth.toml").read_text(encoding="utf-8")) == flat_defaults()


def test_every_key_of_the_file_is_explained() -> None:
    previous = ""
    for line in (HOME / "config" / "quoth.toml").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            assert previous.startswith("#") or "=" in previous
        previous = line


def test_the_seeds_are_read_where_nothing_else_is_configured() -> None:
    assert load_settings().corpus.paths == (HOME / "seeds",)
    assert next((HOME / "seeds").iterdir())


def test_a_file_in_the_working_directory_comes_before_the_one_of_quoth(tmp_path: Path) -> None:
    write(tmp_path, "[answers]\nlimit = 3")
    assert load_settings().answers.limit == 3


def test_the_file_that_the_environment_names_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "[answers]\nlimit = 3")
    (tmp_path / "other.toml").write_text("[answers]\nlimit = 4")
    monkeypatch.setenv("QUOTH_CONFIG", str(tmp_path / "other.toml"))
    assert load_settings().answers.limit == 4


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_ANSWERS__LIMIT", "7")
    assert load_settings(write(tmp_path, "[answers]\nlimit = 3\nthreshold = 0.2")).answers.limit == 7


def test_the_option_comes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_DATA_DIR", "/elsewhere")
    assert load_settings(data_dir=tmp_path).data_path == tmp_path


def test_paths_in_the_file_are_relative_to_the_folder_that_holds_its_folder(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, 'data_dir = "data"\n[corpus]\npaths = ["news"]\n[model]\nname = "./mine"'))
    assert settings.data_path == tmp_path / "data"
    assert settings.corpus.paths == (tmp_path / "news",)
    assert settings.model.name == str(tmp_path / "mine")


def test_a_single_path_in_the_file_is_relative_to_the_same_folder(tmp_path: Path) -> None:
    path = write(tmp_path, '[corpus]\npaths = "news"')
    assert load_settings(path).corpus.paths == (tmp_path / "news",)


def test_a_hub_name_of_a_model_is_no_path(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, '[model]\nname = "org/model"')).model.name == "org/model"


@pytest.mark.parametrize("value", [os.pathsep.join(["/a", "/b"]), '["/a", "/b"]'], ids=["separated", "json"])
def test_several_paths_in_one_variable(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_CORPUS__PATHS", value)
    assert load_settings().corpus.paths == (Path("/a"), Path("/b"))


def test_the_data_directory_is_the_platforms_where_none_is_set() -> None:
    assert load_settings().data_path.name == "quoth"


def test_the_token_comes_from_the_environment_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_DISCORD__TOKEN", "very-secret")
    settings = load_settings()
    assert settings.discord.token is not None
    assert settings.discord.token.get_secret_value() == "very-secret"
    assert "very-secret" not in repr(settings) + settings.model_dump_json()


def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_DISCORD__TOKEN", "")
    assert load_settings().discord.token is None


def test_a_token_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="QUOTH_DISCORD__TOKEN") as caught:
        load_settings(write(tmp_path, '[discord]\ntoken = "very-secret"'))
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[answers]\nlimits = 3", "“answers.limits”"),
        ("[answer]\nlimit = 3", "“answer”"),
        ("limit = 3", "“limit”"),
        ("[answers]\nlimit = 0", "“answers.limit”"),
        ("[answers]\nthreshold = 'high'", "“answers.threshold”"),
        ("[discord]\nthresholds = { 123 = 1.5 }", "at most 1"),
        ("[discord]\nthresholds = { lobby = 0.5 }", "a whole number"),
        ("answers = 3", "“answers”"),
        ("[corpus]\npaths = 'seeds'\n[corpus]", "TOML"),
        ("[model]\nencoder = 'fast'", "'openvino-bf16'"),
        ("[discord]\napi_url = 'discord.com'", "“discord.api_url”"),
        ("[[", "TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_settings(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTH_ANSWERS__LIMIT", "many"),
        ("QUOTH_ANSWERS__LIMITS", "3"),
        ("QUOTH_ANSWER__LIMIT", "3"),
        ("QUOTH_DISCORD__WORKERS", "0"),
        ("QUOTH_CORPUS__PATHS", '["/a'),
        ("QUOTH_ANSWERS", '{"limit": 3}'),
        ("QUOTH_WHATEVER", "3"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=f"environment variable {name}"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "meant"),
    [("QUOTH_DISCORD_TOKEN", "QUOTH_DISCORD__TOKEN"), ("QUOTH_DATADIR", "QUOTH_DATA_DIR")],
)
def test_a_misspelt_variable_is_told_what_it_should_be(name: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "very-secret")
    with pytest.raises(UsageError, match=f"{name} is none of Quoth's settings; did you mean {meant}") as caught:
        load_settings()
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers = 3", "it is a section; set the keys in it"),
        ("[answers]\nlimit = 0", "it must be at least 1"),
        ("[answers]\nlimit = 101", "it must be at most 100"),
        ("[answers]\nlimit = 'many'", "it must be a whole number"),
        ("[answers]\nlimit = 1.5", "it must be a whole number"),
        ("[answers]\nthreshold = 'high'", "it must be a number"),
        ("[answers]\nthreshold = []", "it must be a number"),
        ("[corpus]\npaths = 3", "it must be a list of paths"),
        ("[corpus]\npaths = [3]", "it must be a list of paths"),
        ("[model]\nname = ''", "it must not be empty"),
        ("[model]\nname = 3", "it must be text"),
        ("[discord]\napi_url = 'discord.com'", "it must be empty, or an address: https://"),
    ],
)
def test_a_wrong_value_is_told_what_it_must_be(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(write(tmp_path, text))
    assert str(caught.value).partition("cannot be used: ")[2].startswith(said)


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no configuration file"):
        load_settings(tmp_path / "nothing.toml")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().data_dir = "x"  # type: ignore[misc]


def test_settings_made_directly_read_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_ANSWERS__LIMIT", "7")
    assert Settings().answers.limit == 5


def test_a_child_process_gets_the_same_settings_but_not_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_DISCORD__TOKEN", "very-secret")
    monkeypatch.setenv("QUOTH_CORPUS__PATHS", "/a")
    monkeypatch.setenv("QUOTH_STATE__URL", "postgresql+psycopg://quoth:word@db/quoth")
    settings = load_settings(data_dir=tmp_path / "data")
    command, environment = child_command(settings)
    assert command[-2:] == ["-m", "bot.cli"]
    assert "very-secret" not in repr(environment)
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load_settings().model_copy(update={"discord": settings.discord}) == settings.model_copy(
        update={"data_dir": str(settings.data_path)}
    )


def test_an_installation_without_a_file_uses_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOME", tmp_path)
    assert load_settings().answers == Settings().answers


def test_a_servers_threshold_comes_from_the_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, '[discord]\nthresholds = { "123" = 0.5 }\n[model]\nreranker = "./reranker"')
    assert load_settings(path).discord.thresholds == {123: 0.5}
    assert load_settings(path).model.reranker == str(tmp_path / "reranker")
    monkeypatch.setenv("QUOTH_DISCORD__THRESHOLDS", '{"456": 0.4}')
    assert load_settings(path).discord.thresholds[456] == 0.4
