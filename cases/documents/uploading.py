"""Receiving a file: no more of it than allowed is kept, from whoever sends it."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, load_handler

from cases.documents.files import most_bytes

TEMPORARY = "django.core.files.uploadhandler.TemporaryFileUploadHandler"


class LimitHandler(FileUploadHandler):
    """Lets go of a file as soon as it is too large; the fields around it are still read, so that
    nothing typed is lost. All files of a request count together."""

    def __init__(self, request):
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > most_bytes():
            self.request.file_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def limit_upload(request) -> None:
    """To be called before anything of the request was read."""
    request.file_too_large = False
    request.upload_handlers = [LimitHandler(request), load_handler(TEMPORARY, request)]
