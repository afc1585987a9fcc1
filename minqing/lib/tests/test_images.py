"""Photographs that people send."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from minqing.lib import images
from minqing.lib.refusal import NotNow


def photo(width: int = 120, height: int = 80, kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    picture = Image.new(mode, (width, height))
    picture.paste((200, 30, 30) if mode == "RGB" else 120, (0, 0, width // 2, height))
    file = BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def taken_at_home() -> bytes:
    """As a telephone writes it: lying on its side, with the position, the maker, a comment, a colour profile and XMP."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETMAKER"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (42.0, 41.0, 30.0), "E", (125.0, 9.0, 58.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return photo(120, 80, exif=exif, comment=b"SECRETCOMMENT", icc_profile=profile, xmp=b"<x:xmpmeta>SECRETXMP</x:xmpmeta>")


def clean(raw: bytes) -> images.Photo:
    return images.clean(BytesIO(raw))


class TestClean:
    def test_it_takes_everything_out_but_the_picture(self):
        raw = taken_at_home()
        assert Image.open(BytesIO(raw)).getexif().get_ifd(0x8825)

        found = clean(raw)

        for data in (found.data, found.small):
            for secret in (b"SECRET", b"Exif", b"ICC_PROFILE", b"xmpmeta"):
                assert secret not in data
            opened = Image.open(BytesIO(data))
            assert not dict(opened.getexif())
            assert "icc_profile" not in opened.info
            assert "comment" not in opened.info

    def test_it_stands_upright_although_the_note_how_to_turn_it_is_gone(self):
        found = clean(taken_at_home())

        assert (found.width, found.height) == (80, 120)
        assert Image.open(BytesIO(found.data)).getpixel((40, 10))[0] > 150

    def test_it_makes_big_ones_smaller_and_leaves_small_ones(self):
        big = clean(photo(4000, 3000))

        assert (big.width, big.height) == (2000, 1500)
        assert max(Image.open(BytesIO(big.small)).size) == 400
        assert (clean(photo()).width, clean(photo()).height) == (120, 80)

    @pytest.mark.parametrize(
        ("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("PNG", "L"), ("PNG", "I;16"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
    )
    def test_it_reads_what_telephones_and_screens_make(self, kind, mode):
        raw = (
            photo(kind=kind)
            if mode == "RGB"
            else (lambda file: (Image.new(mode, (60, 40)).save(file, kind), file.getvalue())[1])(BytesIO())
        )

        assert Image.open(BytesIO(clean(raw).data)).format == "JPEG"

    def test_what_is_transparent_becomes_white(self):
        file = BytesIO()
        Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(file, "PNG")

        assert min(Image.open(BytesIO(clean(file.getvalue()).data)).getpixel((20, 20))) > 250

    def test_what_hangs_on_the_end_or_hides_in_a_comment_is_gone(self):
        script = b"<script>alert(1)</script>"
        found = clean(photo(comment=script) + b"<html>" + script + b"PK\x03\x04")

        assert b"<script" not in found.data + found.small
        assert b"PK\x03\x04" not in found.data + found.small

    def test_the_same_photo_is_the_same(self):
        assert clean(photo()).sha256 == clean(photo()).sha256


class TestRefused:
    @pytest.mark.parametrize("raw", [
        b"", b"x", b"<html><script>alert(1)</script></html>", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7\n", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", b"PK\x03\x04" + b"\0" * 40, b"BM" + b"\0" * 60, b"II*\0" + b"\0" * 40,
        b"<html>" + photo(),
    ])  # fmt: skip
    def test_what_is_no_photo_whatever_it_is_called(self, raw):
        with pytest.raises(NotNow, match="不是照片"):
            clean(raw)

    def test_apples_own_format_with_what_to_do(self):
        with pytest.raises(NotNow, match="HEIC"):
            clean(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")

    def test_more_than_ten_megabytes(self):
        with pytest.raises(NotNow, match="10 MB"):
            clean(photo() + b"\0" * images.MOST_BYTES)

    def test_half_a_photo(self):
        raw = photo(800, 600, kind="PNG")
        with pytest.raises(NotNow, match="没传完"):
            clean(raw[: len(raw) // 2])

    @pytest.mark.parametrize("side", [9000, 60000])
    def test_a_small_file_that_unpacks_to_a_mountain(self, side):
        def chunk(name: bytes, body: bytes) -> bytes:
            return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        raw = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
        with pytest.raises(NotNow, match="尺寸太大"):
            clean(raw)
