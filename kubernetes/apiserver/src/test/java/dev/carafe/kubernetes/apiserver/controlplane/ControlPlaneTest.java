package dev.carafe.kubernetes.apiserver.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.BootstrapConfig;
import dev.carafe.kubernetes.apiserver.registry.KubernetesService;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.serializer.StorageSerializer;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.testing.TestStores;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers on one store, and what they say of themselves. */
final class ControlPlaneTest {
    private static final String LEASES = "coordination.k8s.io";

    @TempDir
    Path directory;

    private final InMemoryObjects objects = new InMemoryObjects();
    private Instant now = Instant.EPOCH;
    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = TestStores.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private MasterLeases leases() {
        return new MasterLeases(store, StorageKeys.defaults(), new StorageSerializer(BuiltinResources.load()));
    }

    private EndpointReconciler server(String address) {
        BootstrapConfig config = new BootstrapConfig(address, 6443, "10.96.0.1", "10.96.0.0/12", "");
        return new EndpointReconciler(objects, objects, leases(), new KubernetesService(config), address);
    }

    private List<String> published() {
        Endpoints endpoints = new Endpoints(
                objects.get("", "endpoints", "default", "kubernetes").orElseThrow());
        EndpointSlice slice =
                new EndpointSlice(objects.get("discovery.k8s.io", "endpointslices", "default", "kubernetes")
                        .orElseThrow());
        List<String> addresses = endpoints.subsets().stream()
                .flatMap(subset -> subset.addresses().stream())
                .map(EndpointAddress::ip)
                .toList();
        assertThat(slice.endpoints())
                .flatExtracting(endpoint -> endpoint.addresses())
                .isEqualTo(addresses);
        return addresses;
    }

    /** Nobody else could reach it there, and no object takes such an address. */
    @Test
    void aServerAtALoopbackAddressIsNotBehindTheService() {
        server("127.0.0.1").reconcile();
        assertThat(published()).isEmpty();
        server("192.0.2.1").reconcile();
        assertThat(published()).containsExactly("192.0.2.1");
    }

    @Test
    void everyServerThatIsAliveIsBehindTheService() {
        EndpointReconciler first = server("192.0.2.1");
        EndpointReconciler second = server("192.0.2.2");
        first.reconcile();
        assertThat(published()).containsExactly("192.0.2.1");
        second.reconcile();
        first.reconcile();
        assertThat(published()).containsExactly("192.0.2.1", "192.0.2.2");
        int writes = objects.writes();
        second.reconcile();
        assertThat(objects.writes()).isEqualTo(writes);
        first.stop();
        first.reconcile();
        assertThat(published()).containsExactly("192.0.2.2");
    }

    @Test
    void aServerWhoseEntryRanOutLeavesTheService() {
        server("192.0.2.1").reconcile();
        server("192.0.2.2").reconcile();
        leases().remove("192.0.2.1"); // as the store does with a server that is dead
        server("192.0.2.2").reconcile();
        assertThat(published()).containsExactly("192.0.2.2");
    }

    @Test
    void anotherFamilyMakesAnotherSlice() {
        server("192.0.2.1").reconcile();
        leases().remove("192.0.2.1");
        server("2001:db8::1").reconcile();
        assertThat(published()).containsExactly("2001:db8::1");
    }

    private IdentityLeases identity(String hostname, String instance) {
        return identity(hostname, instance, "");
    }

    private IdentityLeases identity(String hostname, String instance, String peerAddress) {
        return new IdentityLeases(objects, objects, new ServerIdentity(hostname, instance), peerAddress, () -> now);
    }

    private Lease lease(String name) {
        return new Lease(objects.get(LEASES, "leases", "kube-system", name).orElseThrow());
    }

    @Test
    void aServersLeaseIsNamedAsUpstreamNamesIt() {
        String name = new ServerIdentity("vm", "a").leaseName();
        assertThat(name).isEqualTo("apiserver-wlv32tlttr4jl3gtroqexyxapa"); // what 1.37.2 called itself on a host "vm"
    }

    @Test
    void aLeaseIsRenewedAndTakenOverByTheNextRun() {
        identity("vm", "first").renew();
        String name = new ServerIdentity("vm", "first").leaseName();
        assertThat(lease(name).metadata().labels())
                .containsEntry("apiserver.kubernetes.io/identity", "kube-apiserver")
                .containsEntry("kubernetes.io/hostname", "vm");
        assertThat(lease(name).spec().holderIdentity()).isEqualTo(name + "_first");
        now = now.plusSeconds(10);
        identity("vm", "second").renew();
        assertThat(lease(name).spec().renewTime()).contains(now);
        assertThat(lease(name).spec().holderIdentity()).isEqualTo(name + "_second");
    }

    @Test
    void aLeaseSaysWhereOtherServersReachItsOwn() {
        String name = new ServerIdentity("vm", "a").leaseName();
        identity("vm", "a").renew();
        assertThat(lease(name).metadata().annotations()).isEmpty();
        identity("vm", "a", "192.0.2.1:6443").renew();
        assertThat(lease(name).metadata().annotations())
                .containsExactly(Map.entry("kubernetes.io/peer-advertise-address", "192.0.2.1:6443"));
    }

    @Test
    void leasesOfServersThatAreGoneAreRemovedAndOthersStay() {
        identity("gone", "a").renew();
        objects.put(
                LEASES,
                "leases",
                Struct.of("metadata", Struct.of("name", "kube-scheduler", "namespace", "kube-system")));
        now = now.plusSeconds(IdentityLeases.DURATION_SECONDS + 1);
        IdentityLeases living = identity("here", "b");
        living.renew();
        living.collect();
        assertThat(objects.list(LEASES, "leases", "kube-system"))
                .extracting(lease -> new Lease(lease).metadata().name())
                .containsExactlyInAnyOrder("kube-scheduler", new ServerIdentity("here", "b").leaseName());
    }
}
