# Production image of AI PMO: one image for web, worker and clock; docker-compose.yml gives each its command.
# The secret key, the database and the broker come from the environment when it runs; the image holds none of them.

FROM node:24-bookworm-slim AS browser
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /app --shell /usr/sbin/nologin pmo \
    && install -d -o pmo -g pmo /app /var/lib/pmo

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY --from=browser /app/node_modules ./node_modules
COPY . .

ENV PMO_PRODUCTION=1 \
    PMO_VAR_DIR=/var/lib/pmo \
    PMO_STATIC_ROOT=/app/staticfiles \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORT=8000
# The key is needed to load the settings and used for nothing while files are gathered; it is not kept in the image.
RUN PMO_SECRET_KEY=unused-while-building python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R pmo:pmo /app/staticfiles /var/lib/pmo

USER pmo
VOLUME /var/lib/pmo
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=40s --retries=4 CMD ["python", "pmo/probe.py", "web"]
CMD ["gunicorn", "pmo.wsgi:application", "--bind", "0.0.0.0:8000", "--no-control-socket", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm"]
