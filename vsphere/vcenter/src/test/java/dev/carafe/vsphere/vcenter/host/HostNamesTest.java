package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Entity.OnHost;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a host and vCenter call the same things, while it changes. */
final class HostNamesTest {
    private static final String HOST = "host-7";
    private static final ManagedObjectReference<?> ON_HOST = new ManagedObjectReference<>("VirtualMachine", "3");

    private final HostNames names = new HostNames(HOST, Map.of());

    private static Entity.VirtualMachine machine(String name, String host, String onHost) {
        return new Entity.VirtualMachine("vm-12", name, "group-v1", null, host, onHost);
    }

    private static Entity.Datastore datastore(String name, String onHost) {
        return new Entity.Datastore(
                "datastore-4", name, "group-s1", "ds:///x/", Map.of(HOST, new OnHost("ds1", onHost)));
    }

    @Test
    void aMachineIsFoundAllTheTimeWhileItIsRenamed() throws Exception {
        names.change(null, machine("a", HOST, "3"));
        AtomicBoolean ends = new AtomicBoolean();
        AtomicInteger missed = new AtomicInteger();
        Thread asking = Thread.ofPlatform().start(() -> {
            while (!ends.get()) {
                if (names.onHost(References.machine("vm-12")) == null
                        || !names.own(ON_HOST).equals(References.machine("vm-12"))) {
                    missed.incrementAndGet();
                }
            }
        });
        for (int time = 0; time < 50_000; time++) {
            names.change(machine("a", HOST, "3"), machine("b", HOST, "3"));
            names.change(machine("b", HOST, "3"), machine("a", HOST, "3"));
        }
        ends.set(true);
        asking.join();
        assertThat(missed).hasValue(0);
    }

    @Test
    void aMachineThatIsCalledOtherwiseOrIsElsewhereIsForgottenAsItWas() {
        names.change(null, machine("a", HOST, "3"));
        names.change(machine("a", HOST, "3"), machine("a", HOST, "5"));
        assertThat(names.onHost(References.machine("vm-12")))
                .isEqualTo(new ManagedObjectReference<>("VirtualMachine", "5"));
        assertThat(names.own(ON_HOST).value()).isEqualTo("3-7");
        names.change(machine("a", HOST, "5"), machine("a", "host-8", "1"));
        assertThat(names.onHost(References.machine("vm-12"))).isNull();
        names.change(machine("a", "host-8", "1"), machine("a", HOST, "6"));
        names.change(machine("a", HOST, "6"), null);
        assertThat(names.onHost(References.machine("vm-12"))).isNull();
    }

    @Test
    void aDatastoreIsTranslatedByItsNewNamesOnly() {
        names.change(null, datastore("one", "local"));
        assertThat(names.toOwn().text("[local] a")).isEqualTo("[one] a");
        names.change(datastore("one", "local"), datastore("two", "local"));
        assertThat(names.toOwn().text("[local] a")).isEqualTo("[two] a");
        assertThat(names.toHost().text("[two] a")).isEqualTo("[local] a");
        assertThat(names.toHost().text("[one] a")).isEqualTo("[one] a");
        names.change(datastore("two", "local"), null);
        assertThat(names.toOwn().text("[local] a")).isEqualTo("[local] a");
    }
}
