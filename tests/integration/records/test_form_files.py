"""Files that are sent ahead of their form: kept under its key, refused with a message each, left out, and attached."""

import io
from typing import Any

from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadeService
from tests.integration.records.filled import ITEM, reference_in


def send(client: PageCheckingClient, service: MadeService, key: str, **fields: Any) -> Any:
    """Send to a form's files, as its script does."""
    form = client.form(f"{service.path}/evidence/add")
    data = {"csrf_token": form.fields["csrf_token"], **fields}
    return client.post(f"{service.path}/form-files/{key}", data=data, unchecked="it is for scripts")


def a_file(content: bytes = A_FILE[0], name: str = A_FILE[1]) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_file_sent_ahead_is_attached_when_its_form_is_saved(manager_client: PageCheckingClient, service: MadeService):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM)
    answer = send(manager_client, service, str(form.fields["once"]), files=[a_file()]).json
    assert [file["name"] for file in answer["kept"]] == [A_FILE[1]]
    assert answer["refused"] == []
    reference = reference_in(manager_client.send(form))
    assert A_FILE[1] in manager_client.get(f"{service.path}/evidence/{reference}").text


def test_file_that_is_not_taken_is_told_and_the_others_stay(manager_client: PageCheckingClient, service: MadeService):
    send(manager_client, service, "key", files=[a_file()])
    answer = send(manager_client, service, "key", files=[a_file(b"old words", "plan.doc")]).json
    [refused] = answer["refused"]
    assert refused.startswith("plan.doc is an old Word file. Open it in Word and choose Save As")
    assert [file["name"] for file in answer["kept"]] == [A_FILE[1]]


def test_file_is_left_out_again(manager_client: PageCheckingClient, service: MadeService):
    [kept] = send(manager_client, service, "key", files=[a_file()]).json["kept"]
    assert send(manager_client, service, "key", leave_out=kept["id"]).json == {"kept": [], "refused": []}


def test_files_of_one_person_are_not_shown_to_another(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService
):
    send(manager_client, service, "key", files=[a_file()])
    assert lead_client.get(f"{service.path}/form-files/key").json == {"kept": [], "refused": []}
    assert len(manager_client.get(f"{service.path}/form-files/key").json["kept"]) == 1
