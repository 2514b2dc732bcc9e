#!/bin/sh
# The health checker first, in the background; then the worker as the process itself, so that it is told when to end.
python health.py &
exec python -m celery --app tasks worker --concurrency 2 --loglevel INFO
