"""Photographs that people send: known by their content, made anew, and so without anything but the picture.

What is stored is never the file that came: its pixels are drawn into a new JPEG, without the position where it was taken,
the telephone's name, a colour profile, a comment, or whatever was hung on its end.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

from minqing.lib.refusal import NotNow

MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE, SMALL_SIDE = 2000, 400
# A JPEG is read at a half, a quarter or an eighth of its size, and so costs little memory; the others are read whole.
MOST_PIXELS = {"JPEG": 170_000_000, "MPO": 170_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}
READ = ("JPEG", "PNG", "WEBP")
KIND = "image/jpeg"
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")

WRONG_KIND = "这个文件不是照片。请发 JPG、PNG 或 WebP 格式的照片，用手机相机拍的就行。"
HEIC = "这张照片是苹果手机的 HEIC 格式，这里打不开。先把照片截一下屏，发截屏的图；或者在手机「设置－相机－格式」里选「兼容性最佳」再拍。"
TOO_BIG = "这张照片超过 10 MB，太大了。发微信时不选「原图」，存下来的那张就小了，再传。"
TOO_MANY_PIXELS = "这张照片的尺寸太大，这里打不开。先截个屏，发截屏的图。"
BROKEN = "这张照片坏了或者没传完，重新拍一张再传。"


class Readable(Protocol):
    """A file as it comes with a form, or an open one."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Photo:
    """A photograph made anew: JPEG bytes of the picture and of the small one, and the SHA-256 of the picture, in hex."""

    data: bytes
    small: bytes
    width: int
    height: int
    sha256: str


def clean(file: Readable) -> Photo:
    """Make a photograph anew, upright, at most 2000 pixels long, with a small one of 400. Raises NotNow with what is wrong."""
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise NotNow(TOO_BIG)
    if raw[4:8] == b"ftyp" and raw[8:12] in _HEIC:
        raise NotNow(HEIC)
    picture = _read(raw)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)
    data = _jpeg(picture, 82)
    width, height = picture.size
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Photo(data, _jpeg(picture, 78), width, height, hashlib.sha256(data).hexdigest())


def _read(raw: bytes) -> Image.Image:
    """The pixels, upright, in plain colour on white, with nothing else attached."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Only these readers are tried: what they cannot read is no photograph, whatever its name says.
            opened = Image.open(BytesIO(raw), formats=READ)
            if opened.width * opened.height > MOST_PIXELS.get(opened.format or "", 0):
                raise NotNow(TOO_MANY_PIXELS)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            return _plain(upright)
    except UnidentifiedImageError:
        raise NotNow(WRONG_KIND) from None
    except Image.DecompressionBombError:
        raise NotNow(TOO_MANY_PIXELS) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, OverflowError, MemoryError):
        # What the readers raise for files cut short or made by hand.
        raise NotNow(BROKEN) from None


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        # Sixteen bits a pixel: the upper eight are what a screen shows.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    plain = picture.convert("RGB")
    # The writer would copy the comment and more out of here.
    plain.info.clear()
    return plain


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=quality, optimize=True, progressive=True)
    return kept.getvalue()
