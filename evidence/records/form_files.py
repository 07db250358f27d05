"""Files sent ahead of their form, one at a time: kept under the form's key until it is saved, or left out again.

What comes back is JSON for the script that shows their progress. Without scripts, files come with the form itself.
"""

from typing import Any

from flask import request

from evidence.accounts.scope import Scope
from evidence.records import attachments
from evidence.web.saving import keep_changes

LONGEST_KEY = 64


def form_files(scope: Scope, form_key: str) -> tuple[dict[str, Any], int]:
    """The files kept for a form, after taking in those that were sent and dropping those that are left out.

    Gives `kept`, a list of id and name in the order they came, and `refused`, a message for each that is not taken.
    """
    key = form_key[:LONGEST_KEY]
    refused: tuple[str, ...] = ()
    status = 200
    if request.method == "POST":
        received = attachments.receive(scope, request.files.getlist("files"))
        attachments.leave_out(scope, key, request.form.getlist("leave_out"))
        attachments.keep(scope, received, key)
        refused = received.refused
        if received.out_of_reach:
            keep_changes()
            status = 503
    kept = [{"id": str(file.id), "name": file.name} for file in attachments.kept_for(scope, key)]
    return {"kept": kept, "refused": list(refused)}, status
