package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.controlplane.EndpointReconciler;
import dev.carafe.kubernetes.apiserver.controlplane.IdentityLeases;
import dev.carafe.kubernetes.apiserver.controlplane.LegacyTokenTracking;
import dev.carafe.kubernetes.apiserver.controlplane.MasterLeases;
import dev.carafe.kubernetes.apiserver.controlplane.ObjectFollower;
import dev.carafe.kubernetes.apiserver.controlplane.RepairEvents;
import dev.carafe.kubernetes.apiserver.controlplane.Rounds;
import dev.carafe.kubernetes.apiserver.controlplane.ServerIdentity;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.AddressRepair;
import dev.carafe.kubernetes.apiserver.registry.BootstrapConfig;
import dev.carafe.kubernetes.apiserver.registry.KubernetesService;
import dev.carafe.kubernetes.apiserver.registry.ServiceRepair;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says to the other servers and to the cluster that this one is there, for as long as it is. */
final class ControlPlane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());

    /** Empty where the server's address is not to be kept. */
    private final Optional<EndpointReconciler> endpoints;

    /** Empty where it is not to say that it is there. */
    private final Optional<IdentityLeases> identities;

    private final LegacyTokenTracking tokens;
    private final ResourceWiring wiring;
    private final ServiceRepair repair;
    private final Rounds rounds = new Rounds();
    private final List<ObjectFollower> followers = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * What tells of a server.
     *
     * @param reconcilesEndpoints whether this server's address is kept among those of the {@code kubernetes} service
     * @param features whether it tells that it is there, and where other servers reach it
     */
    ControlPlane(
            ResourceWiring wiring,
            BootstrapConfig published,
            boolean reconcilesEndpoints,
            FeatureGate features,
            InstantSource clock) {
        this.wiring = wiring;
        StoredObjects objects = wiring.objects();
        endpoints = reconcilesEndpoints
                ? Optional.of(new EndpointReconciler(
                        objects,
                        objects,
                        new MasterLeases(wiring.store(), wiring.keys(), wiring.serializer()),
                        new KubernetesService(published),
                        published.advertiseAddress()))
                : Optional.empty();
        ServerIdentity identity =
                new ServerIdentity(hostname(), UUID.randomUUID().toString());
        boolean tellsPeers = features.isEnabled(FeatureGate.UNKNOWN_VERSION_INTEROPERABILITY_PROXY);
        identities = features.isEnabled(FeatureGate.API_SERVER_IDENTITY)
                ? Optional.of(
                        new IdentityLeases(objects, objects, identity, tellsPeers ? hostAndPort(published) : "", clock))
                : Optional.empty();
        tokens = new LegacyTokenTracking(objects, objects, clock);
        repair = wiring.repair(new RepairEvents(objects, identity.hostname(), clock));
    }

    private static String hostAndPort(BootstrapConfig published) {
        String address = published.advertiseAddress();
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + published.securePort();
    }

    static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost"; // the machine's own name has no address
        }
    }

    /** Puts right what services have and tells where this server is, once, then begins to do it again and again. */
    void start() {
        repair.run();
        endpoints.ifPresent(EndpointReconciler::reconcile);
        followers.add(wiring.follow("service-address-repair", "", "services", new ServiceLook(repair.addresses())));
        followers.add(wiring.follow(
                "address-repair", "networking.k8s.io", "ipaddresses", new AddressLook(repair.addresses())));
        if (closed) { // meanwhile, when there was none to be closed yet
            followers.forEach(ObjectFollower::close);
        }
        endpoints.ifPresent(reconciler ->
                rounds.every("kubernetes-service", EndpointReconciler.INTERVAL_SECONDS, reconciler::reconcile));
        rounds.every("service-repair", ServiceRepair.INTERVAL_SECONDS, repair::run);
        rounds.every("legacy-token-tracking", LegacyTokenTracking.INTERVAL_SECONDS, tokens::run);
        identities.ifPresent(leases -> {
            rounds.every("identity-lease", IdentityLeases.RENEW_SECONDS, leases::renew);
            rounds.every("identity-lease-gc", IdentityLeases.DURATION_SECONDS, leases::collect);
        });
    }

    /** Takes this server's address out of the cluster; what the store does not take any more, it forgets by itself. */
    @Override
    public void close() {
        closed = true;
        rounds.close();
        followers.forEach(ObjectFollower::close);
        try {
            endpoints.ifPresent(EndpointReconciler::stop);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "cannot take this server's address away", e);
        }
    }

    /** Repairs what a service has when the service changes. */
    private record ServiceLook(AddressRepair repair) implements ObjectFollower.Look {
        @Override
        public Duration changed(Struct service) {
            repair.repairService(service);
            return Duration.ZERO;
        }

        @Override
        public void removed(Struct service) {} // who deleted it gives its addresses back
    }

    /** Repairs an address when its object changes. */
    private record AddressLook(AddressRepair repair) implements ObjectFollower.Look {
        @Override
        public Duration changed(Struct address) {
            return repair.repairAddress(address);
        }

        @Override
        public void removed(Struct address) {
            repair.repairRemoved(address);
        }
    }
}
