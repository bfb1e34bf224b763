"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mangnon.config.settings")
application = get_wsgi_application()

# What every page needs is loaded now and stays: a full collection that walked it would hold a page up for 0.1 s.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
