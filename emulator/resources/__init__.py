"""One room per AWS service: what its types are in API calls. Importing the package registers them all."""

import importlib
import pkgutil

for _room in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_room}")
