package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ParentReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics.Scope;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import java.math.BigInteger;
import java.util.List;
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
    private final AllocatorMetrics metrics;
    private final boolean earnest;

    /**
     * The addresses of a cluster.
     *
     * @param range the server's own block, whose family is that of all addresses
     */
    public ClusterIps(
            ObjectReader reader, ObjectWriter writer, IpRange range, RandomGenerator random, AllocatorMetrics metrics) {
        this(reader, writer, new ServiceRanges(reader, range), random, metrics, true);
    }

    private ClusterIps(
            ObjectReader reader,
            ObjectWriter writer,
            ServiceRanges ranges,
            RandomGenerator random,
            AllocatorMetrics metrics,
            boolean earnest) {
        this.reader = reader;
        this.writer = writer;
        this.ranges = ranges;
        this.random = random;
        this.metrics = metrics;
        this.earnest = earnest;
    }

    /** The same addresses, of which nothing is taken or given back in earnest; whether one is free is not asked. */
    ClusterIps trial() {
        return new ClusterIps(reader, writer, ranges, random, metrics, false);
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
        String cidr = ranges.ready().stream()
                .filter(range -> range.contains(address))
                .map(IpRange::cidr)
                .findFirst()
                .orElse("");
        long start = System.nanoTime();
        boolean taken = create(address, service, cidr, Scope.STATIC);
        if (taken) {
            metrics.addressTook(cidr, System.nanoTime() - start);
        }
        return taken;
    }

    private boolean create(String address, Service service, String cidr, Scope scope) {
        boolean taken = false;
        try {
            writer.create(GROUP, RESOURCE, object(address, service));
            taken = true;
        } catch (StatusError e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                throw e;
            }
        } finally {
            metrics.address(cidr, scope, taken);
        }
        return taken;
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
        long start = System.nanoTime();
        Optional<String> taken = range.anyOf(random)
                .filter(address -> reader.get(GROUP, RESOURCE, "", address).isEmpty()
                        && create(address, service, range.cidr(), Scope.DYNAMIC))
                .findFirst();
        if (taken.isPresent()) {
            metrics.addressTook(range.cidr(), System.nanoTime() - start);
        } else {
            metrics.address(range.cidr(), Scope.DYNAMIC, false); // all of the block are taken
        }
        return taken;
    }

    /** How much of each block that addresses are given from is taken. */
    List<AllocatorMetrics.Use> uses() {
        List<String> taken = reader.list(GROUP, RESOURCE, "").stream()
                .map(IPAddress::new)
                .filter(ClusterIps::isManaged)
                .map(IPAddress::name)
                .toList();
        return ranges.ready().stream()
                .map(range -> use(range, taken.stream().filter(range::contains).count()))
                .toList();
    }

    private static AllocatorMetrics.Use use(IpRange range, long taken) {
        long size = range.size().min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
        return new AllocatorMetrics.Use(range.cidr(), taken, Math.max(0, size - taken));
    }

    /** Gives an address back. */
    void release(String address) {
        if (earnest) {
            writer.delete(GROUP, RESOURCE, "", address);
        }
    }
}
