# {{jreleaserCreationStamp}} The same as docs/deploy/Dockerfile; JReleaser unpacks the archive to assembly.
FROM {{dockerBaseImage}}
{{#dockerLabels}}
LABEL {{.}}
{{/dockerLabels}}
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin brievio
COPY assembly/ /opt/brievio/
USER 10001
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["curl", "-sf", "http://127.0.0.1:4000/healthz"]
ENTRYPOINT ["/opt/brievio/bin/brievio"]
CMD ["serve", "--host", "0.0.0.0", "--port", "4000", "--api-key-env", "BRIEVIO_KEY", "--log-format", "json"]
