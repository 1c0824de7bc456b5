"""How static files are stored when they are collected: hashed, compressed, and the style sheets as one."""

import posixpath
import re

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>\w+)\)(?P<media> [^;]+)?;')
ADDRESS = re.compile(r"url\(\"(?!data:|#|/)(?P<file>[^\"]+)\"\)")


class StaticFiles(CompressedManifestStaticFilesStorage):
    """An @import costs a request, whose head outweighs its rules, and is found only when the sheet has been read."""

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            whole = InMemoryStorage()
            whole.save(SHEET, ContentFile(joined(lambda name: read(paths, name))))
            paths = paths | {SHEET: (whole, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def read(paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()


def joined(read_sheet) -> str:
    """The sheet with what it imports in place of each @import, in its layer."""

    def put_in(found: re.Match) -> str:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(SHEET), found["file"]))
        folder = posixpath.dirname(found["file"])
        rules = ADDRESS.sub(
            lambda address: f'url("{posixpath.normpath(posixpath.join(folder, address["file"]))}")', read_sheet(name)
        )
        layered = f"@layer {found['layer']} {{\n{rules}}}"
        return f"@media{found['media']} {{\n{layered}\n}}" if found["media"] else layered

    return IMPORT.sub(put_in, read_sheet(SHEET))
