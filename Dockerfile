# Static files: Node is needed to build them and not afterwards.
FROM node:24-bookworm-slim AS static
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static/src static/src
RUN npm run build

# Python packages and compiled translations.
FROM python:3.13-slim-bookworm AS python
WORKDIR /srv/piastra
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt ./
COPY requirements/constraints.txt requirements/
# What a setting asks for beyond that, such as another store for the media: docs/deploy.md.
ARG EXTRA_PACKAGES=""
# Unquoted: several names are several words.
# hadolint ignore=SC2086
RUN pip install --no-cache-dir --requirement requirements.txt $EXTRA_PACKAGES
COPY . .
COPY --from=static /build/static/dist static/dist
# A clone made under a strict umask is readable by its owner alone; in here another user reads it.
RUN chmod -R u=rwX,go=rX .
RUN python -c "import glob, polib; [polib.pofile(po).save_as_mofile(po[:-2] + 'mo') for po in glob.glob('locale/*/LC_MESSAGES/*.po')]" \
 && SECRET_KEY=for-this-step-only DATABASE_URL=postgres://nobody@nowhere/none STATIC_ROOT=/srv/static \
    python manage.py collectstatic --no-input --verbosity 0 \
 && chmod -R go=rX locale static /srv/static

# What runs: no compiler, no Node, not root.
FROM python:3.13-slim-bookworm
# Libraries get Debian's security updates with each build, so no version is held.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /srv/piastra piastra \
 && install --directory --owner piastra /srv/media /srv/schedule
COPY --from=python /opt/venv /opt/venv
COPY --from=python /srv/static /srv/static
COPY --from=python /srv/piastra /srv/piastra
WORKDIR /srv/piastra
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/srv/static \
    MEDIA_ROOT=/srv/media
USER 10001
EXPOSE 8000
HEALTHCHECK --start-period=20s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://localhost:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "piastra.wsgi"]
