"""The site as a server sees it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minqing.settings")
# Behind a proxy on this machine a request comes from whom the proxy wrote down: passwords guessed from one address lock that
# address out, not the whole county.
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), ["127.0.0.1", "::1"])
# What was loaded stays for good: a request need not look through it for garbage.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
