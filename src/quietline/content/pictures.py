"""What an editor hands in as a picture: looked at, and made anew without anything but its pixels."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from PIL import Image as Pixels
from PIL import ImageOps, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

KINDS = ("JPEG", "PNG", "WEBP")
# Larger than any page shows.
MOST_SIDE = 2_000
MOST_PIXELS = 40_000_000


class PictureField(WagtailImageField):
    """Makes a picture anew before anything else of the program looks at it."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(made_anew(data) if isinstance(data, UploadedFile) else data)


class PictureForm(BaseImageForm):
    """The editor's form for a picture. What it shows must be said in words as well."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if "description" in self.fields:
            self.fields["description"].required = True
            self.fields["description"].help_text = "What the picture shows, for whoever can't see it."
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)


def made_anew(file: UploadedFile[bytes]) -> InMemoryUploadedFile:
    """The same pixels as a new file, upright, without places, dates, names or anything else that came along.

    Raises:
        ValidationError: for what is no picture, or too large a one.
    """
    file.seek(0)
    try:
        with Pixels.open(file, formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError("This picture has too many pixels. Make it smaller, then choose it again.")
            upright = ImageOps.exif_transpose(picture).convert("RGBA" if _see_through(picture) else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pixels.DecompressionBombError):
        raise ValidationError("This is no picture that we take. Choose a JPEG, PNG or WebP file.") from None
    upright.thumbnail((MOST_SIDE, MOST_SIDE))
    new = BytesIO()
    upright.save(new, "WEBP", quality=85, exif=b"", icc_profile=None)
    size = new.tell()
    new.seek(0)
    name = f"{(file.name or 'picture').rsplit('.', 1)[0][:60]}.webp"
    return InMemoryUploadedFile(new, "file", name, "image/webp", size, None)


def _see_through(picture: Pixels.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
