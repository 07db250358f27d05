"""Opening a record's file, and the page for a full disk."""

from typing import Any
from uuid import UUID

from flask import Blueprint, send_file
from flask_login import current_user

from evidence.accounts.access import EVERYONE, signed_in
from evidence.accounts.scope import Scope
from evidence.records import attachments
from evidence.records.disk_room import NoRoomLeft, needing_room
from evidence.web.errors import error_page

blueprint = Blueprint("records", __name__)


@blueprint.get("/files/<uuid:file_id>")
@signed_in(*EVERYONE)
def file(scope: Scope, file_id: UUID) -> Any:
    """Download a file: always as an attachment, under its own name, never shown inside the site."""
    found, service_id = attachments.find_file(current_user.id, file_id)
    return send_file(
        attachments.folder().open(str(service_id), found.sha256),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        etag=False,
        max_age=0,
    )


@blueprint.app_errorhandler(NoRoomLeft)
@blueprint.app_errorhandler(OSError)
def disk_is_full(error: Exception) -> Any:
    """The page for a disk that filled up where no form could tell so, such as while a request arrived."""
    try:
        with needing_room():
            raise error
    except NoRoomLeft:
        return error_page(507)
