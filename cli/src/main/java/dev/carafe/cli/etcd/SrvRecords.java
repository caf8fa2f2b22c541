package dev.carafe.cli.etcd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Where DNS says that a service is (RFC 2782), and what the machine takes host names for.
 *
 * @param resolver who is asked for services
 */
record SrvRecords(Resolver resolver) {
    /** A server of the service. */
    record Target(String host, int port) {}

    /** As the machine is set up to ask. */
    static SrvRecords ofTheMachine() {
        return new SrvRecords(new ExtendedResolver());
    }

    /**
     * The servers of a service.
     *
     * @param name such as {@code _etcd-server._tcp.example.com}
     * @throws IOException when it has none, or nobody answers
     */
    List<Target> lookup(String name) throws IOException {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(name, Name.root), Type.SRV);
        } catch (TextParseException e) {
            throw new IOException(name + " is no name in DNS: " + e.getMessage(), e);
        }
        lookup.setResolver(resolver);
        lookup.setCache(null); // a second look shall see what has changed
        Record[] records = lookup.run();
        if (records == null) {
            throw new IOException("lookup " + name + ": " + lookup.getErrorString());
        }
        List<Target> targets = new ArrayList<>();
        for (Record each : records) {
            if (each instanceof SRVRecord srv) {
                targets.add(new Target(srv.getTarget().toString(true), srv.getPort()));
            }
        }
        return targets;
    }

    /** What a host is at. */
    static InetSocketAddress resolved(String host, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }
}
