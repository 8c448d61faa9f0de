#!/usr/bin/env bash
# Runs the tests, and the programs that they start, under a sanitizer.
# Usage: sanitize.sh address|thread [FLAG OF SWIFT TEST]...
set -euo pipefail
cd "$(dirname "$0")/.."
case $1 in
  address) scratch=.build-asan ;;
  thread) scratch=.build-tsan ;;
  *) echo "usage: $0 address|thread [FLAG OF SWIFT TEST]..." >&2 && exit 64 ;;
esac
export PUSHRUN_SANITIZE=$1 SWIFT_BACKTRACE=enable=no
flags=(--sanitize="$1" --scratch-path "$scratch")
# Under the thread sanitizer everything is so slow that tests beside one another pass their time limits.
[ "$1" = thread ] && set -- "$@" --no-parallel
shift
reports=$(mktemp -d)
# A program may be killed before a test sees what it says: what it found is in a file.
export ASAN_OPTIONS=log_path=$reports/report
export LSAN_OPTIONS=suppressions=$PWD/Tests/leaks.txt:print_suppressions=0
export TSAN_OPTIONS=log_path=$reports/report:suppressions=$PWD/Tests/races.txt
swift build --build-tests "${flags[@]}"
status=0
swift test --skip-build "${flags[@]}" "$@" || status=1
for report in "$reports"/*; do
  [ -e "$report" ] || break
  cat "$report"
  status=1
done
echo "sanitizer reports: $(find "$reports" -type f | wc -l)"
rm -r "$reports"
exit $status
