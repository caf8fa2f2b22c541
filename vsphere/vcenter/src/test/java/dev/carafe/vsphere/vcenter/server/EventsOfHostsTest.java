package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.FakeHostInventory.Machine;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventManagerProperties;
import dev.carafe.vsphere.vim.vim25.GeneralHostWarningEvent;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VmPoweredOnEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What vCenter tells of what its hosts tell, whoever was away meanwhile. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class EventsOfHostsTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter = nothing();
    private FakeHost host = nothing();
    private ManagedObjectReference<VirtualMachine> machine = nothing();

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///shared");
        machine = host.inventory.addMachine(new Machine("web", "[datastore1] web/web.vmx"));
        host.inventory.tellPoweredOn(machine); // its past, which vCenter does not tell
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        ClusterComputeResource cluster = vcenter.cluster(vcenter.datacenter("dc"), "c");
        vcenter.await(cluster.addHost_Task(host.spec().build(), true, null, null));
    }

    @AfterEach
    void stop() {
        vcenter.close();
        host.close();
    }

    private void restart() throws Exception {
        vcenter.close();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
    }

    private <E extends Event> List<E> told(Class<E> type) throws Exception {
        return new Events(vcenter.client)
                .query(EventFilterSpec.builder().build(), 1_000).stream()
                        .filter(type::isInstance)
                        .map(type::cast)
                        .toList();
    }

    /** Has the host tell something, and waits until vCenter tells it: it has told all that was before, too. */
    private void tellLast(String name) throws Exception {
        ManagedObjectReference<VirtualMachine> last =
                host.inventory.addMachine(new Machine(name, "[datastore1] " + name + "/x.vmx"));
        host.inventory.tellPoweredOn(last);
        vcenter.until(
                Objects.requireNonNull(vcenter.client.content().eventManager()),
                EventManagerProperties.class,
                now -> now.latestEvent() instanceof VmPoweredOnEvent on
                        && on.vm().name().equals(name));
    }

    @Test
    void whatAHostTellsWhileVCenterIsAwayIsToldOnceItIsBack() throws Exception {
        host.inventory.tellPoweredOn(machine);
        tellLast("first");
        vcenter.close();
        host.inventory.tellPoweredOn(machine);
        host.inventory.tellPoweredOn(machine);
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        tellLast("second");
        assertThat(told(VmPoweredOnEvent.class))
                .extracting(event -> event.vm().name())
                .containsExactly("web", "first", "web", "web", "second");
    }

    @Test
    void nothingIsToldTwiceHoweverOftenVCenterIsRestarted() throws Exception {
        for (int i = 0; i < 70; i++) { // more than are told until it is written how far it came
            host.inventory.tellPoweredOn(machine);
        }
        tellLast("last");
        restart();
        restart();
        host.inventory.tellPoweredOn(machine);
        vcenter.until(
                Objects.requireNonNull(vcenter.client.content().eventManager()),
                EventManagerProperties.class,
                now -> now.latestEvent() instanceof VmPoweredOnEvent on
                        && on.vm().name().equals("web"));
        assertThat(told(VmPoweredOnEvent.class)).hasSize(72);
        assertThat(told(GeneralHostWarningEvent.class)).isEmpty();
    }

    @Test
    void aHostThatNumbersItsEventsAnewIsToldOfAndFollowedOn() throws Exception {
        for (int i = 0; i < 10; i++) {
            host.inventory.tellPoweredOn(machine);
        }
        tellLast("last");
        host.close();
        host = host.again();
        ManagedObjectReference<VirtualMachine> other =
                host.inventory.addMachine(new Machine("other", "[datastore1] other/other.vmx"));
        host.inventory.tellPoweredOn(other);
        vcenter.until(
                Objects.requireNonNull(vcenter.client.content().eventManager()),
                EventManagerProperties.class,
                now -> now.latestEvent() instanceof VmPoweredOnEvent on
                        && on.vm().name().equals("other"));
        assertThat(told(GeneralHostWarningEvent.class)).hasSize(1);
    }
}
