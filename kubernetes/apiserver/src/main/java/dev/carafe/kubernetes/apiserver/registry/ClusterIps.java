package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ParentReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The cluster addresses of services, of all blocks that are ready. Who has one is an {@code IPAddress} object of the address's name: the store takes only one
 * of a name, so that no two servers give the same (upstream's ipallocator). Thread-safe.
 */
public final class ClusterIps {
    private static final String GROUP = "networking.k8s.io";
    private static final String RESOURCE = "ipaddresses";
    private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String ALLOCATOR = "ipallocator.k8s.io";

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ServiceRanges ranges;
    private final RandomGenerator random;
    private final boolean earnest;

    /**
     * The addresses of a cluster.
     *
     * @param range the server's own block, whose family is that of all addresses
     */
    public ClusterIps(ObjectReader reader, ObjectWriter writer, IpRange range, RandomGenerator random) {
        this(reader, writer, new ServiceRanges(reader, range), random, true);
    }

    private ClusterIps(
            ObjectReader reader, ObjectWriter writer, ServiceRanges ranges, RandomGenerator random, boolean earnest) {
        this.reader = reader;
        this.writer = writer;
        this.ranges = ranges;
        this.random = random;
        this.earnest = earnest;
    }

    /** The same addresses, of which nothing is taken or given back in earnest; whether one is free is not asked. */
    ClusterIps trial() {
        return new ClusterIps(reader, writer, ranges, random, false);
    }

    /** Why an address that is of no block cannot be given. */
    String foreign(String address) {
        return earnest
                ? "the provided network does not match the current range"
                : "the provided IP (" + address + ") is not in the valid range. The range of valid IPs is "
                        + ranges.own().cidr();
    }

    ServiceRanges ranges() {
        return ranges;
    }

    /** Takes an address for a service; false where it is taken already. */
    boolean take(String address, Service service) {
        if (!earnest) {
            return true;
        }
        try {
            writer.create(GROUP, RESOURCE, object(address, service));
            return true;
        } catch (StatusError e) {
            if (e.reason() == StatusReason.ALREADY_EXISTS) {
                return false;
            }
            throw e;
        }
    }

    /** The object that says that a service has an address. */
    public static Struct object(String address, Service service) {
        String family = address.indexOf(':') >= 0 ? "IPv6" : "IPv4";
        IPAddress made = new IPAddress(Struct.of("apiVersion", GROUP + "/v1", "kind", "IPAddress"));
        return made.withMetadata(
                        made.metadata().withName(address).withLabels(Map.of(FAMILY, family, MANAGED_BY, ALLOCATOR)))
                .withSpec(made.spec()
                        .withParentRef(new ParentReference()
                                .withResource("services")
                                .withNamespace(service.metadata().namespace())
                                .withName(service.name())))
                .struct();
    }

    /** Whether an object has the labels that this allocator gives. */
    public static boolean isManaged(IPAddress address) {
        return ALLOCATOR.equals(address.metadata().labels().get(MANAGED_BY));
    }

    /**
     * Takes any address for a service but the first of a block, which the service {@code kubernetes} asks for; empty when all are
     * taken. In a trial it is the block's own, as upstream answers.
     */
    Optional<String> takeAny(Service service) {
        if (!earnest) {
            return Optional.of(ranges.own().address(-1));
        }
        return ranges.ready().stream()
                .map(range -> takeAny(range, service))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> takeAny(IpRange range, Service service) {
        return range.anyOf(random)
                .filter(address -> reader.get(GROUP, RESOURCE, "", address).isEmpty() && take(address, service))
                .findFirst();
    }

    /** Gives an address back. */
    void release(String address) {
        if (earnest) {
            writer.delete(GROUP, RESOURCE, "", address);
        }
    }
}
