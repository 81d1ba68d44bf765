#!/usr/bin/env bash
# Tags this commit as good for a stack, once what it deployed has passed the tests: `npm run rollback` goes back to the last
# such commit. Usage: tag-good.sh STACK
set -euo pipefail

stack=${1:?"usage: tag-good.sh STACK"}
tag="deployed/$stack/$(date -u +%Y%m%dT%H%M%SZ)"
git tag "$tag"
git push origin "refs/tags/$tag"
echo "$tag"
