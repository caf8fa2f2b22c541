package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidProperty;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PropertyReaderTest {
    private FakeVCenter server;
    private VSphereClient client;
    private PropertyReader reader;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeVCenter.start();
        client = server.client();
        reader = new PropertyReader(client);
    }

    @AfterEach
    void stopServer() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void readsPropertiesIntoTheRecordOfTheType() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = vm(1);
        ManagedObjectReference<HostSystem> host = new ManagedObjectReference<>("HostSystem", "host-1");
        server.properties.set(vm, "name", "web");
        server.properties.set(vm, "summary.runtime.host", host);
        server.properties.set(vm, "disabledMethod", new ArrayOf(Primitive.STRING, List.of("Destroy_Task")));

        VirtualMachineProperties properties = reader.read(
                vm, VirtualMachineProperties.class, List.of("name", "summary.runtime.host", "disabledMethod"));

        assertThat(properties.name()).isEqualTo("web");
        assertThat(properties.disabledMethod()).containsExactly("Destroy_Task");
        assertThat(Objects.requireNonNull(properties.summary()).runtime().host())
                .isEqualTo(host);
        assertThat(properties.config()).isNull();
    }

    @Test
    void whatIsNotSetIsNotAmongTheValues() throws Exception {
        server.properties.set(vm(1), "name", "web");
        assertThat(reader.read(vm(1), List.of("name", "config")).values()).containsOnlyKeys("name");
    }

    @Test
    void aPathThatNoPropertyHasIsAFaultAlsoWhereItIsOnlyMissing() throws Exception {
        InvalidProperty fault = InvalidProperty.builder().name("nosuch").build();
        server.properties.set(vm(1), "nosuch", new LocalizedMethodFault(fault, "nosuch is no property"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> reader.read(vm(1), List.of("nosuch")))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void whatTheUserMayNotReadIsToldAndNotTakenForUnset() throws Exception {
        NoPermission fault =
                NoPermission.builder().object(vm(1)).privilegeId("System.Read").build();
        server.properties.set(vm(1), "name", "web");
        server.properties.set(
                vm(1), "config", new LocalizedMethodFault(fault, "Permission to perform this was denied."));

        Found found = reader.read(vm(1), List.of("name", "config"));

        assertThat(found.values()).containsOnlyKeys("name");
        assertThat(Objects.requireNonNull(found.missing().get("config")).fault())
                .isEqualTo(fault);
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(found::whole)
                .withMessage("Permission to perform this was denied.");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> found.value("config", VirtualMachineConfigInfo.class))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> reader.read(vm(1), VirtualMachineProperties.class, List.of("name", "config")))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void anInterruptionIsAnInterruptedException() throws Exception {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> reader.read(vm(1), List.of("name")));
        assertThat(Thread.interrupted()).isFalse();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> new Finder(client).list(Finder.Kind.DATACENTER, "*"));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void readsAListViewAsRecordsAndDestroysIt() throws Exception {
        server.properties.set(vm(1), "name", "one");
        server.properties.set(vm(2), "name", "two");
        try (View view = View.list(client, List.of(vm(1), vm(2)))) {
            assertThat(view.read("VirtualMachine", VirtualMachineProperties.class, List.of("name")))
                    .extracting(vm -> vm.properties().name())
                    .containsExactly("one", "two");
        }
        assertThat(server.objects.keySet()).noneMatch(ref -> ref.type().equals("ListView"));
    }

    @Test
    void readsAllPagesOfAViewAndDestroysIt() throws Exception {
        IntStream.range(0, 5).forEach(i -> server.properties.set(vm(i), "name", "vm" + i));

        List<Found> found = reader.readAll(FakeProperties.ROOT, "VirtualMachine", List.of("name"));

        assertThat(found)
                .extracting(vm -> vm.values().get("name"))
                .containsExactlyInAnyOrder("vm0", "vm1", "vm2", "vm3", "vm4");
        assertThat(server.calls)
                .filteredOn("ContinueRetrievePropertiesEx"::equals)
                .hasSize(2);
        assertThat(server.objects.keySet()).noneMatch(ref -> ref.type().equals("ContainerView"));
    }

    private static ManagedObjectReference<VirtualMachine> vm(int number) {
        return new ManagedObjectReference<>("VirtualMachine", "vm-" + number);
    }
}
