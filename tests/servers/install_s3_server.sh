#!/bin/sh
# Builds the MinIO server once, for the tests of the S3 object store; without it they are skipped, visibly.
# Its project publishes no binaries any more, so it comes from the Go module proxy, pinned and checked against Go's sum database.
set -eu

version="v0.0.0-20260212201848-7aac2a2c5b7c"
folder="${HOME}/.cache/foureyes/bin"

if command -v minio > /dev/null || [ -x "${folder}/minio" ]; then
    exit 0
fi
if ! command -v go > /dev/null; then
    echo "no Go compiler: the tests against an S3 server will be skipped (install Go 1.24 or newer to run them)" >&2
    exit 0
fi
echo "building the MinIO server into ${folder}; this takes some minutes, once" >&2
mkdir -p "${folder}"
# Built aside and moved, so that a build cut off leaves nothing that looks like a server.
building="$(mktemp -d "${folder}/.building.XXXXXX")"
trap 'rm -rf "${building}"' EXIT
if ! GOBIN="${building}" nice -n 10 go install "github.com/minio/minio@${version}"; then
    echo "the MinIO server could not be built: the tests against an S3 server will be skipped" >&2
    exit 0
fi
mv "${building}/minio" "${folder}/minio"
