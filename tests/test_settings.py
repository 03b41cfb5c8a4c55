"""What an installation is told from outside, and what it says to nonsense."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval.settings import Settings, SettingsFault


def test_without_any_setting_everything_is_kept_in_the_instance_folder() -> None:
    settings = Settings.from_environment({})
    assert settings.instance == Path.cwd() / "instance"
    assert settings.keys == settings.instance / "keys"
    assert settings.database_url == f"sqlite:///{settings.instance}/selfeval.sqlite"
    assert settings.public_url == "http://127.0.0.1:8000"


def test_the_address_on_cards_is_the_one_that_was_set() -> None:
    settings = Settings.from_environment({"SELFEVAL_URL": "https://belonging.aldervale.example/"})
    assert settings.public_url == "https://belonging.aldervale.example"


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsFault) as refused:
        Settings.from_environment({"PORT": "eighty", "SELFEVAL_URL": "aldervale"})
    assert "PORT" in str(refused.value)
    assert "SELFEVAL_URL" in str(refused.value)
