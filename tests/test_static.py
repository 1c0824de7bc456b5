import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command

from config.static_files import joined

TEMPLATES = sorted((project.BASE_DIR / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]  # mail programs know no style sheets
ELEMENTS = sorted((project.BASE_DIR / "static/js/elements").glob("*.js"))
STYLES = sorted((project.BASE_DIR / "static/css").rglob("*.css"))
NO_INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|\shx-on|<style|<script(?![^>]*\ssrc=)|hx-vals=["']js:|javascript:"""
)


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_every_static_file_that_a_page_names_is_collected(collected):
    from django.contrib.staticfiles.storage import staticfiles_storage

    for template in TEMPLATES:
        for name in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", template.read_text()):
            assert staticfiles_storage.url(name), template
    assert len(list(collected.rglob("app.*.css"))) == 1


def test_the_style_sheets_are_collected_as_one_in_their_layers_and_find_their_images():
    folder = project.BASE_DIR / "static"
    whole = joined(lambda name: (folder / name).read_text())
    assert "@import" not in whole
    assert whole.count("{") - whole.count("}") == 0
    order = whole.splitlines()[0]
    assert order.startswith("@layer reset, tokens")
    assert set(re.findall(r"@layer (\w+) \{", whole)) == set(re.findall(r"\w+", order)) - {"layer"}
    for address in re.findall(r"""url\("((?!data:)[^"]+)"\)""", whole):
        assert (folder / "css" / address).is_file()


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(project.BASE_DIR)))
def test_a_template_has_no_inline_script_or_style(template):
    assert not NO_INLINE.findall(template.read_text())


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda path: path.name)
def test_an_element_guards_against_input_methods_and_stays_small(element):
    text = element.read_text()
    assert "isComposing" in text or "keydown" not in text
    assert len(text.splitlines()) <= 120
    assert not re.search(r"\beval\(|new Function|innerHTML", text)


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_is_loaded_and_stays_small(style):
    text = style.read_text()
    assert len(text.splitlines()) <= 150
    assert text.count("{") == text.count("}")
    app = Path(project.BASE_DIR / "static/css/app.css")
    assert style == app or str(style.relative_to(app.parent)) in app.read_text()


def test_elements_are_valid_javascript():
    try:
        subprocess.run(["node", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("node is not on this machine; the browser tests run the same files")
    for element in ELEMENTS:
        subprocess.run(["node", "--check", str(element)], check=True)
