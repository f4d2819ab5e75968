"""Settings: every mistake is one line with the name of the variable, and the key is made once."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from pydantic import SecretStr

from bot.settings import KEY_FILE, Settings, SettingsError, load_settings
from storage import Cipher

TELEGRAM_TOKEN = "7000000001:" + "b" * 35


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.upper().startswith("LEERLIJN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings()
    assert (settings.telegram_token, settings.telegram_api_url) == (None, "https://api.telegram.org")
    assert (settings.url, settings.timezone.key) == ("sqlite:///data/leerlijn.db", "Europe/Amsterdam")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERLIJN_TELEGRAM_TOKEN", TELEGRAM_TOKEN)
    monkeypatch.setenv("LEERLIJN_TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("LEERLIJN_DATABASE_URL", "postgresql://u@h/n")
    monkeypatch.setenv("LEERLIJN_TIMEZONE", "Europe/Brussels")
    monkeypatch.setenv("LEERLIJN_LOG_LEVEL", "DEBUG")
    settings = load_settings()
    assert settings.telegram_token == SecretStr(TELEGRAM_TOKEN)
    assert (settings.telegram_api_url, settings.url) == ("http://127.0.0.1:8081", "postgresql://u@h/n")
    assert (settings.timezone.key, settings.log_level) == ("Europe/Brussels", "debug")


def test_a_dotenv_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LEERLIJN_LOG_LEVEL=error\nLEERLIJN_TIMEZONE=Europe/Brussels\nOTHER=1\n")
    monkeypatch.setenv("LEERLIJN_LOG_LEVEL", "warning")
    settings = load_settings()
    assert (settings.log_level, settings.timezone.key) == ("warning", "Europe/Brussels")


def test_the_command_line_wins_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERLIJN_DATA_DIR", "elsewhere")
    assert load_settings(data_dir=Path("here"), log_level=None).data_dir == Path("here")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LEERLIJN_TELEGRAM_API_URL", "api.telegram.org", "must begin with http:// or https://"),
        ("LEERLIJN_TIMEZONE", "Europe/Nowhere", "must be a time zone such as Europe/Amsterdam"),
        ("LEERLIJN_TIMEZONE", "../../etc/passwd", "must be a time zone such as Europe/Amsterdam"),
        ("LEERLIJN_LOG_LEVEL", "loud", "must be debug, info, warning or error"),
        ("LEERLIJN_MESSAGES_PER_SECOND", "0", "Input should be greater than or equal to 1"),
        ("LEERLIJN_MESSAGES_PER_SECOND", "many", "Input should be a valid integer, unable to parse string as an integer"),  # noqa: E501
        ("LEERLIJN_CHAT_BURST", "9999", "Input should be less than or equal to 1000"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_and_not_shown(name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"{name}: {says}"


@pytest.mark.parametrize("name", ["TELEGRAM_TOKEN", "TELEGRAM_API_URL", "TIMEZONE", "SECRET_KEY", "DATA_DIR"])
def test_an_empty_value_is_no_value(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a `.env` that was copied and not filled in yet."""
    monkeypatch.setenv(f"LEERLIJN_{name}", "")
    assert load_settings() == Settings()


def test_a_token_of_blanks_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEERLIJN_TELEGRAM_TOKEN", "  ")
    assert load_settings().telegram_token is None
    monkeypatch.setenv("LEERLIJN_TELEGRAM_TOKEN", f" {TELEGRAM_TOKEN}\n")
    assert load_settings().telegram_token == SecretStr(TELEGRAM_TOKEN)


@pytest.mark.parametrize("name", ["LEERLIJN_TELEGRAM_TOKN", "LEERLIJN_", "LEERLIJN_MODEL_CONFIG", "LEERLIJN_URL"])
def test_an_unknown_setting_is_a_mistake(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "Sterappel")
    with pytest.raises(SettingsError, match=f"^{name}: there is no such setting; the settings are LEERLIJN_TELEGRAM"):
        load_settings()


def test_an_unknown_setting_in_a_dotenv_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LEERLIJN_TELEGRAM_TOKN=Sterappel\n")
    with pytest.raises(SettingsError, match=r"^LEERLIJN_TELEGRAM_TOKN: there is no such setting") as caught:
        load_settings()
    assert "Sterappel" not in str(caught.value)


def test_a_dotenv_file_of_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("LEERLIJN_LOG_LEVEL=één".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"^\.env must be saved as UTF-8$"):
        load_settings()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Cipher.new_key()
    monkeypatch.setenv("LEERLIJN_TELEGRAM_TOKEN", TELEGRAM_TOKEN)
    monkeypatch.setenv("LEERLIJN_SECRET_KEY", key)
    monkeypatch.setenv("LEERLIJN_DATABASE_URL", "postgresql://u:Sterappel@h/n")
    shown = repr(load_settings()) + str(load_settings())
    assert not [secret for secret in (TELEGRAM_TOKEN, key, "Sterappel") if secret in shown]


def test_several_keys_are_kept_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEERLIJN_SECRET_KEY", " new , old,")
    assert load_settings().keys() == ("new", "old")
    assert list(tmp_path.iterdir()) == []


def settings_in(folder: Path) -> Settings:
    settings = load_settings(data_dir=folder)
    settings.prepare()
    return settings


def test_the_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "a" / "data")
    keys = settings.keys()
    assert (keys, settings_in(tmp_path / "a" / "data").keys()) == (keys, keys)
    file = tmp_path / "a" / "data" / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == [KEY_FILE]
    assert Cipher(keys).decrypt(Cipher(keys).encrypt("x")) == "x"


def test_starts_at_the_same_moment_end_up_with_one_key(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    for _ in range(20):
        together = Barrier(8)

        def start(meet: Barrier = together) -> tuple[str, ...]:
            meet.wait()
            return settings.keys()

        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _: start(), range(8)))
        assert len(found) == 1
        (settings.data_dir / KEY_FILE).unlink()


def test_a_start_that_dies_while_it_makes_the_key_leaves_no_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As good as kill -9: nothing after it is done."""

    def kill(_: int) -> None:
        raise Killed

    settings = settings_in(tmp_path / "data")
    monkeypatch.setattr(os, "fsync", kill)
    with pytest.raises(Killed):
        settings.keys()
    monkeypatch.undo()
    assert len(settings.keys()[0]) == 44


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "is empty"), (b" \n", "is empty"), (b"\xff\xfe\x00", "holds no key")]
)
def test_a_damaged_key_file_is_not_replaced(tmp_path: Path, content: bytes, says: str) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(SettingsError, match=says):
        settings.keys()
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_a_folder_in_place_of_the_key_file_is_said(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        settings_in(tmp_path).keys()


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(SettingsError, match=r"^LEERLIJN_DATA_DIR: .*data cannot be made"):
        settings_in(tmp_path / "data")
    with pytest.raises(SettingsError, match=r"^LEERLIJN_DATA_DIR: .*cannot be made"):
        settings_in(tmp_path / "data" / "below")


def test_a_new_folder_is_the_owner_s_alone(tmp_path: Path) -> None:
    settings_in(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
