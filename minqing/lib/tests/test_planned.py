"""On PostgreSQL a prepared statement is planned once a connection; other statements stay as they are."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, models

from minqing.lib.prepared import Prepared, Slot

by_key = Prepared(lambda: Session.objects.filter(session_key=Slot("planned_key", models.CharField())))


@pytest.mark.django_db
class TestPlanned:
    @pytest.fixture(autouse=True)
    def only_there(self) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("PostgreSQL alone plans ahead")

    def planned(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            return [words for (words,) in cursor.fetchall()]

    def test_it_is_kept_by_the_connection(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(2) as asked:
            assert by_key(planned_key="a") == by_key(planned_key="b") == []
        [kept] = [words for words in self.planned() if "$1" in words and '"session_key" = ($1)' in words]
        assert "django_session" in kept
        assert all("django_session" in query["sql"] for query in asked.captured_queries)

    def test_a_usual_question_is_not(self) -> None:
        before = len(self.planned())
        for _ in range(9):
            list(Session.objects.filter(session_key="a"))
        assert len(self.planned()) == before
