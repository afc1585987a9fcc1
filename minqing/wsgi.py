import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minqing.settings")
application = get_wsgi_application()
# What was loaded stays for good: a request need not look through it for garbage.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
