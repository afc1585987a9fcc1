import pytest
from django.db import connection

from minqing.ground.places.models import Place, within_q


@pytest.mark.django_db
class TestRanges:
    @pytest.fixture(autouse=True)
    def places(self):
        for code in ("22", "2204", "220422", "220422102", "220422102209", "220422102209101", "220422103", "220423", "23"):
            Place.objects.create(code=code, name=code, level="village", county=code[:6])

    def test_a_part_is_the_place_and_all_below_it_and_no_neighbour(self):
        assert set(Place.objects.within("220422").values_list("pk", flat=True)) == {
            "220422", "220422102", "220422102209", "220422102209101", "220422103",
        }  # fmt: skip
        assert set(Place.objects.within("220422102209101").values_list("pk", flat=True)) == {"220422102209101"}

    def test_nothing_is_the_whole_country(self):
        assert Place.objects.filter(within_q("code", "")).count() == 9

    def test_codes_are_compared_byte_by_byte(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT code FROM place ORDER BY code")
            codes = [code for (code,) in cursor.fetchall()]
        assert codes == sorted(codes)

    def test_every_code_column_has_the_collation(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite compares bytes unless told otherwise")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND (column_name IN ('code', 'county', 'region', 'place_id') OR (table_name LIKE 'place%' AND column_name"
                " IN ('parent_id', 'old_code', 'now_id'))) AND collation_name IS DISTINCT FROM 'C'"
            )
            assert cursor.fetchall() == []

    def test_it_uses_the_index(self):
        if connection.vendor != "sqlite":
            pytest.skip("reads SQLite's plan")
        assert "USING" in Place.objects.within("220422").explain()
        assert "SCAN" not in Place.objects.within("220422").explain()
