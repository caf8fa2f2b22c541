# Read by cluster.sh, which sets here and programs: what a check is. Each is a line of results.txt, and what one that failed
# said last is in failures.txt.
: >results.txt
: >failures.txt
PATIENCE=${PATIENCE:-120}

check() { # NAME COMMAND...: passes as soon as the command succeeds, and fails where it does not within PATIENCE seconds
  name=$1
  shift
  until=$(($(date +%s) + PATIENCE))
  while true; do
    if "$@" >last.txt 2>&1; then
      result=passed
      break
    fi
    if [ "$(date +%s)" -ge "$until" ]; then
      result=failed
      { echo "== $name: $*"; cat last.txt; } >>failures.txt
      break
    fi
    sleep 1
  done
  printf '%s\t%s\n' "$result" "$name" | tee -a results.txt
}

act() { # COMMAND...: a step between checks, which is told where it fails
  if ! "$@" >last.txt 2>&1; then
    printf 'failed\t%s\n' "$*" | tee -a results.txt
    { echo "== $*"; cat last.txt; } >>failures.txt
  fi
}

is() { # VALUE RESOURCE PATH [FLAG...]: whether what the JSON path shows is the value
  wanted=$1 resource=$2 path=$3
  shift 3
  seen=$(k get "$resource" -o jsonpath="{$path}" "$@") || return 1
  echo "$resource $path is '$seen'"
  [ "$seen" = "$wanted" ]
}

has() { # RESOURCE PATH [FLAG...]: whether there is something at the JSON path
  resource=$1 path=$2
  shift 2
  seen=$(k get "$resource" -o jsonpath="{$path}" "$@") || return 1
  echo "$resource $path is '$seen'"
  [ -n "$seen" ]
}

gone() { # RESOURCE [FLAG...]
  seen=$(k get --ignore-not-found "$@") || return 1
  echo "$seen"
  [ -z "$seen" ]
}

says() { # TEXT COMMAND...: whether the command's output, or what it says of its failure, has the text
  text=$1
  shift
  seen=$("$@" 2>&1) || true
  echo "$seen"
  case $seen in
    *"$text"*) ;;
    *) return 1 ;;
  esac
}

objects() { # NAMESPACE FILE: a namespace with the objects of a file
  act k create namespace "$1"
  await "the namespace $1 was to have its account" k -n "$1" get serviceaccount default
  act k -n "$1" apply -f "$here/objects/$2"
}

version() { # PROGRAM
  "$programs/$1" --version | sed 's/.* //'
}

table() {
  echo
  sort results.txt | awk -F '\t' '{ print $1 ": " $2; count[$1]++ } END { print count["passed"] + 0 " passed, " count["failed"] + 0 " failed" }'
  [ ! -s failures.txt ] || cat failures.txt
}
