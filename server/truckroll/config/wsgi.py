"""The synchronous application: everything but the event stream."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truckroll.config.settings")
application = get_wsgi_application()
