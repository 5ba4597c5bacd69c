"""The settings: every key of config/quoth.toml with its default, overridden by the environment, in a frozen object."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import (
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.sections import (
    CORPUS_NAME,
    AnswerSettings,
    CorpusName,
    CorpusSettings,
    DiscordSettings,
    FetchingSettings,
    LogSettings,
    ModelSettings,
    MonitoringSettings,
    StateSettings,
)
from index.errors import UsageError

HOME = Path(__file__).resolve().parent.parent  # where config/ and seeds/ lie, in a checkout and in an installation
FILE = Path("config", "quoth.toml")
MAIN = "main"
_CORPORA = "corpora"
_PREFIX, _NESTED = "QUOTH_", "__"
_OTHERS = {"QUOTH_CONFIG", "QUOTH_DEBUG"}  # variables that are read before there are settings

# What is wrong, by pydantic's name for it: https://docs.pydantic.dev/latest/errors/validation_errors/
_SECTION = "it is a section; set the keys in it"
_PROBLEMS = {
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _SECTION),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "it must be a whole number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "it must be true or false"),
    **dict.fromkeys(("float_parsing", "float_type"), "it must be a number"),
    **dict.fromkeys(("path_type", "tuple_type", "value_error"), "it must be a list of paths"),
    "greater_than_equal": "it must be at least {ge}",
    "less_than_equal": "it must be at most {le}",
    "literal_error": "it must be {expected}",
    "string_type": "it must be text",
    "string_too_short": "it must not be empty",
    "string_pattern_mismatch": "it must be empty, or an address: https://… for api_url, wss://… for gateway_url",
}


class Settings(BaseSettings):
    """All settings. Made by `load_settings`; made directly it holds what it is given and reads nothing."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=_PREFIX, env_nested_delimiter=_NESTED, env_ignore_empty=True
    )

    data_dir: str = ""
    corpus_name: CorpusName = MAIN
    corpus: CorpusSettings = CorpusSettings()
    corpora: dict[CorpusName, CorpusSettings] = {}
    model: ModelSettings = ModelSettings()
    answers: AnswerSettings = AnswerSettings()
    state: StateSettings = StateSettings()
    log: LogSettings = LogSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    fetching: FetchingSettings = FetchingSettings()
    discord: DiscordSettings = DiscordSettings()

    @field_validator("corpora")
    @classmethod
    def _has_no_second_main(cls, corpora: dict[str, CorpusSettings]) -> dict[str, CorpusSettings]:
        if MAIN in corpora:
            raise PydanticCustomError("corpora", "the section about the main collection is [corpus]")
        return corpora

    @property
    def chosen(self) -> CorpusSettings:
        """The settings of the corpus that is chosen; one that no section is about has no paths of its own."""
        return self.corpus if self.corpus_name == MAIN else self.corpora.get(self.corpus_name, CorpusSettings(paths=()))

    @property
    def corpus_path(self) -> Path:
        """Where the index of the chosen corpus is: the main one's in the data directory itself."""
        return self.data_path if self.corpus_name == MAIN else self.data_path / _CORPORA / self.corpus_name

    def corpus_names(self) -> list[str]:
        """Return the corpora that there are: the main one, those that sections are about, and those with an index."""
        with suppress(OSError):
            made = [path.name for path in (self.data_path / _CORPORA).iterdir() if path.is_dir()]
            return list(dict.fromkeys([MAIN, *self.corpora, *sorted(filter(CORPUS_NAME.fullmatch, made))]))
        return list(dict.fromkeys([MAIN, *self.corpora]))

    def of_corpus(self, name: str, *, may_be_new: bool = False) -> Settings:
        """Return the settings with another corpus chosen. Raises UsageError for a name that is none, or not known."""
        if not CORPUS_NAME.fullmatch(name):
            raise UsageError(f"“{name}” cannot be a collection's name: use up to 32 small letters, digits and hyphens.")
        if not may_be_new and name not in (names := self.corpus_names()):
            raise UsageError(f"There is no collection “{name}”; there are: {', '.join(names)}.")
        return self.model_copy(update={"corpus_name": name})

    @property
    def data_path(self) -> Path:
        """The data directory: the one that is set, else the platform's folder for a user's data."""
        if not self.data_dir:
            return platformdirs.user_data_path("quoth", appauthor=False)
        return Path(self.data_dir).expanduser().absolute()

    def environment(self) -> dict[str, str]:
        """Return the environment variables that give another process these settings, without the token."""
        values = self.model_dump(mode="json", exclude={"discord", "log", "monitoring"})
        values["data_dir"] = str(self.data_path)
        values["state"]["url"] = self.state.url.get_secret_value()  # the corrections are there
        corpora = {_variable(("corpora",)): values.pop("corpora")}  # its keys are names, not settings
        sections = {_variable(key): value for key, value in _flat(values)} | corpora
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in sections.items()}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read nothing by itself."""
        return (init_settings,)


def load_settings(config: Path | None = None, data_dir: Path | None = None) -> Settings:
    """Read the settings: options first, then the environment, the file, the defaults.

    The file is `config`, else what QUOTH_CONFIG names, else ./config/quoth.toml, else the one that came with Quoth.
    Raises UsageError, in a sentence that names the file or variable and the key.
    """
    path = find_file(config)
    in_file = _read_file(path) if path else {}
    in_environment = _read_environment()
    options = {"data_dir": str(data_dir.absolute())} if data_dir else {}
    defaults = {"corpus": {"paths": [HOME / "seeds"]}}
    try:
        return Settings(**_merge(defaults, in_file, in_environment, options))
    except ValidationError as error:
        raise UsageError(_explain(error, path, dict(_flat(in_environment)))) from None


def find_blocking_file(folder: Path) -> Path | None:
    """Return the file that stands where this folder, or one above it, would have to be; None where nothing does."""
    return next((path for path in (folder, *folder.parents) if _is_file(path)), None)


def find_file(config: Path | None = None) -> Path | None:
    """Return the configuration file that counts. Raises UsageError where the one that was named does not exist."""
    named = config or (Path(os.environ["QUOTH_CONFIG"]) if os.environ.get("QUOTH_CONFIG") else None)
    if named is None:
        return next((path for path in (Path.cwd() / FILE, HOME / FILE) if path.is_file()), None)
    if not named.is_file():
        raise UsageError(f"There is no configuration file {named}; check --config or QUOTH_CONFIG.")
    return named.absolute()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # nobody may look into the folder that holds it
        return False


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from None
    if "token" in _section(values, "discord"):
        raise UsageError(
            f"{path} holds discord.token; take it out, and put the token into the environment variable "
            "QUOTH_DISCORD__TOKEN: a file is too easily shared."
        )
    return _resolved(values, path.parent.parent)


def _resolved(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the file's values with relative paths as paths below `folder`."""
    model, data_dir = _section(values, "model"), values.get("data_dir")
    if "corpus" in values:
        values["corpus"] = _corpus_resolved(values["corpus"], folder)
    if corpora := _section(values, "corpora"):
        values["corpora"] = {name: _corpus_resolved(corpus, folder) for name, corpus in corpora.items()}
    for key in ("name", "reranker"):
        if str(model.get(key, "")).startswith((".", "~")):
            values["model"] = model = {**model, key: _below(folder, model[key])}
    if data_dir:
        values["data_dir"] = _below(folder, data_dir)
    return values


def _corpus_resolved(corpus: Any, folder: Path) -> Any:
    paths = corpus.get("paths") if isinstance(corpus, dict) else None
    if isinstance(paths, str):
        paths = [paths]
    return {**corpus, "paths": [_below(folder, path) for path in paths]} if isinstance(paths, list) else corpus


def _below(folder: Path, path: Any) -> Any:
    return str(folder / Path(path).expanduser()) if isinstance(path, str) else path


def _section(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = values.get(name)
    return section if isinstance(section, dict) else {}


def _read_environment() -> dict[str, Any]:
    """Return what the environment sets. Raises UsageError for a variable that looks like a setting, but is none."""
    known = {_variable(key) for key, _ in _flat(Settings().model_dump())}
    for variable in os.environ:
        if variable.startswith(_PREFIX) and variable not in known | _OTHERS:
            nearest = get_close_matches(variable, sorted(known | _OTHERS), 1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"see {HOME / FILE}."
            raise UsageError(f"The environment variable {variable} is none of Quoth's settings; {hint}")
    try:
        return EnvSettingsSource(Settings)()
    except SettingsError as error:
        raise UsageError(f"The environment cannot be used: {error}.") from None


def _merge(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the layers as one; a later one comes before an earlier one, key by key."""
    merged: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.items():
            old = merged.get(name)
            merged[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from (((name, *key), inner) for key, inner in _flat(value))
        else:
            yield (name,), value


def _variable(key: tuple[str, ...]) -> str:
    return _PREFIX + _NESTED.join(key).upper()


def _explain(error: ValidationError, path: Path | None, in_environment: Mapping[tuple[str, ...], Any]) -> str:
    """Return the first problem as a sentence. Values are not repeated: one of them may be a token."""
    problem = error.errors(include_url=False, include_input=False)[0]
    key = tuple(str(part) for part in problem["loc"][:2] if isinstance(part, str))
    where = f"The environment variable {_variable(key)}" if key in in_environment else str(path)
    name = ".".join(key)
    if problem["type"] == "extra_forbidden":
        return f"{where}: there is no setting “{name}”; {HOME / FILE} shows all that there are."
    message = _PROBLEMS.get(problem["type"], problem["msg"]).format_map(problem.get("ctx", {}))
    return f"{where}: the setting “{name}” cannot be used: {message}."
