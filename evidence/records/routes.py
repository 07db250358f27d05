"""Opening a record's file, and the pages for a full disk and for files that are out of reach."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, send_file
from flask_login import current_user

from evidence.accounts.access import CONTRIBUTORS, EVERYONE, for_roles, signed_in
from evidence.accounts.scope import Scope
from evidence.records import attachments
from evidence.records.blob_store import FilesUnreachable
from evidence.records.disk_room import NoRoomLeft, needing_room
from evidence.records.form_files import form_files as kept_form_files
from evidence.web.errors import error_page
from evidence.web.saving import saves

blueprint = Blueprint("records", __name__)


@blueprint.get("/files/<uuid:file_id>")
@signed_in(*EVERYONE)
def file(scope: Scope, file_id: UUID) -> Any:
    """Download a file: always as an attachment, under its own name, never shown inside the site."""
    found, service_id = attachments.find_file(current_user.id, file_id)
    answer = send_file(
        attachments.open_file(found, service_id),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        etag=False,
        max_age=0,
    )
    # A browser that knows the size can tell a download that broke off from a whole one.
    answer.content_length = found.size
    return answer


@blueprint.route("/services/<service>/form-files/<form_key>", methods=["GET", "POST"])
@for_roles(*CONTRIBUTORS)
@saves
def form_files(scope: Scope, form_key: str) -> Any:
    """The files that were sent ahead of a form, for the script that shows their progress."""
    return kept_form_files(scope, form_key)


@blueprint.app_errorhandler(NoRoomLeft)
@blueprint.app_errorhandler(OSError)
def disk_is_full(error: Exception) -> Any:
    """The page for a disk that filled up where no form could tell so, such as while a request arrived."""
    try:
        with needing_room():
            raise error
    except NoRoomLeft:
        return error_page(507)


@blueprint.app_errorhandler(FilesUnreachable)
def files_are_out_of_reach(error: FilesUnreachable) -> Any:
    """The page for a file that can't be opened because the place where files are kept does not answer."""
    current_app.logger.error("A file could not be opened: %s", error)
    return error_page(
        503,
        heading="Files can’t be reached right now",
        text="The place where files are kept does not answer. Nothing is lost. Wait a few minutes and try again. "
        "If it goes on, tell whoever looks after this tracker.",
    )
