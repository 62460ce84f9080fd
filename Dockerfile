# One image for web, worker and beat; docker-compose.yml says which does what.
FROM python:3.13-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/kcc \
    && /opt/kcc/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/opt/kcc/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/srv/static \
    MEDIA_ROOT=/srv/files
# A fixed number, so that the owner of the files volume stays the same in every version.
RUN groupadd --gid 10001 kcc \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin kcc \
    && install -d -o kcc -g kcc -m 0700 /srv/files
COPY --from=packages /opt/kcc /opt/kcc
COPY . /app
WORKDIR /app
# Settings ask for secrets; these exist during this one command and protect nothing.
RUN SECRET_KEY=only-while-building PERSONAL_DATA_KEY=only-while-building \
        python manage.py collectstatic --noinput --verbosity 0 \
    && chmod -R a+rX /app /srv/static \
    && python -m compileall -q /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "scripts/alive.py"]
# The heartbeat file of the workers belongs in memory; the root file system is read-only.
CMD ["gunicorn", "kcc.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", \
    "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", \
    "--max-requests", "5000", "--max-requests-jitter", "500"]
