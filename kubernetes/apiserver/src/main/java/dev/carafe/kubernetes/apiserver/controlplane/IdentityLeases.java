package dev.carafe.kubernetes.apiserver.controlplane;

import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The leases in {@code kube-system} by which servers say that they are there: this one's is renewed, those of servers that are
 * gone for long are removed (upstream's identity lease controller and its garbage collector). Thread-safe.
 */
public final class IdentityLeases {
    /** How often a server renews its lease. */
    public static final long RENEW_SECONDS = 10;

    /** How often the leases of others are looked at, and how long each is good for. */
    public static final long DURATION_SECONDS = 3_600;

    private static final String GROUP = "coordination.k8s.io";
    private static final String RESOURCE = "leases";
    private static final String NAMESPACE = "kube-system";
    private static final String PEER_ADDRESS = "kubernetes.io/peer-advertise-address";

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ServerIdentity identity;
    private final String peerAddress;
    private final InstantSource clock;

    /**
     * The leases as one server sees them.
     *
     * @param peerAddress where other servers reach this one, such as {@code 192.0.2.1:6443}; empty where it does not tell
     */
    public IdentityLeases(
            ObjectReader reader,
            ObjectWriter writer,
            ServerIdentity identity,
            String peerAddress,
            InstantSource clock) {
        this.reader = reader;
        this.writer = writer;
        this.identity = identity;
        this.peerAddress = peerAddress;
        this.clock = clock;
    }

    /** Says that this server is there. */
    public void renew() {
        if (reader.getLatest(GROUP, RESOURCE, NAMESPACE, identity.leaseName()).isEmpty()) {
            try {
                writer.create(GROUP, RESOURCE, renewed(Struct.of("apiVersion", GROUP + "/v1", "kind", "Lease")));
                return;
            } catch (StatusError e) {
                if (e.reason() != StatusReason.ALREADY_EXISTS) {
                    throw e;
                }
            }
        }
        writer.update(GROUP, RESOURCE, NAMESPACE, identity.leaseName(), this::renewed);
    }

    private Struct renewed(Struct stored) {
        Lease lease = new Lease(stored);
        Map<String, String> labels = new HashMap<>(lease.metadata().labels());
        labels.put(ServerIdentity.LABEL, ServerIdentity.COMPONENT);
        labels.put("kubernetes.io/hostname", identity.hostname());
        ObjectMeta metadata = lease.metadata()
                .withName(identity.leaseName())
                .withNamespace(NAMESPACE)
                .withLabels(labels);
        if (!peerAddress.isEmpty()) {
            Map<String, String> annotations = new HashMap<>(lease.metadata().annotations());
            annotations.put(PEER_ADDRESS, peerAddress);
            metadata = metadata.withAnnotations(annotations);
        }
        LeaseSpec spec = lease.spec()
                .withHolderIdentity(identity.holder())
                .withLeaseDurationSeconds((int) DURATION_SECONDS)
                .withRenewTime(clock.instant());
        return lease.withMetadata(metadata).withSpec(spec).struct();
    }

    /** Removes the leases of servers that did not renew them for as long as they were good for. */
    public void collect() {
        for (Struct stored : reader.list(GROUP, RESOURCE, NAMESPACE)) {
            Lease lease = new Lease(stored);
            boolean ofServer =
                    ServerIdentity.COMPONENT.equals(lease.metadata().labels().get(ServerIdentity.LABEL));
            String name = lease.metadata().name();
            if (ofServer
                    && reader.getLatest(GROUP, RESOURCE, NAMESPACE, name)
                            .filter(latest -> isExpired(new Lease(latest).spec()))
                            .isPresent()) {
                writer.delete(GROUP, RESOURCE, NAMESPACE, name);
            }
        }
    }

    private boolean isExpired(LeaseSpec spec) {
        return !spec.hasLeaseDurationSeconds() // then it is no server's own
                || spec.renewTime()
                        .filter(renewed -> !renewed.plusSeconds(spec.leaseDurationSeconds())
                                .isBefore(clock.instant()))
                        .isEmpty();
    }
}
