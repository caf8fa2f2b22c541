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
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
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
    void stopServer() {
        client.close();
        server.close();
    }

    @Test
    void readsPropertiesIntoTheRecordOfTheType() {
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
    void whatIsNotSetIsNotAmongTheValues() {
        server.properties.set(vm(1), "name", "web");
        assertThat(reader.read(vm(1), List.of("name", "config")).values()).containsOnlyKeys("name");
    }

    @Test
    void aPathThatNoPropertyHasIsAFaultAlsoWhereItIsOnlyMissing() {
        InvalidProperty fault = InvalidProperty.builder().name("nosuch").build();
        server.properties.set(vm(1), "nosuch", new LocalizedMethodFault(fault, "nosuch is no property"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> reader.read(vm(1), List.of("nosuch")))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void readsAllPagesOfAViewAndDestroysIt() {
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
