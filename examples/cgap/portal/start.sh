# Whoever runs becomes the process itself, so that it is told when to end.
case ${application_type:?} in
    portal) exec waitress-serve --port=8000 --threads=4 portal:app ;;
    indexer | ingester) exec python worker.py "$application_type" ;;
    deployment) exec python deployment.py ;;
    *) echo "no such role: $application_type" >&2; exit 64 ;;
esac
