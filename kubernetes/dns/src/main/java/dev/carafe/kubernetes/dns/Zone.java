package dev.carafe.kubernetes.dns;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The cluster's zone: what each name beneath it means, by the Kubernetes DNS specification 1.1.0 and, where
 * that leaves it open, as CoreDNS's {@code kubernetes} plugin does. Pure over the objects.
 *
 * <pre>
 *   SERVICE.NS.svc                  cluster addresses, ready endpoints of a headless service, or a CNAME
 *   ENDPOINT.SERVICE.NS.svc         one endpoint, by its hostname or by its address with dashes
 *   _PORT._PROTO.SERVICE.NS.svc     SRV
 *   1-2-3-4.NS.pod                  that address, unverified
 *   dns-version                     TXT
 * </pre>
 */
final class Zone {
    private static final String VERSION = "1.1.0";
    private static final int REFRESH_SECONDS = 7200;
    private static final int RETRY_SECONDS = 1800;
    private static final int EXPIRE_SECONDS = 86400;

    private final ClusterObjects objects;
    private final Name origin;
    private final Name nameServer;
    private final int ttl;
    private final SOARecord soa;

    /** @param serial of the zone's SOA */
    Zone(ClusterObjects objects, String domain, int ttl, long serial) {
        this.objects = objects;
        this.ttl = ttl;
        try {
            this.origin = Name.fromString(domain.endsWith(".") ? domain : domain + ".");
            this.nameServer = Name.fromString("ns.dns", origin);
            Name contact = Name.fromString("hostmaster", origin);
            this.soa = new SOARecord(
                    origin,
                    DClass.IN,
                    ttl,
                    nameServer,
                    contact,
                    serial,
                    REFRESH_SECONDS,
                    RETRY_SECONDS,
                    EXPIRE_SECONDS,
                    ttl);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a domain: " + domain, e);
        }
    }

    /** Whether a name is this zone's to answer. */
    boolean contains(Name name) {
        return name.subdomain(origin);
    }

    /** Goes with every negative answer. */
    SOARecord soa() {
        return soa;
    }

    /** @param name one that {@link #contains}; answers carry it as it was asked */
    ZoneAnswer answer(Name name, int type) {
        int count = name.labels() - origin.labels();
        if (count == 0) {
            return apex(name, type);
        }
        String[] labels = new String[count];
        for (int i = 0; i < count; i++) {
            labels[i] = name.getLabelString(i).toLowerCase(Locale.ROOT);
        }
        return switch (labels[count - 1]) {
            case "svc" -> services(name, type, labels);
            case "pod" -> pods(name, type, labels);
            case "dns-version" -> count == 1 ? version(name, type) : ZoneAnswer.NO_NAME;
            case "dns" -> count == 2 && labels[0].equals("ns") ? server(name, type) : ZoneAnswer.NO_NAME;
            default -> ZoneAnswer.NO_NAME;
        };
    }

    /** The service at an address, or the endpoint of each service that has one there; empty when the cluster does not know it. */
    Optional<ZoneAnswer> reverse(Name name, int type, InetAddress address) {
        List<String> names = new ArrayList<>();
        objects.serviceAt(address).ifPresent(service -> names.add(service.name() + "." + service.namespace()));
        if (names.isEmpty()) {
            for (EndpointSlice slice : objects.slicesAt(address)) {
                for (Target target : Endpoints.of(slice)) {
                    if (target.address().equals(address)) {
                        names.add(target.name() + "." + ClusterObjects.service(slice) + "." + slice.namespace());
                    }
                }
            }
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        if (type != Type.PTR) {
            return Optional.of(ZoneAnswer.NO_DATA);
        }
        List<Record> records = new ArrayList<>();
        for (String found : names) {
            records.add(new PTRRecord(name, DClass.IN, ttl, beneath(found + ".svc")));
        }
        return Optional.of(ZoneAnswer.of(records));
    }

    private ZoneAnswer apex(Name name, int type) {
        return switch (type) {
            case Type.SOA -> ZoneAnswer.of(List.of(soa));
            case Type.NS -> ZoneAnswer.of(List.of(new NSRecord(name, DClass.IN, ttl, nameServer)));
            default -> ZoneAnswer.NO_DATA;
        };
    }

    private ZoneAnswer version(Name name, int type) {
        return type == Type.TXT
                ? ZoneAnswer.of(List.of(new TXTRecord(name, DClass.IN, ttl, VERSION)))
                : ZoneAnswer.NO_DATA;
    }

    /** The name in the zone's NS record: this server, by the service through which it is reached. */
    private ZoneAnswer server(Name name, int type) {
        return objects.service(DnsService.NAMESPACE, DnsService.NAME)
                .map(service -> new Records(name, ttl).addresses(ClusterObjects.clusterAddresses(service), type))
                .orElse(ZoneAnswer.NO_DATA);
    }

    private ZoneAnswer namespace(String name) {
        return objects.hasNamespace(name) ? ZoneAnswer.NO_DATA : ZoneAnswer.NO_NAME;
    }

    private ZoneAnswer pods(Name name, int type, String[] labels) {
        return switch (labels.length) {
            case 1 -> ZoneAnswer.NO_DATA;
            case 2 -> namespace(labels[0]);
            case 3 -> {
                Optional<InetAddress> address = Endpoints.addressOf(labels[0]);
                if (address.isEmpty() || !objects.hasNamespace(labels[1])) {
                    yield ZoneAnswer.NO_NAME;
                }
                yield new Records(name, ttl).addresses(List.of(address.get()), type);
            }
            default -> ZoneAnswer.NO_NAME;
        };
    }

    private ZoneAnswer services(Name name, int type, String[] labels) {
        if (labels.length == 1) {
            return ZoneAnswer.NO_DATA;
        }
        if (labels.length == 2) {
            return namespace(labels[0]);
        }
        Optional<Service> service = objects.service(labels[labels.length - 2], labels[labels.length - 3]);
        if (service.isEmpty()) {
            return ZoneAnswer.NO_NAME;
        }
        return switch (labels.length) {
            case 3 -> service(name, type, service.get(), PortFilter.ANY);
            case 4 -> endpoint(name, type, service.get(), labels[0]);
            case 5 ->
                PortFilter.of(labels[0], labels[1])
                        .map(filter -> service(name, type, service.get(), filter))
                        .orElse(ZoneAnswer.NO_NAME);
            default -> ZoneAnswer.NO_NAME;
        };
    }

    private ZoneAnswer service(Name name, int type, Service service, PortFilter filter) {
        if (service.spec().type().equals("ExternalName")) {
            return external(name, service, filter);
        }
        if (ClusterObjects.isHeadless(service)) {
            List<Target> targets = targets(service, filter);
            return targets.isEmpty()
                    ? ZoneAnswer.NO_NAME
                    : new Records(name, ttl).targets(targets, type, beneath(service));
        }
        List<ServicePort> ports = service.spec().ports().stream()
                .filter(port -> filter.takes(port.name(), port.protocol()))
                .toList();
        if (ports.isEmpty() && !filter.isAny()) {
            return ZoneAnswer.NO_NAME;
        }
        List<InetAddress> addresses = ClusterObjects.clusterAddresses(service);
        if (type == Type.SRV) {
            List<Integer> numbers = ports.stream().map(ServicePort::port).toList();
            return new Records(name, ttl).service(numbers, beneath(service), addresses);
        }
        return new Records(name, ttl).addresses(addresses, type);
    }

    private ZoneAnswer external(Name name, Service service, PortFilter filter) {
        if (!filter.isAny()) {
            return ZoneAnswer.NO_NAME;
        }
        try {
            Name target = Name.fromString(service.spec().externalName(), Name.root);
            return ZoneAnswer.of(List.of(new CNAMERecord(name, DClass.IN, ttl, target)));
        } catch (TextParseException _) {
            return ZoneAnswer.NO_DATA;
        }
    }

    private ZoneAnswer endpoint(Name name, int type, Service service, String endpoint) {
        List<Target> targets = targets(service, PortFilter.ANY).stream()
                .filter(target -> target.name().equals(endpoint))
                .toList();
        return targets.isEmpty() ? ZoneAnswer.NO_NAME : new Records(name, ttl).targets(targets, type, beneath(service));
    }

    private List<Target> targets(Service service, PortFilter filter) {
        List<Target> found = new ArrayList<>();
        for (EndpointSlice slice : objects.slices(service)) {
            found.addAll(Endpoints.of(slice, service.spec().publishNotReadyAddresses(), filter));
        }
        return found;
    }

    private Name beneath(Service service) {
        return beneath(service.name() + "." + service.namespace() + ".svc");
    }

    /** Names of objects are DNS labels, so that they make a name cannot fail. */
    private Name beneath(String relative) {
        try {
            return Name.fromString(relative, origin);
        } catch (TextParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
