# Turns a network configuration (version 2) into files /etc/network/NAME, for each interface that has addresses. NAME is the
# interface's name, or the hardware address by which the configuration matches it.
function value(line) {
  sub(/^[^:]*:[[:space:]]*/, "", line)
  gsub(/[]["\047,]/, " ", line)
  return line
}

function add(word, list, count, each, i) {
  count = split(list, each, " ")
  for (i = 1; i <= count; i++) {
    lines = lines word " " each[i] "\n"
    if (word == "address") addressed = 1
  }
}

function finish() {
  if (name != "" && addressed) {
    printf "%s", lines > "/etc/network/" name
    close("/etc/network/" name)
  }
  name = lines = ""
  addressed = 0
}

/^[[:space:]]*(#|$)/ { next }

{
  match($0, /^ */)
  indent = RLENGTH
  text = substr($0, indent + 1)
}

text ~ /^ethernets:/ { inside = 1; base = indent; own = -1; next }
inside && indent <= base { finish(); inside = 0 }
!inside { next }
own < 0 || indent == own {
  finish()
  own = indent
  name = text
  sub(/:.*/, "", name)
  gsub(/["\047]/, "", name)
  list = ""
  next
}
text ~ /^macaddress:/ { name = tolower(text); sub(/^[^:]*:[[:space:]]*/, "", name); gsub(/["\047 ]/, "", name); next }
text ~ /^name:/ { name = value(text); gsub(/ /, "", name); next }
text ~ /^gateway[46]:/ { add("gateway", value(text)); next }
text ~ /^nameservers:/ { servers = 1; next }
text ~ /^routes:/ { servers = 0; list = ""; next }
text ~ /^-? *via:/ { add("gateway", value(text)); next }
text ~ /^addresses:/ { list = servers ? "nameserver" : "address"; servers = 0; add(list, value(text)); next }
text ~ /^- / && list != "" { add(list, value("x: " substr(text, 3))); next }
{ list = "" }
END { finish() }
