package dev.carafe.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes away what a cloud leaves on a machine besides its process: container processes, mounts, network namespaces,
 * interfaces, rules, control groups and files.
 *
 * <p>Works from what is really there, not from what was written down, and only on what carries the cloud's own names: its
 * socket, its folders, its bridge, its table, its control group. Each step goes on where another failed; what could not
 * be removed is told at the end.
 */
public final class Remains {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration KILL_GRACE = Duration.ofSeconds(2);
    private static final String SHIM_SOCKETS = "unix:///run/containerd/s/";
    /** What nft prints of a table whose chains hold no rules. */
    private static final Predicate<String> EMPTY_TABLE_LINE = Pattern.compile(
                    "|}|#.*|table \\S+ \\S+ \\{|chain \\S+ \\{|type nat hook .*")
            .asMatchPredicate();

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final List<String> problems = new ArrayList<>();

    /** What could not be removed, in words. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * Kills the shims that serve the containerd at {@code socket} and every process of their containers, which are the
     * shims' children.
     */
    public void killShims(Path socket) {
        List<ProcessHandle> shims = ProcessHandle.allProcesses()
                .filter(process -> isShim(process, socket))
                .toList();
        for (ProcessHandle shim : shims) {
            List<ProcessHandle> family = new ArrayList<>(shim.descendants().toList());
            family.add(shim);
            for (ProcessHandle process : family) {
                attempt("kill process " + process.pid(), () -> {
                    process.destroyForcibly();
                    if (!Processes.awaitEnd(process, KILL_GRACE)) {
                        throw new IOException("it does not end");
                    }
                });
            }
        }
    }

    /**
     * Removes the sockets of the shims that the containerd with the state folder {@code state} started. They lie in one
     * folder for all containerds of a machine; each task's bundle names its own in a file called {@code address}.
     */
    public void removeShimSockets(Path state) {
        Path tasks = state.resolve("io.containerd.runtime.v2.task");
        if (!Files.isDirectory(tasks)) {
            return;
        }
        attempt("remove the shims' sockets", () -> {
            List<Path> addresses;
            try (Stream<Path> files = Files.find(tasks, 3, (file, _) -> file.endsWith("address"))) {
                addresses = files.toList();
            }
            for (Path address : addresses) {
                String socket = Files.readString(address).strip();
                if (socket.startsWith(SHIM_SOCKETS)) {
                    Files.deleteIfExists(Path.of(socket.substring("unix://".length())));
                }
            }
        });
    }

    private static boolean isShim(ProcessHandle process, Path socket) {
        String command = commandLine(process.pid());
        return command.contains("containerd-shim") && command.contains("\0-address\0" + socket + "\0");
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Unmounts everything below {@code directory}, innermost first. */
    public void unmount(Path directory) {
        attempt("read the mounts", () -> {
            for (String mount : mounts(directory).reversed()) {
                attempt("unmount " + mount, () -> Command.check(TIMEOUT, List.of("umount", "--lazy", mount)));
            }
        });
    }

    /** What is mounted below {@code directory}, in mounting order. */
    private static List<String> mounts(Path directory) throws IOException {
        List<String> mounts = new ArrayList<>();
        Path table = Path.of("/proc/self/mounts");
        for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
            String[] words = line.split(" ", 3);
            String place = words.length > 1 ? unescape(words[1]) : "";
            if (place.startsWith(directory + "/")) {
                mounts.add(place);
            }
        }
        return mounts;
    }

    /** The kernel writes blanks and backslashes of paths as {@code \040} and the like. */
    static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }

    /** Removes the network interface {@code name}; the ends of cables in dead namespaces go with their namespaces. */
    public void removeInterface(String name) {
        if (Files.exists(Path.of("/sys/class/net", name))) {
            ports(name).forEach(this::removeLink);
            removeLink(name);
        }
    }

    private void removeLink(String name) {
        attempt("remove the interface " + name, () -> {
            Command.Result result = Command.run(TIMEOUT, List.of("ip", "link", "delete", name));
            if (!result.isOk()
                    && Files.exists(Path.of("/sys/class/net", name))) { // it may have gone by itself meanwhile
                throw new IOException(result.lastLine());
            }
        });
    }

    /** Removes {@code address} from the loopback interface. */
    public void removeAddress(String address) {
        attempt("remove the address " + address, () -> new LoopbackAddress(address).close());
    }

    private static List<String> ports(String bridge) {
        try (Stream<Path> ports = Files.list(Path.of("/sys/class/net", bridge, "brif"))) {
            return ports.map(each -> each.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Removes the nftables tables of {@code family} whose names {@code names} lists. */
    public void removeTables(List<String> names) {
        if (Command.find("nft").isEmpty()) {
            return;
        }
        attempt("list nftables tables", () -> {
            for (String line : Command.check(TIMEOUT, List.of("nft", "list", "tables"))
                    .lines()
                    .toList()) {
                String[] words = line.strip().split(" ", -1);
                if (words.length == 3 && names.contains(words[2])) {
                    attempt(
                            "remove the nftables table " + words[2],
                            () -> Command.check(TIMEOUT, List.of("nft", "delete", "table", words[1], words[2])));
                }
            }
        });
    }

    /**
     * Removes what CNI plugins left in iptables: the chains of masquerading and host ports that name the network
     * {@code network} in their comments, and the rules that lead there.
     */
    public void removeCniChains(String network) {
        if (Command.find("iptables-save").isEmpty()) {
            return;
        }
        attempt("remove CNI's iptables rules", () -> {
            List<String> rules = Command.check(TIMEOUT, List.of("iptables-save", "-t", "nat"))
                    .lines()
                    .toList();
            List<String> chains = new ArrayList<>();
            for (String rule : rules) {
                int jump = rule.indexOf(" -j CNI-");
                if (rule.startsWith("-A ") && jump > 0 && rule.contains("\"" + network + "\\\"")) {
                    String chain = rule.substring(jump + 4).split(" ", 2)[0];
                    chains.add(chain);
                    delete(rule);
                }
            }
            for (String chain : chains.stream().distinct().toList()) {
                attempt(
                        "flush the chain " + chain,
                        () -> Command.check(TIMEOUT, List.of("iptables", "-w", "-t", "nat", "-F", chain)));
                attempt(
                        "remove the chain " + chain,
                        () -> Command.check(TIMEOUT, List.of("iptables", "-w", "-t", "nat", "-X", chain)));
            }
        });
        attempt("remove CNI's host port rules", this::removeUnusedHostPorts);
        for (String family : List.of("ip", "ip6")) {
            attempt("remove the empty nat table of iptables", () -> removeEmptyNat(family));
        }
    }

    /** CNI's chains for host ports serve all networks and stay when the last port is gone; then they do nothing. */
    private void removeUnusedHostPorts() throws IOException {
        List<String> rules = Command.check(TIMEOUT, List.of("iptables-save", "-t", "nat"))
                .lines()
                .toList();
        if (rules.stream().anyMatch(rule -> rule.startsWith("-A CNI-HOSTPORT-DNAT "))) {
            return; // another network's
        }
        rules.stream()
                .filter(rule -> rule.startsWith("-A ") && rule.contains(" -j CNI-HOSTPORT-"))
                .forEach(this::delete);
        for (String rule : rules) {
            if (rule.startsWith(":CNI-HOSTPORT-")) {
                String chain = rule.substring(1, rule.indexOf(' '));
                Command.check(TIMEOUT, List.of("iptables", "-w", "-t", "nat", "-F", chain));
                Command.check(TIMEOUT, List.of("iptables", "-w", "-t", "nat", "-X", chain));
            }
        }
    }

    /** iptables makes its nat table for the first rule and never removes it; one without any rule does nothing. */
    private static void removeEmptyNat(String family) throws IOException {
        if (Command.find("nft").isEmpty()
                || !Command.check(TIMEOUT, List.of("nft", "list", "tables")).contains("table " + family + " nat\n")) {
            return;
        }
        String table = Command.check(TIMEOUT, List.of("nft", "list", "table", family, "nat"));
        if (table.lines().map(String::strip).allMatch(EMPTY_TABLE_LINE)) {
            Command.check(TIMEOUT, List.of("nft", "delete", "table", family, "nat"));
        }
    }

    private void delete(String rule) {
        List<String> command = new ArrayList<>(List.of("iptables", "-w", "-t", "nat", "-D"));
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char c : (rule.substring("-A ".length()) + " ").toCharArray()) {
            if (c == '"' && (word.isEmpty() || word.charAt(word.length() - 1) != '\\')) {
                quoted = !quoted;
            } else if (c == '"') {
                word.setCharAt(word.length() - 1, '"');
            } else if (c == ' ' && !quoted) {
                command.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        attempt("remove an iptables rule", () -> Command.check(TIMEOUT, command));
    }

    /** Removes the control group {@code name} in every hierarchy, its children first. */
    public void removeCgroups(String name) {
        List<Path> hierarchies = new ArrayList<>(List.of(CGROUPS));
        try (Stream<Path> each = Files.list(CGROUPS)) {
            each.filter(Files::isDirectory).forEach(hierarchies::add);
        } catch (IOException e) {
            return; // no control groups here
        }
        for (Path hierarchy : hierarchies) {
            Path group = hierarchy.resolve(name);
            if (Files.isDirectory(group)) {
                attempt("remove the control group " + group, () -> removeDirectories(group));
            }
        }
    }

    /** Removes empty folders, innermost first; a control group's files go with its folder. */
    private static void removeDirectories(Path directory) throws IOException {
        List<Path> children;
        try (Stream<Path> each = Files.list(directory)) {
            children = each.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path child : children) {
            removeDirectories(child);
        }
        Files.delete(directory);
    }

    /**
     * Removes {@code directory} and everything below it; links are removed, not followed. Removes nothing while something
     * is mounted there, which might be somebody's data.
     */
    public void removeTree(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        attempt("remove " + directory, () -> {
            List<String> mounts = mounts(directory);
            if (!mounts.isEmpty()) {
                throw new IOException(mounts.getFirst() + " is still mounted");
            }
            Files.walkFileTree(directory, new Removal());
        });
    }

    /** One step of cleaning. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            problems.add("could not " + what + ": " + e.getMessage());
        }
    }
}
