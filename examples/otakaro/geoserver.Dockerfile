# Publishes the files of its data directory as layers, in the place of a GeoServer of some hundred megabytes.
FROM debian:bookworm-slim
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs \
 && rm -rf /var/lib/apt/lists/*
COPY geoserver /app
EXPOSE 8080
CMD ["node", "/app/server.js"]
