package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.ovf.OvfExport;
import dev.carafe.vsphere.client.ovf.OvfImport;
import dev.carafe.vsphere.client.ovf.OvfPackage;
import dev.carafe.vsphere.client.vm.Console;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client library against Carafe's own host agent, and what only a host with real machines has. */
class CarafeHostClientTest extends VSphereClientContract {
    private static final Path GUEST = Cloud.REPOSITORY.resolve("conformance/target/tools/guest.ova");

    @TempDir
    Path folder;

    @Override
    VSphereServer start(Path folder) throws Exception {
        return CarafeHost.start(folder);
    }

    private ManagedObjectReference<VirtualMachine> imported(Path ova, String name) throws Exception {
        try (OvfPackage guest = OvfPackage.open(ova)) {
            ManagedObjectReference<?> vm = new OvfImport(
                            client, new Hosts(client).resourcePool(host()), datastore(), folder())
                    .network(
                            network(),
                            finder.find(Finder.Kind.NETWORK, network()).as())
                    .run(guest, name, TransferProgress.NONE);
            return new ManagedObjectReference<>(vm.type(), vm.value());
        }
    }

    @Test
    void aGuestIsImportedBootsHasAnAddressAndIsExported() throws Exception {
        assumeThat(GUEST).as("the guest was not built; ./carafe test does it").exists();
        ManagedObjectReference<VirtualMachine> vm = imported(GUEST, "guest");
        try {
            machines.powerOn(vm);
            InetAddress address = machines.awaitAddress(vm);
            assertThat(address.isAnyLocalAddress()).isFalse();
            assertThat(machines.guest(vm).orElseThrow().hostName()).isNotBlank();

            Console console = new Console(client, vm);
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            console.screenshot(png);
            assertThat(png.toByteArray()).startsWith(0x89, 'P', 'N', 'G');
            assertThat(console.type("root\n")).isEqualTo(5);

            machines.shutdownGuest(vm);
            machines.awaitPowerState(vm, VirtualMachinePowerState.POWERED_OFF);
            Path ova = folder.resolve("again.ova");
            new OvfExport(client, vm).toOva(ova, "again", TransferProgress.NONE);
            ManagedObjectReference<VirtualMachine> again = imported(ova, "again");
            machines.destroy(again);
        } finally {
            if (machines.powerState(vm) == VirtualMachinePowerState.POWERED_ON) {
                machines.powerOff(vm);
            }
            machines.destroy(vm);
        }
    }
}
