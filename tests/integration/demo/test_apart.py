"""The demonstration keeps apart: whole or not at all, in its own instance, with its own clock."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts import store
from evidence.accounts.models import SignIn
from evidence.database import db
from evidence.demo import loading, rounds_made, sign_ins
from evidence.demo.content import Content
from evidence.demo.reading import read_content
from evidence.settings import SettingWrong
from evidence.web import clock
from tests.clients import PageCheckingClient
from tests.integration.demo.rows import rows


@pytest.fixture
def little() -> Content:
    """The demonstration with a few pieces of each kind, quick to load."""
    content = read_content()
    home, agency = content.services
    home = replace(home, items=home.items[:4], stories=home.stories[:1], actions=home.actions[:1], rounds=())
    return replace(content, services=(home, replace(agency, items=(), stories=(), actions=(), rounds=())))


def test_loading_cut_short_leaves_nothing_behind(
    make_demo_site: Callable[..., Flask], little: Content, monkeypatch: pytest.MonkeyPatch
):
    app = make_demo_site()
    home, agency = little.services
    with_round = replace(little, services=(replace(home, rounds=read_content().services[0].rounds[:1]), agency))

    def fails(*_: object) -> None:
        raise OSError("The disk has gone.")

    monkeypatch.setattr(rounds_made, "start", fails)
    with pytest.raises(OSError, match="gone"):
        loading.load(app, lambda _: None, with_round)
    assert set(rows(app).values()) == {0}
    with app.app_context():
        assert not store.is_set_up()
    assert loading.load(app, lambda _: None, little)
    assert rows(app)["record"] == 6
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_passwords_of_a_loading_cut_short_are_replaced(make_demo_site: Callable[..., Flask], little: Content):
    app = make_demo_site()
    instance = app.config["INSTANCE_PATH"]
    file = f"{instance}/{sign_ins.FILE}"
    with open(file, "w", encoding="ascii") as stream:
        json.dump({"people": []}, stream)
    assert loading.load(app, lambda _: None, little)
    with open(file, encoding="ascii") as stream:
        assert len(json.load(stream)["people"]) == 16


def test_lost_passwords_are_told(make_demo_site: Callable[..., Flask], little: Content):
    app = make_demo_site()
    assert loading.load(app, lambda _: None, little)
    (Path(app.config["INSTANCE_PATH"]) / sign_ins.FILE).unlink()
    with pytest.raises(loading.SignInsGone, match="Remove the folder"):
        loading.load(app, lambda _: None, little)


def test_real_instance_is_never_filled(app: Flask, little: Content):
    before = rows(app)
    with pytest.raises(clock.NotADemonstration):
        loading.load(app, lambda _: None, little)
    assert rows(app) == before


def test_clock_can_t_be_set_in_a_real_instance(app: Flask):
    with app.app_context(), pytest.raises(clock.NotADemonstration), clock.set_to(datetime(2020, 1, 1, tzinfo=UTC)):
        pass


def test_clock_runs_on_after_it_was_set(make_demo_site: Callable[..., Flask]):
    with make_demo_site().app_context():
        with clock.set_to(datetime(2020, 7, 1, 23, 30, tzinfo=UTC)):
            assert clock.now() == datetime(2020, 7, 1, 23, 30, tzinfo=UTC)
            assert clock.today().isoformat() == "2020-07-02"
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_demonstration_is_refused_behind_a_proxy(make_demo_site: Callable[..., Flask]):
    with pytest.raises(SettingWrong, match="this computer alone"):
        make_demo_site(BEHIND_PROXY=True)


def test_demonstration_takes_no_real_places_from_the_environment(
    make_demo_site: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
):
    for name, value in {"FILES_PATH": "/srv/files", "FILES_BUCKET": "s3://real", "BEHIND_PROXY": "1"}.items():
        monkeypatch.setenv(name, value)
    config = make_demo_site().config
    assert config["FILES_PATH"] == f"{config['INSTANCE_PATH']}/files"
    assert (config["FILES_BUCKET"], config["BEHIND_PROXY"], config["REQUIRE_SECOND_STEP"]) == (None, False, "nobody")


def test_real_instance_carries_no_banner(signed_out_client: PageCheckingClient):
    page = signed_out_client.get("/set-up")
    assert page.status_code == 200
    assert "Demonstration" not in page.text
