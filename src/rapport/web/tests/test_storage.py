"""What is served is named after its content."""

import re
from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage

from rapport.web.storage import NamedByContent

SCRIPTS = Path(__file__).parent.parent / "static/web"
IMPORTED = re.compile(r'(?:from|import)\s*"\./([^"]+)"')


def test_our_scripts_import_one_another_by_names_that_change_with_the_content(tmp_path):
    source = StaticFilesStorage(location=SCRIPTS.parent)
    files = {f"web/{script.name}": (source, f"web/{script.name}") for script in SCRIPTS.glob("*.js")}
    storage = NamedByContent(location=tmp_path, base_url="/static/")
    for name in files:
        storage.save(name, source.open(name))
    problems = [done for _name, _hashed, done in storage.post_process(files) if isinstance(done, Exception)]
    assert not problems
    entry = (tmp_path / storage.stored_name("web/rapport.js")).read_text()
    assert len(IMPORTED.findall(entry)) == len(IMPORTED.findall((SCRIPTS / "rapport.js").read_text())) > 3
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in IMPORTED.findall(entry))
    assert all((tmp_path / "web" / name).is_file() for name in IMPORTED.findall(entry))
