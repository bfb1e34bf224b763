import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
COLLECT = """
from django.conf import settings
from tests.core.web import gallery_settings
kept = {name: getattr(gallery_settings, name) for name in dir(gallery_settings) if name.isupper()}
storage = {"BACKEND": "mangnon.core.web.staticfiles.OfficeStaticFilesStorage"}
settings.configure(**{**kept, "STATIC_ROOT": %r, "STORAGES": {"staticfiles": storage}})
import django
from django.core.management import call_command
django.setup()
call_command("collectstatic", interactive=False, verbosity=0)
"""


def test_static_files_when_collected_then_every_name_inside_them_carries_a_hash_and_exists(tmp_path):
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    subprocess.run([sys.executable, "-c", COLLECT % str(tmp_path)], check=True, env={**os.environ, "PYTHONPATH": path})
    office = next(path for path in (tmp_path / "mangnon/js").glob("office.*.js"))
    imported = re.findall(r'from "\./([^"]+)"', office.read_text())
    assert len(imported) == len(re.findall(r"^import", office.read_text(), re.MULTILINE))
    tokens = next(path for path in (tmp_path / "mangnon/css").glob("tokens.*.css"))
    fonts = re.findall(r'url\("\.\./fonts/([^"]+)"\)', tokens.read_text())
    assert len(fonts) == 6
    for folder, names in (("js", imported), ("fonts", fonts)):
        for name in names:
            assert re.search(r"\.[0-9a-f]{12}\.", name), name
            assert (tmp_path / "mangnon" / folder / name).exists()
