"""The application as servers expect it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from jiheng.audit import all_rules
from jiheng.standards import all_packs, all_standards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng_web.settings")
application = get_wsgi_application()

# The engine's cards are read once, before anybody asks, and live as long as the process: looking through them
# again and again for garbage takes a tenth of a request's time.
all_rules()
all_standards()
all_packs()
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
