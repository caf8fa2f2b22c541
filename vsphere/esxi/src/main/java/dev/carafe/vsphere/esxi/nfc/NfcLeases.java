package dev.carafe.vsphere.esxi.nfc;

import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The leases of a server. Any thread; not to be called while the registry is being changed. */
public final class NfcLeases implements AutoCloseable {
    /** The path below which {@link #handler} answers. */
    public static final String PREFIX = "/nfc";
    /** How long a lease lives that nobody renews, as upstream's. */
    public static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final int OPEN_MAX = 64;
    /** How many ended leases can still be read: clients look how they ended. */
    private static final int ENDED_MAX = 32;

    private final ObjectRegistry registry;
    private final Duration timeout;
    private final RandomGenerator random;
    private final Supplier<String> thumbprint;
    private final NfcHandler handler;
    private final Map<String, ServedLease> open = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Deque<ManagedObjectReference<?>> ended = new ArrayDeque<>();

    /**
     * Opens none yet.
     *
     * @param random for the secrets in URLs: of cryptographic strength
     * @param thumbprint of the certificate that URLs are served with
     */
    public NfcLeases(
            ObjectRegistry registry,
            Datastores datastores,
            DiskStore disks,
            Duration timeout,
            RandomGenerator random,
            Supplier<String> thumbprint) {
        this.registry = registry;
        this.timeout = timeout;
        this.random = random;
        this.thumbprint = thumbprint;
        this.handler = new NfcHandler(this, datastores, disks);
    }

    /**
     * Opens a lease; it is being made ready when this returns.
     *
     * @throws dev.carafe.vsphere.vim.FaultException when there are too many
     */
    public ManagedObjectReference<HttpNfcLease> open(NfcWork work) {
        if (open.size() >= OPEN_MAX) {
            throw ResourceInUse.builder()
                    .type("HttpNfcLease")
                    .name("leases")
                    .build()
                    .exception("There are " + OPEN_MAX + " leases open already; complete or abort one.");
        }
        ServedLease lease = new ServedLease(this, registry, work, secret(), secret(), timeout, thumbprint.get());
        open.put(lease.secret(), lease);
        registry.change(changes -> changes.add(lease, lease.properties()));
        lease.begin();
        return lease.own();
    }

    /** Answers requests below {@link #PREFIX}. */
    public HttpHandler handler() {
        return handler;
    }

    /** Aborts all that are open. */
    @Override
    public void close() {
        open.values().forEach(lease -> lease.abort("the server ends"));
    }

    Optional<ServedLease> bySecret(String secret) {
        return Optional.ofNullable(open.get(secret));
    }

    /** A lease moves no more bytes; how it ended can be read for a while. */
    void forget(ServedLease lease) {
        open.remove(lease.secret());
        ManagedObjectReference<?> oldest;
        synchronized (ended) {
            ended.addLast(lease.own());
            oldest = ended.size() > ENDED_MAX ? ended.removeFirst() : null;
        }
        if (oldest != null) {
            registry.change(changes -> changes.remove(oldest));
        }
    }

    private String secret() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
