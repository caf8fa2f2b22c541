package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.network.Networks;
import dev.carafe.vsphere.client.vm.ControllerType;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.NicType;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real guest on {@code carafe esxi} that UEFI boots, with most makes of disk controllers and all makes of network cards. */
@Timeout(900)
class EfiGuestTest {
    private static final Duration AGENT_MAX = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    private Esxi esxi;
    private Govc govc;

    @BeforeEach
    void start() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("machines' networks need root")
                .isEqualTo("root");
        TestGuest.assumeGovcAndGuest();
        assumeThat(GuestImageTest.FIRMWARE)
                .as("UEFI needs the package ovmf, which ./carafe test installs")
                .exists();
        esxi = Esxi.start(folder);
        govc = new Govc(esxi.url(), Esxi.USER, Esxi.PASSWORD, Files.createDirectory(folder.resolve("home")));
    }

    @AfterEach
    void end() {
        if (esxi != null) {
            esxi.close();
        }
    }

    @Test
    void itSeesAllItsDevicesAndItsFirmwareKeepsWhatItWrites() throws Exception {
        govc.ok("import.ova", "-name=web", GuestImageTest.OVA.toString());
        govc.ok("device.boot", "-vm", "web", "-firmware", "efi");
        addDevices();
        assertThat(govc.ok("datastore.ls", "web")).as("it was never on").doesNotContain(".nvram");
        govc.ok("vm.power", "-on", "web");
        awaitAgent("web");
        assertThat(inGuest("web", "ls", "/sys/firmware/efi")).contains("runtime");
        assertThat(inGuest("web", "find", "/sys/bus/pci/drivers", "-name", "0000:*"))
                .contains(
                        "/vmw_pvscsi/",
                        "/sym53c8xx/",
                        "/mptsas/",
                        "/ahci/",
                        "/nvme/",
                        "/vmxnet3/",
                        "/e1000/",
                        "/e1000e/");
        Await.until(
                "the guest to see its disks, told apart by their sizes in KiB",
                GuestBoot.REACTION_MAX,
                () -> inGuest("web", "cat", "/proc/partitions"),
                said -> Stream.of("262144 sd", "8192 sd", "9216 sd", "10240 sd", "11264 nvme")
                        .allMatch(said::contains));

        govc.ok("vm.power", "-off", "-force", "web");
        byte[] variables = variables("web");
        assertThat(variables)
                .as("what the firmware has written")
                .hasSameSizeAs(Files.readAllBytes(GuestImageTest.VARIABLES))
                .isNotEqualTo(Files.readAllBytes(GuestImageTest.VARIABLES));

        govc.ok("vm.destroy", "web");
        assertThat(govc.ok("datastore.ls")).isBlank();
    }

    /**
     * The guest's disk on SATA, since Debian's build of the firmware has no drivers for SCSI controllers of VMware's; one more disk on
     * PVSCSI, LSI Logic, LSI Logic SAS and NVMe each, told apart by their sizes; and the other makes of card.
     */
    private void addDevices() throws Exception {
        try (VSphereClient client = CarafeHost.client(esxi)) {
            VirtualMachines machines = new VirtualMachines(client);
            Finder finder = new Finder(client);
            ManagedObjectReference<VirtualMachine> web =
                    finder.find(Finder.Kind.VIRTUAL_MACHINE, "web").as();
            VirtualDeviceBackingInfo network = new Networks(client)
                    .backing(finder.find(Finder.Kind.NETWORK, "VM Network").as());
            DeviceChanges changes = new DeviceChanges(machines.devices(web));
            VirtualDisk disk = changes.devices().ofType(VirtualDisk.class).getFirst();
            VirtualDiskFlatVer2BackingInfo file =
                    (VirtualDiskFlatVer2BackingInfo) Objects.requireNonNull(disk.backing());
            changes.remove(disk).disksOn(ControllerType.SATA).attachDisk(file.fileName());
            long mib = 7;
            for (ControllerType type : List.of(
                    ControllerType.PVSCSI,
                    ControllerType.LSI_LOGIC,
                    ControllerType.LSI_LOGIC_SAS,
                    ControllerType.NVME)) {
                changes.disksOn(type).addDisk(++mib << 20, null, "");
            }
            changes.addNic(NicType.E1000, network).addNic(NicType.E1000E, network);
            machines.reconfigure(web, changes.spec());
            client.logout();
        }
    }

    private void awaitAgent(String machine) {
        Await.until(
                "the agent of " + machine + " to be told of",
                AGENT_MAX,
                () -> govc.ok("object.collect", "-s", "/ha-datacenter/vm/" + machine, "guest.toolsRunningStatus"),
                "guestToolsRunning\n"::equals);
    }

    private String inGuest(String machine, String... command) {
        String[] arguments = new String[command.length + 5];
        List.of("guest.run", "-vm", machine, "-l", GuestBoot.ROOT_IN_GUEST).toArray(arguments);
        System.arraycopy(command, 0, arguments, 5, command.length);
        return govc.ok(arguments);
    }

    private byte[] variables(String machine) throws IOException {
        Path file = folder.resolve(machine + ".nvram");
        govc.ok("datastore.download", machine + "/" + machine + ".nvram", file.toString());
        return Files.readAllBytes(file);
    }
}
