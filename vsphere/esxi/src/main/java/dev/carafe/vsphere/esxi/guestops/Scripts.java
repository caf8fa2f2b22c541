package dev.carafe.vsphere.esxi.guestops;

/** What is run in guests, for {@code sh} as POSIX has it and for tools as GNU and busybox both have them. Pure. */
final class Scripts {
    /** Exit statuses of these scripts. */
    static final int EXISTS = 101;

    static final int ABSENT = 102;
    static final int REFUSED = 103;
    static final int NO_FILE = 104;
    static final int DENIED = 105;
    static final int WRONG_PASSWORD = 241;
    static final int CANNOT_CHECK = 242;

    /**
     * Checks the password, which is the first line of the input, of user $1, and runs the command $2 as that user, which has the rest
     * of the input.
     */
    static final String AS_USER = """
            IFS= read -r p || exit 241
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
            right() {
              for c in /usr/sbin/unix_chkpwd /sbin/unix_chkpwd; do
                if [ -x $c ]; then printf '%s\\0' "$p" | $c "$1" nonull >/dev/null 2>&1; return; fi
              done
              h=
              while IFS=: read -r n f r; do if [ "$n" = "$1" ]; then h=$f; fi; done </etc/shadow || exit 242
              case $h in
                '$6$rounds'*|'$5$rounds'*) exit 242;;
                '$6$'*) m=sha512;;
                '$5$'*) m=sha256;;
                '$1$'*) m=md5;;
                '$'*) exit 242;;
                *) return 1;;
              esac
              s=${h#\\$?\\$}; s=${s%%\\$*}
              g=$(printf '%s\\n' "$p" | busybox mkpasswd -P 0 -m $m -S "$s" 2>/dev/null) \\
                || g=$(printf '%s\\n' "$p" | busybox cryptpw -P 0 -m $m -S "$s" 2>/dev/null) || exit 242
              [ "$g" = "$h" ]
            }
            right "$1" || exit 241
            unset p h g s
            cd /
            if [ "$1" = root ]; then exec /bin/sh -c "$2"; fi
            exec su -s /bin/sh -c "$2" "$1"
            """;

    private Scripts() {}

    /** A word that the shell takes as it is. */
    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The attributes of a file, one line: type, size, times, owners, permissions, name; then where a link leads. */
    private static String describe(String variable) {
        return "stat -c '%F|%s|%Y|%X|%u|%g|%a|%n' -- \"" + variable + "\" 2>/dev/null && { [ -L \"" + variable
                + "\" ] && echo \">$(readlink \"" + variable + "\")\"; true; }; ";
    }

    static String makeDirectory(String path, boolean parents) {
        return "d=" + quoted(path) + "; [ -e \"$d\" ] && exit 101; mkdir " + (parents ? "-p " : "")
                + "-- \"$d\" || { [ -d \"${d%/*}/\" ] || exit 102; exit 105; }";
    }

    static String deleteFile(String path) {
        return "f=" + quoted(path) + "; [ -e \"$f\" ] || [ -L \"$f\" ] || exit 102; [ -d \"$f\" ] && [ ! -L \"$f\" ]"
                + " && exit 104; rm -f -- \"$f\" || exit 105";
    }

    static String deleteDirectory(String path, boolean recursive) {
        return "d=" + quoted(path) + "; [ -d \"$d\" ] || exit 102; "
                + (recursive ? "rm -rf -- \"$d\" || exit 105" : "rmdir -- \"$d\" || exit 103");
    }

    static String move(String from, String to, boolean directory, boolean overwrite) {
        return "f=" + quoted(from) + "; t=" + quoted(to) + "; [ -e \"$f\" ] || [ -L \"$f\" ] || exit 102; [ "
                + (directory ? "-d" : "! -d") + " \"$f\" ] || exit 104; "
                + (overwrite ? "" : "[ -e \"$t\" ] && exit 101; ")
                + "[ -d \"$t\" ] && exit 101; mv -f -- \"$f\" \"$t\" || exit 105";
    }

    static String makeTemporary(String prefix, String suffix, String directory, boolean isDirectory) {
        String folder = directory.isEmpty() ? "\"${TMPDIR:-/tmp}\"" : quoted(directory);
        return "d=" + folder + "; s=" + quoted(suffix) + "; [ -d \"$d\" ] || exit 102; t=$(mktemp "
                + (isDirectory ? "-d " : "") + "\"$d/\"" + quoted(prefix) + "XXXXXX) || exit 105; [ -z \"$s\" ] || {"
                + " [ -e \"$t$s\" ] && exit 101; mv -- \"$t\" \"$t$s\" || exit 105; }; printf '%s' \"$t$s\"";
    }

    static String list(String path) {
        return "p=" + quoted(path) + "; if [ -d \"$p\" ]; then cd -- \"$p\" || exit 105; for f in .* *; do "
                + describe("$f") + "done; elif [ -e \"$p\" ] || [ -L \"$p\" ]; then " + describe("$p")
                + "else exit 102; fi; exit 0";
    }

    /** Describes a file that can be read. */
    static String readable(String path) {
        return "f=" + quoted(path)
                + "; [ -e \"$f\" ] || exit 102; [ -f \"$f\" ] || exit 104; [ -r \"$f\" ] || exit 105; "
                + "stat -L -c '%F|%s|%Y|%X|%u|%g|%a|%n' -- \"$f\" || exit 105";
    }

    static String read(String path, long piece, int pieceBytes) {
        int blocks = pieceBytes / 4096;
        return "dd if=" + quoted(path) + " bs=4096 skip=" + piece * blocks + " count=" + blocks
                + " 2>/dev/null || exit 105";
    }

    /** Makes a file empty, or refuses to; a folder is none. */
    static String begin(String path, boolean overwrite) {
        return "f=" + quoted(path) + "; [ -d \"$f\" ] && exit 104; " + (overwrite ? "" : "[ -e \"$f\" ] && exit 101; ")
                + "[ -d \"$(dirname -- \"$f\")\" ] || exit 102; : >\"$f\" || exit 105";
    }

    static String append(String path) {
        return "cat >>" + quoted(path) + " || exit 105";
    }

    static String environment() {
        return "env";
    }

    /** All processes: number, user, name; then a line with the command after each. */
    static String processes() {
        return "for d in /proc/[0-9]*; do u=$(stat -c %U \"$d\" 2>/dev/null) || continue; n=; read -r n <\"$d/comm\""
                + " 2>/dev/null; c=$(tr '\\0\\n' '  ' <\"$d/cmdline\" 2>/dev/null);"
                + " printf '%s|%s|%s\\n>%s\\n' \"${d#/proc/}\" \"$u\" \"$n\" \"$c\"; done; exit 0";
    }
}
