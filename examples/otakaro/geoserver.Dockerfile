# Stands in for the real image: the example shows the app file.
FROM debian:bookworm-slim
