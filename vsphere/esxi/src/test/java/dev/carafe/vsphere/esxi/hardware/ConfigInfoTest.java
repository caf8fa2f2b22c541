package dev.carafe.vsphere.esxi.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.testing.Machines;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineDefaultPowerOpInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFlagInfo;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigInfoTest {
    private static final MachineFacts FACTS = new MachineFacts(
            "[datastore1] web/web.vmx",
            Instant.EPOCH,
            "1",
            false,
            List.of(new MachineFacts.DatastoreUrl("datastore1", "/vmfs/volumes/datastore1")));

    private final FakeHost host = new FakeHost();

    @Test
    void everyMachineHasWhatAnEsxiHostGivesIt() {
        assertThat(show(Machines.bare()).hardware().device())
                .extracting(VirtualDevice::key)
                .containsExactly(200, 201, 300, 100, 400, 600, 700, 500, 12_000);
    }

    @Test
    void devicesHaveTheKeysAndPlacesOfUpstream() {
        VirtualMachineConfigInfo config = show(Machines.small());
        assertThat(config.hardware().device()).extracting(VirtualDevice::key).contains(1000, 2000, 4000);
        VirtualDisk disk = config.hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .map(VirtualDisk.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(disk.controllerKey()).isEqualTo(1000);
        assertThat(disk.unitNumber()).isZero();
        assertThat(disk.capacityInKB()).isEqualTo(64 << 10);
        assertThat(disk.deviceInfo()).isEqualTo(VirtualDevices.info("Hard disk 1", "65,536 KB"));
        assertThat(disk.backing())
                .isInstanceOfSatisfying(
                        VirtualDiskFlatVer2BackingInfo.class,
                        backing -> assertThat(backing.fileName()).isEqualTo("[datastore1] web/web.vmdk"));
        assertThat(config.hardware().device())
                .filteredOn(VirtualEthernetCard.class::isInstance)
                .first()
                .satisfies(nic -> {
                    assertThat(nic.controllerKey()).isEqualTo(100);
                    assertThat(nic.unitNumber()).isEqualTo(7);
                });
        assertThat(config.version()).isEqualTo("vmx-21");
        assertThat(config.files().snapshotDirectory()).isEqualTo("[datastore1] web/");
    }

    @Test
    void settingsThatHaveFieldsOfTheirOwnAreKeptAndAreNotShownAsExtraConfig() {
        VirtualMachine changed = ConfigSpecReader.apply(
                        VirtualMachineConfigSpec.builder()
                                .powerOpInfo(VirtualMachineDefaultPowerOpInfo.builder()
                                        .powerOffType("hard")
                                        .build())
                                .flags(VirtualMachineFlagInfo.builder()
                                        .diskUuidEnabled(true)
                                        .build())
                                .changeTrackingEnabled(true)
                                .alternateGuestName("mine")
                                .build(),
                        Machines.small(),
                        host)
                .machine();
        VirtualMachineConfigInfo config = show(changed);
        assertThat(config.defaultPowerOps().powerOffType()).isEqualTo("hard");
        assertThat(config.flags().diskUuidEnabled()).isTrue();
        assertThat(config.changeTrackingEnabled()).isTrue();
        assertThat(config.alternateGuestName()).isEqualTo("mine");
        assertThat(config.extraConfig())
                .extracting(option -> option.key())
                .containsExactly("nvram", "pciBridge0.present", "svga.present", "guestinfo.hello", "disk.EnableUUID");
    }

    @Test
    void whatIsShownCanBeSentBackAndChangesNothing() {
        VirtualMachine machine = Machines.small();
        List<VirtualDeviceConfigSpec> edits = show(machine).hardware().device().stream()
                .map(device -> (VirtualDeviceConfigSpec) VirtualDeviceConfigSpec.builder()
                        .operation(VirtualDeviceConfigSpecOperation.EDIT)
                        .device(device)
                        .build())
                .filter(edit ->
                        edit.device().controllerKey() == null || edit.device().key() >= 1000)
                .toList();
        Reconfiguration same = ConfigSpecReader.apply(
                VirtualMachineConfigSpec.builder().deviceChange(edits).build(), machine, host);
        assertThat(same.machine()).isEqualTo(machine);
        assertThat(same.actions()).isEmpty();
    }

    @Test
    void guestsHaveNamesAsPeopleKnowThem() {
        assertThat(GuestOs.fullName("debian12_64Guest")).isEqualTo("Debian GNU/Linux 12 (64-bit)");
        assertThat(GuestOs.fullName("otherGuest")).isEqualTo("Other (32-bit)");
        assertThat(GuestOs.fullName("ubuntu64Guest")).isEqualTo("Ubuntu Linux (64-bit)");
        assertThat(GuestOs.family("windows2019srv_64Guest")).isEqualTo("windowsGuest");
    }

    private VirtualMachineConfigInfo show(VirtualMachine machine) {
        return ConfigInfo.of(machine, FACTS, host);
    }
}
