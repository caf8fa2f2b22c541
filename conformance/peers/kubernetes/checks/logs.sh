# What the components' logs must not have: objects that they cannot read, resources that they do not find, and what they may not do.
quiet() { # LOG PATTERN: whether no line has the pattern
  # Metrics have no API here, and a kubelet that has no certificate yet is anonymous.
  lines=$(grep -v -e metrics.k8s.io -e system:anonymous "$1.log" | grep -E "$2" | cut -c 1-500)
  echo "$lines"
  [ -s "$1.log" ] && [ -z "$lines" ]
}

PATIENCE=0
parts='controller-manager scheduler'
[ -n "${NODELESS:-}" ] || parts="$parts kubelet"
for part in $parts; do
  check "$part: every object is read" quiet "$part" 'unknown field|unable to decode|no kind .* is registered|proto: |wiretype|unexpected EOF'
  check "$part: every resource is there" quiet "$part" 'could not find the requested resource|the server does not allow this method'
  check "$part: every list and watch is answered" quiet "$part" \
    'Failed to (list|watch).*(Forbidden|forbidden|field label|not supported|Unsupported|[Ii]nternal error)'
  check "$part: it may do what it does" quiet "$part" 'is forbidden: User'
  check "$part: it does not panic" quiet "$part" '^panic|runtime error|Observed a panic'
done
