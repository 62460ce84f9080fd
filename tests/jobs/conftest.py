import pytest

from tests.jobs import postbus


@pytest.fixture
def mailserver():
    """A real mail server; `.got` holds what it received, `.port` is where it listens."""
    controller, box = postbus.start()
    yield box
    controller.stop()


@pytest.fixture
def mail_on(mailserver, settings):
    """Mail goes to that server, through Django's own SMTP backend."""
    settings.EMAIL_URL = f"smtp://127.0.0.1:{mailserver.port}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailserver.port
    settings.DEFAULT_FROM_EMAIL = "KCC Lindenwaard <kcc@lindenwaard.example>"
    settings.BASE_URL = "https://kcc.lindenwaard.example"
    return mailserver
