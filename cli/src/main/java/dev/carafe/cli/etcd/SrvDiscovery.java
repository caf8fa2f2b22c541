package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The members of a cluster as DNS names them: those of {@code _etcd-server-ssl._tcp} speak https, those of {@code
 * _etcd-server._tcp} http. The one that is at this member's own address is this member; the others' names say nothing.
 * Source: etcd {@code client/pkg/srv/srv.go}, {@code server/embed/config.go}.
 *
 * @param domain where the records are
 * @param serviceName what the services' names end with, empty for nothing
 */
record SrvDiscovery(String domain, String serviceName) {
    private static final System.Logger LOG = System.getLogger("dev.carafe.etcd.Etcd");

    /**
     * The members' addresses by name.
     *
     * @param self this member's name
     * @param advertised its addresses
     */
    SortedMap<String, List<String>> members(String self, List<String> advertised, SrvRecords records) {
        SortedMap<String, List<String>> members = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (String scheme : List.of("https", "http")) {
            String service = "etcd-server" + (scheme.equals("https") ? "-ssl" : "")
                    + (serviceName.isEmpty() ? "" : "-" + serviceName);
            try {
                Map<InetSocketAddress, String> own = addresses(advertised);
                add(members, self, own, scheme, records.lookup("_" + service + "._tcp." + domain));
            } catch (IOException e) {
                failures.add("error querying DNS SRV records for _" + service + ": " + CommandException.reason(e));
            }
        }
        if (members.isEmpty()) {
            throw new CommandException("--discovery-srv finds no member: " + String.join("; ", failures)
                    + "; publish the records, or name the members in --initial-cluster.");
        }
        if (!members.containsKey(self)) {
            throw new CommandException("cannot find local etcd member \"" + self + "\" in SRV records: none of "
                    + String.join(
                            ", ",
                            members.values().stream().flatMap(List::stream).toList())
                    + " is at --initial-advertise-peer-urls, which is " + String.join(",", advertised) + ".");
        }
        LOG.log(System.Logger.Level.INFO, "DNS names the members {0}", members);
        return members;
    }

    private static Map<InetSocketAddress, String> addresses(List<String> urls) throws IOException {
        Map<InetSocketAddress, String> addresses = new HashMap<>();
        for (String text : urls) {
            URI url = URI.create(text);
            addresses.put(SrvRecords.resolved(url.getHost(), url.getPort()), url.getScheme());
        }
        return addresses;
    }

    private static void add(
            SortedMap<String, List<String>> members,
            String self,
            Map<InetSocketAddress, String> own,
            String scheme,
            List<SrvRecords.Target> targets)
            throws IOException {
        // Names of others are numbers; whoever goes by https has others than whoever goes by http.
        TreeSet<String> urls = new TreeSet<>();
        for (SrvRecords.Target target : targets) {
            String url = scheme + "://" + target.host() + ":" + target.port();
            String expected = own.get(SrvRecords.resolved(target.host(), target.port()));
            if (expected == null) {
                urls.add(url);
            } else if (expected.equals(scheme)) {
                members.computeIfAbsent(self, _ -> new ArrayList<>()).add(url);
            } else {
                throw new IOException(
                        "bootstrap at " + url + " has scheme mismatch with expected peer, which speaks " + expected);
            }
        }
        for (String url : urls) {
            members.put(scheme + "-" + members.size(), List.of(url));
        }
    }
}
