"""Reminders: the page, and the digests that go out once."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from evidence.accounts.words import Role
from evidence.duties import reminders
from evidence.web import clock, mail
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.lines.filled import add_item
from tests.pages import text_of
from tests.statements import count_queries

LONG_AGO = date(2020, 1, 1)
Message = tuple[str, str, str]


@pytest.fixture
def busy(app: Flask, manager: MadePerson, service: MadeService) -> MadePerson:
    """A manager who looks after something of every sort."""
    today = clock.today()
    for title, on in (("Fit grab rails", LONG_AGO), ("Second fire drill", today + timedelta(days=7))):
        factories.make_action(app, manager, title, due_on=on, owner=manager)
    factories.make_action(app, manager, "Not yet", due_on=today + timedelta(days=8), owner=manager)
    secret = "Talk with J. about his conduct"
    factories.make_action(app, manager, secret, due_on=LONG_AGO, is_confidential=True, owner=manager)
    add_item(app, manager, "Old audit", "S1", good_until=today - timedelta(days=1))
    add_item(app, manager, "Survey", "S1", good_until=today + timedelta(days=10))
    return manager


def send(app: Flask, now: datetime | None = None, **settings: str) -> tuple[reminders.Sent, list[Message]]:
    posted: list[Message] = []
    with app.app_context():
        sent = reminders.send_all(
            now or clock.now(), lambda *message: posted.append(message), every=settings.get("every", "week")
        )
    return sent, posted


def test_page_shows_what_one_looks_after(app: Flask, busy: MadePerson, service: MadeService):
    page = factories.sign_in(app, busy).get(f"{service.path}/reminders/").page
    titles = [text_of(heading) for heading in page.all("h2")]
    assert titles[:2] == ["Actions that are overdue: 2", "Actions due within a week: 1"]
    assert "Fit grab rails" in page.text
    assert "Not yet" not in page.text


def test_page_asks_the_same_however_much_there_is(app: Flask, busy: MadePerson, service: MadeService):
    browser, counts = factories.sign_in(app, busy), []
    for number in (1, 30):
        for each in range(number):
            factories.make_action(app, busy, f"Action {number}-{each}", due_on=LONG_AGO)
        with count_queries() as statements:
            page = browser.get(f"{service.path}/reminders/").page
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
    assert "and 13 more" in page.text


def test_nothing_to_see_to_says_when_it_will(manager_client: PageCheckingClient, service: MadeService):
    assert "Nothing needs you" in manager_client.get(f"{service.path}/reminders/").page.text


def test_what_others_look_after_is_theirs_and_what_nobody_does_is_every_managers(
    app: Flask, busy: MadePerson, service: MadeService
):
    page = factories.sign_in(app, factories.make_person(app, service, Role.MANAGER, "Olu")).get(
        f"{service.path}/reminders/"
    )
    assert "Fit grab rails" not in page.text
    assert "Old audit" in page.text


def test_a_lead_is_told_only_of_their_own(app: Flask, busy: MadePerson, lead: MadePerson, service: MadeService):
    assert "Nothing needs you" in factories.sign_in(app, lead).get(f"{service.path}/reminders/").page.text


def test_each_person_gets_one_digest_a_week(app: Flask, busy: MadePerson, service: MadeService):
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    first, posted = send(app, now)
    assert first.count == 1
    ((to, subject, text),) = posted
    assert to == busy.email
    assert "you look after need you" in subject
    assert service.name in text
    assert "Fit grab rails (1 January 2020)" in text
    assert send(app, now + timedelta(days=6))[1] == []
    assert len(send(app, now + timedelta(days=7))[1]) == 1


def test_daily_digests_are_for_who_wants_them(app: Flask, busy: MadePerson):
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert [len(send(app, now + timedelta(days=days), every="day")[1]) for days in (0, 0, 1)] == [1, 0, 1]


def test_e_mail_never_names_what_is_confidential(app: Flask, busy: MadePerson):
    ((_, _, text),) = send(app)[1]
    assert "conduct" not in text
    assert "Actions that are overdue: 2" in text


def test_those_with_nothing_to_see_to_get_none(app: Flask, busy: MadePerson, service: MadeService):
    factories.make_person(app, service, Role.STAFF, "Idle")
    factories.make_person(app, service, Role.PROVIDER_LEAD, "Far away")
    assert [to for to, _, _ in send(app)[1]] == [busy.email]


def test_a_failure_is_told_and_tried_again(app: Flask, busy: MadePerson):
    def refuse(*_: str) -> None:
        raise mail.MailNotSent("mail.example.org did not take it (TimeoutError).")

    with app.app_context():
        sent = reminders.send_all(clock.now(), refuse, every="week")
    assert (sent.count, list(sent.failures)) == (0, ["mail.example.org did not take it (TimeoutError)."])
    assert send(app)[0].count == 1


def test_what_a_crash_left_is_taken_up_after_a_while(app: Flask, busy: MadePerson):
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def crash(*_: str) -> None:
        raise KeyboardInterrupt

    with app.app_context(), pytest.raises(KeyboardInterrupt):
        reminders.send_all(now, crash, every="week")
    assert send(app, now + timedelta(minutes=29))[0].count == 0
    assert send(app, now + timedelta(minutes=31))[0].count == 1


def test_without_a_mail_server_the_command_says_what_to_set(app: Flask):
    answer = app.test_cli_runner().invoke(args=["reminders", "send"])
    assert answer.exit_code == 1
    assert "set MAIL_URL and MAIL_FROM" in answer.output


class _Smtp(socketserver.StreamRequestHandler):
    """As much of a mail server as one message needs."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        lines: list[bytes] = []
        while command := self.rfile.readline().strip():
            word = command[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                server.taken.append(b"".join(lines).decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                break


@pytest.fixture
def mailbox() -> Iterator[Any]:
    """A mail server on this machine; `taken` is what it has been sent."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.taken = []  # type: ignore[attr-defined]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_the_command_sends_through_a_real_server(make_app: Any, mailbox: Any):
    url = f"smtp+plain://127.0.0.1:{mailbox.server_address[1]}"
    app = make_app(MAIL_URL=url, MAIL_FROM="tracker@example.org", SITE_URL="https://care.example.org/")
    service = factories.make_service(app, factories.make_provider(app))
    manager = factories.make_person(app, service, Role.MANAGER)
    factories.make_action(app, manager, "Łukasz’s rails", due_on=LONG_AGO)
    answer = app.test_cli_runner().invoke(args=["reminders", "send"])
    assert answer.exit_code == 0, answer.output
    assert "1 digest sent." in answer.output
    (message,) = mailbox.taken
    assert f"To: {manager.email}" in message
    again = app.test_cli_runner().invoke(args=["reminders", "send"])
    assert "0 digests sent." in again.output
    assert len(mailbox.taken) == 1


def test_a_server_that_is_not_there_fails_the_command(make_app: Any):
    app = make_app(MAIL_URL="smtp+plain://127.0.0.1:9", MAIL_FROM="tracker@example.org")
    service = factories.make_service(app, factories.make_provider(app))
    factories.make_action(app, factories.make_person(app, service, Role.MANAGER), due_on=LONG_AGO)
    answer = app.test_cli_runner().invoke(args=["reminders", "send"])
    assert answer.exit_code == 1
    assert "could not be sent. Run it again later." in answer.output


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_a_setting_that_can_not_be_read_says_how_it_looks(make_app: Any, url: str):
    answer = make_app(MAIL_URL=url, MAIL_FROM="a@example.org").test_cli_runner().invoke(args=["reminders", "send"])
    assert answer.exit_code == 1
    assert "smtp://user:password@mail.example.org:587" in answer.output
