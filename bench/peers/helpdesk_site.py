"""A django-helpdesk site in one file, the peer of bench/matters.py. Runs in an environment of its own, with that package installed.

python helpdesk_site.py fill NUMBER      makes tickets, prints {"cookie": …, "ticket": …} as JSON
and serves by WSGI as helpdesk_site:application
"""

import json
import os
import random
import sys
from datetime import timedelta
from urllib.parse import unquote, urlparse

import django
from django.conf import settings
from django.urls import include, path

found = urlparse(os.environ["PEER_DATABASE"])
if found.scheme.startswith("postgres"):
    host = unquote(found.hostname or "") or dict(part.split("=") for part in found.query.split("&") if part).get("host", "")
    DATABASE = {
        "ENGINE": "django.db.backends.postgresql", "NAME": found.path.strip("/"), "USER": found.username or "", "HOST": unquote(host),
        "PORT": found.port or "", "PASSWORD": found.password or "", "CONN_MAX_AGE": 600,
    }  # fmt: skip
else:
    DATABASE = {"ENGINE": "django.db.backends.sqlite3", "NAME": found.path, "OPTIONS": {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", "transaction_mode": "IMMEDIATE", "timeout": 30}}  # fmt: skip

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench", DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True, SITE_ID=1,
        DATABASES={"default": DATABASE}, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", LOGIN_URL="/login/",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend", STATIC_URL="/static/", MEDIA_URL="/media/",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
                        "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.admin", "django.contrib.humanize",
                        "rest_framework", "helpdesk"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
                    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
                    "django.contrib.messages.middleware.MessageMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": [
            "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages"]}}],
        HELPDESK_TEAMS_MODE_ENABLED=False, HELPDESK_USE_CDN=False,
    )  # fmt: skip
    django.setup()

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]


def fill(number: int) -> dict[str, object]:
    """One queue, tickets of two years with two follow-ups each: a tenth of them open."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone
    from helpdesk.models import FollowUp, Queue, Ticket

    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user("clerk", "clerk@example.org", "clerk", is_staff=True, is_superuser=True)
    queues = [Queue.objects.create(title=f"Queue {n}", slug=f"q{n}", allow_public_submission=True) for n in range(8)]
    chance, now = random.Random(1), timezone.now()
    Ticket.objects.bulk_create(
        (
            Ticket(
                title="Tap leaks", queue=queues[n % 8], description="The tap in the yard leaks, please send somebody.", assigned_to=user,
                created=now - timedelta(days=chance.randrange(730)), modified=now, status=1 if n % 10 == 0 else 4, priority=3,
                submitter_email="r@example.org", secret_key=str(n),
            )
            for n in range(number)
        ),
        batch_size=5000,
    )  # fmt: skip
    tickets = list(Ticket.objects.values_list("pk", flat=True))
    FollowUp.objects.bulk_create(
        (
            FollowUp(ticket_id=pk, title="Comment", comment="Done that.", date=now, public=True, user=user)
            for pk in tickets
            for _ in (1, 2)
        ),
        batch_size=5000,
    )
    client = Client()
    client.force_login(user)
    return {"cookie": client.cookies["sessionid"].value, "ticket": tickets[len(tickets) // 2], "queue": queues[1].pk}


if __name__ == "__main__" and len(sys.argv) > 2:
    print(json.dumps(fill(int(sys.argv[2]))))
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
