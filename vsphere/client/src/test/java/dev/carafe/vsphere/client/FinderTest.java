package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.Finder.Element;
import dev.carafe.vsphere.client.Finder.Kind;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over {@code /DC0/vm/{app,web/{web1,web2,old/web1}}} and {@code /DC0/host/c0/h0}. */
class FinderTest {
    private FakeVCenter server;
    private VSphereClient client;
    private Finder finder;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeVCenter.start();
        inside(FakeProperties.ROOT, "childEntity", named("Datacenter", "datacenter-1", "DC0"));
        ManagedObjectReference<?> vms = named("Folder", "group-v1", "vm");
        ManagedObjectReference<?> hosts = named("Folder", "group-h1", "host");
        server.properties.set(reference("Datacenter", "datacenter-1"), "vmFolder", vms);
        server.properties.set(reference("Datacenter", "datacenter-1"), "hostFolder", hosts);
        ManagedObjectReference<?> web = named("Folder", "group-v2", "web");
        ManagedObjectReference<?> old = named("Folder", "group-v3", "old");
        inside(vms, "childEntity", web, named("VirtualMachine", "vm-1", "app"));
        inside(
                web,
                "childEntity",
                named("VirtualMachine", "vm-2", "web1"),
                named("VirtualMachine", "vm-3", "web2"),
                old);
        inside(old, "childEntity", named("VirtualMachine", "vm-4", "web1"));
        ManagedObjectReference<?> cluster = named("ClusterComputeResource", "domain-c1", "c0");
        inside(hosts, "childEntity", cluster);
        inside(cluster, "host", named("HostSystem", "host-1", "h0"));
        client = server.client();
        finder = new Finder(client);
    }

    @AfterEach
    void stopServer() throws Exception {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/DC0/vm/web/web1, /DC0/vm/web/web1",
        "/DC0/vm/web/*, /DC0/vm/web/web1 /DC0/vm/web/web2",
        "/*/vm/app, /DC0/vm/app",
        "*, /DC0/vm/app",
        "web/web[2-9], /DC0/vm/web/web2",
        "app, /DC0/vm/app",
        "web2, /DC0/vm/web/web2",
        "web1, /DC0/vm/web/web1 /DC0/vm/web/old/web1",
        "/DC0/vm/.../web1, /DC0/vm/web/web1 /DC0/vm/web/old/web1",
        "/..., /DC0/vm/web/web1 /DC0/vm/web/web2 /DC0/vm/web/old/web1 /DC0/vm/app",
        "/DC0/host/*, ''",
    })
    void findsMachinesByPath(String path, String expected) throws Exception {
        assertThat(finder.list(Kind.VIRTUAL_MACHINE, path))
                .extracting(Element::path)
                .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" "));
    }

    @Test
    void findsSubtypesAndHostsOfClusters() throws Exception {
        assertThat(finder.find(Kind.COMPUTE_RESOURCE, "c0").object().value()).isEqualTo("domain-c1");
        assertThat(finder.find(Kind.HOST_SYSTEM, "h0").path()).isEqualTo("/DC0/host/c0/h0");
    }

    @Test
    void aComputeResourceStandsForItsHostsWhereHostsAreLookedFor() throws Exception {
        assertThat(finder.find(Kind.HOST_SYSTEM, "/DC0/host/c0").path()).isEqualTo("/DC0/host/c0/h0");
        assertThat(finder.list(Kind.HOST_SYSTEM, "*")).extracting(Element::path).containsExactly("/DC0/host/c0/h0");
    }

    @Test
    void severalWhereOneIsMeantAreNamed() throws Exception {
        assertThatExceptionOfType(Finder.NotFoundException.class)
                .isThrownBy(() -> finder.find(Kind.VIRTUAL_MACHINE, "web1"))
                .withMessageContaining("/DC0/vm/web/old/web1");
        assertThatExceptionOfType(Finder.NotFoundException.class)
                .isThrownBy(() -> finder.find(Kind.VIRTUAL_MACHINE, "nobody"))
                .withMessage("'nobody' not found");
    }

    /** Many folders beside each other are asked for together. */
    @Test
    void asksOnceForEachLevel() throws Exception {
        List<ManagedObjectReference<?>> folders = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ManagedObjectReference<?> folder = named("Folder", "group-m" + i, "many" + i);
            inside(folder, "childEntity", named("VirtualMachine", "vm-m" + i, "inside" + i));
            folders.add(folder);
        }
        inside(reference("Folder", "group-v3"), "childEntity", folders.toArray(ManagedObjectReference<?>[]::new));
        int before = server.properties.retrievals();
        assertThat(finder.list(Kind.VIRTUAL_MACHINE, "/.../inside*")).hasSize(300);
        // the root, datacenters, their folders, what is in these, old, many, and nothing
        assertThat(server.properties.retrievals() - before).isEqualTo(6);
    }

    @Test
    void aFolderThatGoesMeanwhileIsEmpty() throws Exception {
        inside(
                reference("Folder", "group-v3"),
                "childEntity",
                reference("Folder", "group-gone"),
                named("VirtualMachine", "vm-5", "still there"));
        assertThat(finder.list(Kind.VIRTUAL_MACHINE, "web/old/*"))
                .extracting(Element::path)
                .containsExactly("/DC0/vm/web/old/still there");
    }

    @Test
    void aSecondDatacenterMustBeChosen() throws Exception {
        inside(
                FakeProperties.ROOT,
                "childEntity",
                reference("Datacenter", "datacenter-1"),
                named("Datacenter", "datacenter-2", "DC1"));
        assertThatExceptionOfType(Finder.NotFoundException.class)
                .isThrownBy(() -> finder.list(Kind.VIRTUAL_MACHINE, "app"));
        Finder chosen = finder.in(finder.find(Kind.DATACENTER, "/DC0"));
        assertThat(chosen.find(Kind.VIRTUAL_MACHINE, "app").path()).isEqualTo("/DC0/vm/app");
    }

    private ManagedObjectReference<?> named(String type, String value, String name) {
        ManagedObjectReference<?> reference = reference(type, value);
        server.properties.set(reference, "name", name);
        return reference;
    }

    private void inside(ManagedObjectReference<?> parent, String path, ManagedObjectReference<?>... children) {
        server.properties.set(
                parent,
                path,
                new ArrayOf(Objects.requireNonNull(Vim25.NAMESPACE.type("ManagedEntity")), List.of(children)));
    }

    private static ManagedObjectReference<?> reference(String type, String value) {
        return new ManagedObjectReference<>(type, value);
    }
}
