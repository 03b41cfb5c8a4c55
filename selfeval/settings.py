"""What an installation is told from outside: where things are kept, and at which address it is reached."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AnyUrl, BaseModel, ConfigDict, EmailStr, Field, HttpUrl, UrlConstraints, ValidationError

MailUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["smtp", "smtps"], host_required=True)]
ENVIRONMENT = {
    "SELFEVAL_INSTANCE": "instance",
    "SELFEVAL_DATABASE_URL": "database_url",
    "SELFEVAL_KEYS": "keys",
    "SELFEVAL_SECOND_KEYS": "second_keys",
    "SELFEVAL_BACKUPS": "backups",
    "SELFEVAL_URL": "url",
    "SELFEVAL_SMTP_URL": "smtp_url",
    "SELFEVAL_MAIL_FROM": "mail_from",
    "HOST": "host",
    "PORT": "port",
}


class SettingsFault(Exception):
    """A setting that cannot be used; the message names each variable and says how to mend it."""


class Settings(BaseModel):
    """Read once at start, never changed after."""

    model_config = ConfigDict(frozen=True)

    instance: Path = Path("instance")
    database_url: str = ""
    keys: Path = Path()
    second_keys: Path | None = None
    backups: Path = Path()
    url: HttpUrl | None = None
    public_url: str = ""
    """The address printed on cards, without a slash at its end; made of `url`, or else of host and port."""
    smtp_url: MailUrl | None = None
    mail_from: EmailStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Raises SettingsFault, naming every variable that is wrong."""
        given = {field: environment[name] for name, field in ENVIRONMENT.items() if environment.get(name)}
        try:
            read = cls.model_validate(given)
        except ValidationError as error:
            names = {field: name for name, field in ENVIRONMENT.items()}
            raise SettingsFault(
                "\n".join(f"{names[str(fault['loc'][0])]}: {fault['msg']}." for fault in error.errors())
            ) from None
        return read.with_folders()

    def with_folders(self) -> Self:
        """The same settings with every place absolute and the defaults that hang on `instance` filled in."""
        instance = self.instance.expanduser().absolute()
        values = {
            "instance": instance,
            "database_url": self.database_url or f"sqlite:///{instance / 'selfeval.sqlite'}",
            "keys": self.keys.expanduser().absolute() if self.keys != Path() else instance / "keys",
            "backups": self.backups.expanduser().absolute()
            if self.backups != Path()
            else instance / "backups",
            "second_keys": self.second_keys.expanduser().absolute() if self.second_keys else None,
            "public_url": str(self.url or f"http://{self.host}:{self.port}").rstrip("/"),
        }
        return self.model_copy(update=values)

    @property
    def folders(self) -> list[Path]:
        """The folders in which things are kept."""
        return [self.instance, self.backups, self.keys, *([self.second_keys] if self.second_keys else [])]

    @property
    def sender(self) -> str:
        """Where e-mail comes from: without an address of its own, one at the host of the public address."""
        return self.mail_from or f"selfeval@{urlsplit(self.public_url).hostname}"
