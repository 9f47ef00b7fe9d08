"""The entry point of the web server.

The code of all pages is read before the first request, while nobody looks for garbage in it, and never searched for
garbage again: a server that was killed is back a fifth sooner.
"""

import gc
import os

gc.disable()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from fangxian.cli.parents import SERVER, end_with  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.config.settings")
application = get_wsgi_application()

_ = get_resolver().url_patterns  # reads every page's code
gc.freeze()
gc.enable()

if os.environ.get(SERVER):
    end_with(int(os.environ[SERVER]))
