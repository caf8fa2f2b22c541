package dev.carafe.vsphere.esxi.facts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whom the machine asks for the time, by the files of chrony, ntpd and systemd-timesyncd. */
public final class TimeServers {
    private static final List<String> FILES = List.of(
            "etc/chrony/chrony.conf",
            "etc/chrony.conf",
            "etc/ntpsec/ntp.conf",
            "etc/ntp.conf",
            "etc/systemd/timesyncd.conf");

    private TimeServers() {}

    /**
     * Reads what is there, each server once.
     *
     * @param root has {@code etc}
     */
    public static List<String> read(Path root) {
        Set<String> servers = new LinkedHashSet<>();
        for (String file : FILES) {
            servers.addAll(in(TextFiles.lines(root.resolve(file)).stream()));
        }
        return List.copyOf(servers);
    }

    /** The servers that lines of such a file name: {@code server NAME …}, {@code pool NAME …}, {@code NTP=NAME …}. */
    static List<String> in(Stream<String> lines) {
        List<String> servers = new ArrayList<>();
        lines.map(String::strip).forEach(line -> {
            String[] words = line.split("\\s+");
            if ((words[0].equals("server") || words[0].equals("pool")) && words.length > 1) {
                servers.add(words[1]);
            } else if (line.startsWith("NTP=")) {
                Stream.of(line.substring("NTP=".length()).split("\\s+"))
                        .filter(name -> !name.isEmpty())
                        .forEach(servers::add);
            }
        });
        return servers;
    }
}
