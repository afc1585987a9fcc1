from minqing.lib.batches import batches


class TestBatches:
    def test_it_keeps_the_order_and_loses_nothing(self):
        assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
        assert list(batches(range(4), 2)) == [[0, 1], [2, 3]]

    def test_an_empty_stream_has_none(self):
        assert list(batches([], 3)) == []

    def test_it_reads_no_further_than_it_must(self):
        read = []
        stream = (read.append(n) or n for n in range(9))
        assert next(batches(stream, 2)) == [0, 1]
        assert read == [0, 1]
