"""Every column that can hold a person's data says what an export and an erasure do with it."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from consent import personal as of_consent
from feeds import personal as of_feeds
from recordings import personal as of_recordings
from recordings.models import Speaker
from recordings.personal import Erase, Table

TABLES = {
    "recordings": of_recordings.TABLES,
    "consent": of_consent.TABLES,
    "feeds": of_feeds.TABLES,
}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def _texts(model: type[models.Model]) -> set[str]:
    """The columns in which anything can stand. A closed list of ours holds nobody's data."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices
    }


def _models() -> Iterator[tuple[str, type[models.Model]]]:
    for app in TABLES:
        for model in apps.get_app_config(app).get_models():
            yield app, model


@pytest.mark.parametrize(("app", "model"), list(_models()))
def test_every_text_of_a_table_is_classified(app: str, model: type[models.Model]) -> None:
    table = TABLES[app].get(model.__name__)
    assert table is not None, f"{app}.personal does not know {model.__name__}"
    assert set(table.columns) == _texts(model), f"{app}.personal: {model.__name__}"


@pytest.mark.parametrize("app", TABLES)
def test_no_table_is_listed_that_is_not_there(app: str) -> None:
    known = {model.__name__ for model in apps.get_app_config(app).get_models()}
    assert set(TABLES[app]) <= known


@pytest.mark.parametrize(("app", "model"), list(_models()))
def test_every_row_about_a_speaker_leads_to_them(app: str, model: type[models.Model]) -> None:
    speaking = [
        field.name for field in model._meta.concrete_fields if field.related_model is Speaker
    ]
    if speaking:
        assert TABLES[app][model.__name__].owner in speaking


def _tables() -> Iterator[tuple[str, str, Table]]:
    for app, tables in TABLES.items():
        for name, table in tables.items():
            yield app, name, table


@pytest.mark.parametrize(("app", "name", "table"), list(_tables()))
def test_the_lookups_of_a_table_lead_somewhere(app: str, name: str, table: Table) -> None:
    manager = apps.get_model(app, name)._default_manager
    for lookup in filter(None, (table.owner, table.near, table.host)):
        assert str(manager.filter(**{lookup: 1}).query)


@pytest.mark.parametrize(("app", "name", "table"), list(_tables()))
def test_what_is_not_personal_says_why(app: str, name: str, table: Table) -> None:
    for column, place in table.columns.items():
        if place.erase == Erase.NOTHING:
            assert place.why, f"{app}.{name}.{column}"
