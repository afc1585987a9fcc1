import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.lib import vault


@pytest.fixture(params=["AES-256-GCM", "SM4-GCM"])
def box(request, tmp_path):
    vault.make_key_file(tmp_path / "a.key", request.param)
    return vault.load(tmp_path / "a.key")


class TestVault:
    def test_it_gives_back_what_it_took(self, box):
        assert box.unseal(box.seal("220422195803152041", "resident.id"), "resident.id") == "220422195803152041"

    def test_the_same_number_never_looks_the_same(self, box):
        assert box.seal("1", "a") != box.seal("1", "a")

    def test_another_column_cannot_be_read(self, box):
        with pytest.raises(vault.Unreadable):
            box.unseal(box.seal("1", "a"), "b")

    def test_an_altered_value_cannot_be_read(self, box):
        sealed = bytearray(box.seal("220422195803152041", "a"))
        sealed[-1] ^= 1
        with pytest.raises(vault.Unreadable):
            box.unseal(bytes(sealed), "a")

    def test_another_key_cannot_read_it(self, box, tmp_path):
        vault.make_key_file(tmp_path / "b.key")
        with pytest.raises(vault.Unreadable):
            vault.load(tmp_path / "b.key").unseal(box.seal("1", "a"), "a")

    def test_a_key_file_is_never_replaced_and_is_its_owners_alone(self, tmp_path):
        vault.make_key_file(tmp_path / "c.key")
        assert (tmp_path / "c.key").stat().st_mode & 0o777 == 0o600
        with pytest.raises(FileExistsError):
            vault.make_key_file(tmp_path / "c.key")

    def test_a_missing_key_file_says_so(self, tmp_path):
        with pytest.raises(vault.KeyMissing):
            vault.load(tmp_path / "none.key")


@given(st.text(min_size=1), st.text(min_size=1))
def test_keyed_hashes_are_equal_exactly_when_texts_are(one, other):
    box = vault.from_words("tests only")
    assert (box.keyed(one, "a") == box.keyed(other, "a")) == (one == other)
    assert box.keyed(one, "a") != box.keyed(one, "b")


@pytest.mark.parametrize("key", [b"k" * 32, b"k" * 64, b"k" * 100])
def test_the_keyed_hash_is_the_hmac_of_label_and_text(key):
    box = vault.Vault(keys={1: b"0" * 32}, hash_key=key)

    for text in ("", "510199197005060015", "长" * 200):
        assert box.keyed(text, "resident.id") == hmac.digest(key, f"resident.id\0{text}".encode(), "sha256")[:16]
