#!/bin/sh
# Creates or deletes a preview environment through eden's API, and waits until that is done. Needs curl alone.
#
#   EDEN_URL=https://….execute-api.eu-west-1.amazonaws.com/dev EDEN_API_KEY=… ./eden.sh create NAME IMAGE_URI [PROFILE] [TTL]
#   EDEN_URL=… EDEN_API_KEY=… ./eden.sh delete NAME [PROFILE]
#
# EDEN_ENVIRONMENT has variables for this environment alone: NAME=value, one a line; EDEN_PR the number of a pull request, for {{pr}}.
# Busy (409 with Retry-After), throttled (429, unless the quota is used up) and late (504) answers are asked again,
# EDEN_ATTEMPTS times (20); any other error ends it with 1. The last answer is printed. After a create it polls, EDEN_POLLS times (60), until as many
# tasks run as are wanted and the deployment is finished: before that, a redeploy's old tasks run. When ECS goes back to an earlier
# revision, since the new tasks do not start, the create ends with 1.
set -eu

: "${EDEN_URL:?is not set}" "${EDEN_API_KEY:?is not set}"
EDEN_URL=${EDEN_URL%/}
command=${1:?create or delete}
name=${2:?a name}
attempts=${EDEN_ATTEMPTS:-20}
polls=${EDEN_POLLS:-60}
folder=$(mktemp -d)
# A signal ends what is waited for, and the key goes with the folder.
trap 'rm -rf "$folder"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'kill "${!:-}" 2>/dev/null || :; exit 143' TERM
# run COMMAND: the shell answers signals while it waits, not while a command runs in front.
run() {
  "$@" &
  run_status=0
  wait "$!" || run_status=$?
  return "$run_status"
}
# encode TEXT: every byte as %XX, for a path.
encode() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }
tab=$(printf '\t')
cr=$(printf '\r')
# text TEXT: a string of JSON.
text() {
  printf '"%s"' "$(printf '%s' "$1" | LC_ALL=C sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$tab/\\\\t/g" -e "s/$cr/\\\\r/g" \
    | LC_ALL=C sed -e ':next' -e '$!{' -e 'N' -e 'b next' -e '}' -e 's/\n/\\n/g')"
}
# In a file of ours alone: arguments are in everybody's list of processes. (printf is the shell's own.)
printf 'x-api-key: %s\n' "$EDEN_API_KEY" >"$folder/key"

case $command in
  create) image=${3:?an image} profile=${4:-default} ttl=${5:-} ;;
  delete) profile=${3:-default} ;;
  *) echo "create or delete, not $command" >&2; exit 2 ;;
esac

no_answer() {
  echo 000 >"$folder/status"
  : >"$folder/headers"
  printf '{"status":"error","message":"No answer from %s.","code":"no_answer"}' "$EDEN_URL" >"$folder/body"
}

# ask PATH [curl options]: sets $status, leaves headers and body in $folder.
ask() {
  path=$1
  shift
  run curl -sS -g -m 35 -o "$folder/body" -D "$folder/headers" -w '%{http_code}' \
    -H @"$folder/key" "$@" "$EDEN_URL/api/v1/$path" >"$folder/status" || no_answer
  status=$(tail -c 4 "$folder/status" | tr -d '\n')
}

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$folder/body" | head -n 1; }
retry_after() { tr -d '\r' <"$folder/headers" | sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]*\)$/\1/p' | tail -n 1; }

# until_done PATH [curl options]: asks until the answer is final.
until_done() {
  while :; do
    ask "$@"
    wait_s=$(retry_after)
    case $status in
      200) return 0 ;;
      409) [ -n "$wait_s" ] || return 1 ;;
      429) [ "$(field code)" != quota_exceeded ] || return 1 ;;
      504 | 000) ;;
      *) return 1 ;;
    esac
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || return 1
    echo "$status $(field message) Again in ${wait_s:-10} s." >&2
    run sleep "${EDEN_WAIT_S:-${wait_s:-10}}"
  done
}

fail() {
  cat "$folder/body" >&2 2>/dev/null || true
  echo >&2
  exit 1
}

# no_route: whether the last answer is that the stage has no such route (eden.getRoutes: false), and not that something is unknown.
no_route() { [ "$status" = 404 ] && [ -z "$(field field)" ]; }
if [ "$command" = delete ]; then
  if ! until_done delete -G --data-urlencode "name=$name" --data-urlencode "profile=$profile"; then
    no_route || fail
    until_done "environments/$(encode "$profile")/$(encode "$name")" -X DELETE || [ "$status $(field field)" = '404 name' ] || fail
  fi
  cat "$folder/body"
  echo
  exit 0
fi

{
  printf '{"name":%s,"image_uri":%s,"profile":%s' "$(text "$name")" "$(text "$image")" "$(text "$profile")"
  [ -z "$ttl" ] || printf ',"ttl":%s' "$(text "$ttl")"
  [ -z "${EDEN_PR:-}" ] || printf ',"pr":%s' "$(text "$EDEN_PR")"
  [ -z "${EDEN_ENVIRONMENT:-}" ] || printf ',"environment":%s' "$(text "$EDEN_ENVIRONMENT")"
  printf '}'
} >"$folder/request"
until_done environments -H 'content-type: application/json' --data-binary @"$folder/request" || fail
cp "$folder/body" "$folder/created"
page="environments/$(encode "$profile")/$(field environment)"
wanted=$(field taskDefinition)
# Whether the service runs another revision than the one that was created. A later one is of a deployment that followed: that is
# waited for. To an earlier one ECS itself goes back.
went_back() {
  present=$(sed -n 's/.*"taskDefinition":"\([^"]*\)".*/\1/p' "$folder/body" | head -n 1)
  if [ -z "$wanted" ] || [ -z "$present" ] || [ "$present" = "$wanted" ]; then return 1; fi
  if [ "${present%:*}" = "${wanted%:*}" ] && [ "${present##*:}" -gt "${wanted##*:}" ]; then return 1; fi
}
while [ "$polls" -gt 0 ]; do
  ask "$page"
  if [ "$status" = 200 ]; then
    if went_back; then
      echo "$present runs instead of $wanted: ECS went back because the new tasks did not start." >&2
      break
    fi
    case $(field rolloutState) in
      IN_PROGRESS) ;;
      FAILED) break ;;
      *)
        if [ "$(field runningCount)" = "$(field desiredCount)" ]; then
          if [ -n "$wanted" ] && [ -n "$present" ] && [ "$present" != "$wanted" ]; then echo "Another deployment followed: $present runs." >&2; fi
          cat "$folder/created"
          echo
          exit 0
        fi
        ;;
    esac
  fi
  polls=$((polls - 1))
  run sleep "${EDEN_WAIT_S:-5}"
done
echo "The environment was created, but its tasks do not run (yet):" >&2
fail
