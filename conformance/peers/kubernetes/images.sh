# Read by components.sh: makes, in the folder where it is read, the archives of two images around the machine's busybox, pause.tar and
# busybox.tar. No registry is asked.
image() { # NAME COMMAND-IN-JSON
  layer=$(sha256sum <layer.tar | cut -d' ' -f1)
  mkdir image
  cp layer.tar image
  printf '{"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$architecture" "$2" "$layer" >image/config.json
  printf '[{"Config":"config.json","RepoTags":["peers.local/%s:1"],"Layers":["layer.tar"]}]' "$1" >image/manifest.json
  tar -C image -cf "$1.tar" config.json manifest.json layer.tar
  rm -r image
}

case $(uname -m) in
  aarch64) architecture=arm64 ;;
  *) architecture=amd64 ;;
esac
(
  umask 022
  for folder in bin dev etc proc sys tmp var; do
    mkdir -p "layer/$folder"
  done
  chmod 1777 layer/tmp
  cp "$(command -v busybox)" layer/bin/busybox
  busybox --list | while read -r applet; do
    [ "$applet" = busybox ] || ln -s busybox "layer/bin/$applet"
  done
  printf 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' >layer/etc/passwd
  printf 'root:x:0:\nnobody:x:65534:\n' >layer/etc/group
  tar --owner=0 --group=0 -C layer -cf layer.tar .
)
rm -r layer
image pause '["sleep","2147483647"]'
image busybox '["sh"]'
rm layer.tar
