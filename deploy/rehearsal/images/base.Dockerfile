# A bare Debian with this machine's way to its package registries. Never pushed, never part of what is shipped.
FROM rehearsal/root
COPY clients/ /
RUN update-ca-certificates >/dev/null 2>&1 || true; \
    printf 'APT::Keep-Downloaded-Packages "false";\nDPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n' > /etc/apt/apt.conf.d/docker-clean
