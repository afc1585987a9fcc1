from django.http import QueryDict

from minqing.lib.paging import Counted, changed_address


class TestAddress:
    def test_it_changes_one_filter_and_begins_at_the_first_page(self):
        query = QueryDict("kind=need&page=3&q=水管")
        assert changed_address(query, {"kind": "wish"}) == "?kind=wish&q=%E6%B0%B4%E7%AE%A1"
        assert query["page"] == "3"

    def test_nothing_takes_a_filter_out(self):
        assert changed_address(QueryDict("kind=need&id=7"), {"kind": "", "place": None}, but=("id",)) == "?"

    def test_a_filter_set_anew_stands_once(self):
        assert changed_address(QueryDict("kind=a&kind=b"), {"kind": "c"}) == "?kind=c"


class TestCounted:
    def test_it_believes_the_count(self):
        page = Counted(list("abcdef"), 2, 5).get_page(3)
        assert (list(page), page.paginator.num_pages, page.has_next()) == (["e"], 3, False)
