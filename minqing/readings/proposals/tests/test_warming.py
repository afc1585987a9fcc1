from minqing.readings.proposals import warming


class TestWarming:
    def test_it_begins_once_a_process_as_the_sheet_is_opened(self, world):
        warming.begin.cache_clear()
        world.client("weichanghe").get("/proposals/note/")
        assert warming.begin.cache_info().currsize == 1

        thread = warming.begin()
        thread.join(30)
        assert not thread.is_alive()
        assert warming.begin() is thread
