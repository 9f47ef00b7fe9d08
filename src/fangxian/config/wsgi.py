"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from fangxian.cli.parents import SERVER, end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.config.settings")
application = get_wsgi_application()

if os.environ.get(SERVER):
    end_with(int(os.environ[SERVER]))
