#!/usr/bin/env bash
# Runs the fuzz targets one after the other, each for some seconds, and says what they did.
# Usage: fuzz.sh PROGRAM SECONDS [TARGET]...
# Finds go to a new directory under TMPDIR, to be minimised, mended, and added to the corpus.
set -euo pipefail
program=$(realpath "$1") seconds=$2
shift 2
cd "$(dirname "$0")"
if [ $# = 0 ]; then set -- Corpus/*/; fi
work=$(mktemp -d "${TMPDIR:-/tmp}/pushrun-fuzz.XXXXXX")
# Swift's own report of a crash would keep libFuzzer from its.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=quarantine_size_mb=16:${ASAN_OPTIONS:-}
status=0
for target; do
  target=$(basename "$target")
  mkdir "$work/$target" "$work/$target-finds"
  # Of a find, the first input is enough; what takes a second of processor time the program finds itself.
  FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -max_len=65536 -timeout=60 -rss_limit_mb=1024 \
    -dict=dictionary -print_final_stats=1 -artifact_prefix="$work/$target-finds/" \
    "$work/$target" "Corpus/$target" >"$work/$target.log" 2>&1 || status=1
  finds=$(find "$work/$target-finds" -type f | wc -l)
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log")
  covered=$(grep -o 'cov: [0-9]*' "$work/$target.log" | tail -1 | cut -d' ' -f2 || true)
  echo "$target: ${inputs:-0} inputs, ${covered:-0} edges covered, $(ls "$work/$target" | wc -l) new in the corpus, $finds found"
  if [ "$finds" != 0 ]; then grep -m1 -E '^====|^==[0-9]+== ?ERROR|Fatal error' "$work/$target.log" | cut -c1-2000 || true; fi
done
echo "logs, corpus and finds: $work"
exit $status
