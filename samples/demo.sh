#!/bin/sh
# What `make run` shows: the samples in a repository, one run of the agent on it, and what it committed.
# usage: demo.sh PUSHRUN
set -eu
pushrun=$(realpath "$1")
samples=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The person's own git configuration stays out of it.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=demo GIT_AUTHOR_EMAIL=demo@localhost GIT_COMMITTER_NAME=demo GIT_COMMITTER_EMAIL=demo@localhost

say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
repo=$work/workflows.git
git init -q --bare -b main "$repo"
git clone -q "$repo" "$work/clone" 2>/dev/null
cd "$work/clone"
mkdir manifests
cp "$samples"/*.yaml manifests/
git add manifests
git commit -q -m "Add the sample workflows"
git push -q origin HEAD:main

say "pushrun agent --repo workflows.git --once"
"$pushrun" agent --repo "$repo" --state-dir "$work/state" --once

git pull -q origin main
say "git log --graph --oneline"
git log --graph --oneline
say "git show --stat HEAD"
git show --stat HEAD
say "cat status/default/dag-workflowtemplate-sample-run.yaml"
cat status/default/dag-workflowtemplate-sample-run.yaml
say "pushrun get runs"
"$pushrun" get runs --state-dir "$work/state"
