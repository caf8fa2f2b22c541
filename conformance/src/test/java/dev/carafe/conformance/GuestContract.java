package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What happens to a guest and to machines beside it, and who may do it, the same on a host and through a vCenter. */
abstract class GuestContract extends GuestDevicesContract {
    @Test
    void aSnapshotKeepsMemoryAndTheGuestGoesOnFromIt() {
        govc.ok("snapshot.create", "-vm", "guest", "-m=true", "one");
        assertThat(govc.ok("snapshot.tree", "-vm", "guest")).contains("one");
        govc.ok("vm.power", "-off", "-force", "guest");
        govc.ok("snapshot.revert", "-vm", "guest", "one");
        assertThat(powerState()).isEqualTo("poweredOn");
        awaitPage();
        govc.ok("snapshot.remove", "-vm", "guest", "*");
        assertThat(govc.ok("snapshot.tree", "-vm", "guest")).isEmpty();
    }

    @Test
    void aSuspendedGuestGoesOnWhereItWas() {
        govc.ok("vm.power", "-suspend", "guest");
        assertThat(powerState()).isEqualTo("suspended");
        govc.ok("vm.power", "-on", "guest");
        awaitPage();
    }

    @Test
    void aGuestThatStandsByIsSuspendedAndGoesOnWhenItsMachineIsPoweredOn() {
        awaitAgent();
        govc.ok("vm.power", "-standby", "guest");
        Await.until("the guest to be suspended", REACTION_MAX, this::powerState, "suspended"::equals);
        govc.ok("vm.power", "-on", "guest");
        awaitPage();
        assertThat(powerState()).isEqualTo("poweredOn");
    }

    @Test
    void machinesAreMadeChangedClonedAndDestroyed() throws IOException {
        govc.ok(
                "vm.create",
                "-m",
                "128",
                "-g",
                "otherLinux64Guest",
                "-net",
                "VM Network",
                "-disk",
                "16MB",
                "-on=false",
                "small");
        govc.ok("vm.change", "-vm", "small", "-c", "2", "-m", "192", "-e", "guestinfo.role=web");
        govc.ok("vm.disk.create", "-vm", "small", "-name", "small/data", "-size", "8MB");
        govc.ok("device.cdrom.add", "-vm", "small");
        govc.ok("vm.network.add", "-vm", "small", "-net", "VM Network", "-net.adapter", "e1000e");
        assertThat(govc.ok("device.ls", "-vm", "small")).contains("VirtualCdrom", "VirtualE1000e", "8,192 KB");
        assertThat(govc.ok("vm.info", "-e", "small")).contains("192MB", "2 vCPU", "guestinfo.role", "web");

        govc.ok("snapshot.create", "-vm", "small", "one");
        Path exported = Files.createDirectory(folder().resolve("exported"));
        govc.ok("snapshot.export", "-vm", "small", "-d", exported.toString(), "one");
        try (Stream<Path> disks = Files.walk(exported)) {
            assertThat(disks.filter(Files::isRegularFile))
                    .hasSize(2)
                    .allSatisfy(disk -> assertThat(disk)
                            .as("a disk that QEMU's tools can read")
                            .satisfies(each -> Command.run("qemu-img", "info", "-f", "vmdk", each.toString())
                                    .orFail()));
        }
        govc.ok("vm.clone", "-vm", "small", "-on=false", "copy");
        govc.ok("vm.clone", "-vm", "small", "-on=false", "-link", "-snapshot", "one", "linked");
        govc.ok("snapshot.revert", "-vm", "small", "one");
        govc.ok("vm.destroy", "linked", "small");

        assertThat(govc.ok("device.ls", "-vm", "copy")).contains("8,192 KB");
        for (String way : new String[] {"-on", "-reset", "-suspend", "-on", "-off"}) {
            govc.ok("vm.power", way, "copy");
        }
        govc.ok("vm.markastemplate", "copy");
        assertThat(govc.refused("vm.power", "-on", "copy")).isNotEmpty();
        govc.ok("vm.destroy", "copy");
        assertThat(govc.ok("find", "/", "-type", "m")).isEqualTo(guest() + "\n");
        assertThat(govc.ok("datastore.ls").lines()).doesNotContain("small", "copy", "linked");
        assertThat(govc.ok("events", "-n", "200"))
                .contains("Created virtual machine small", "Removed small")
                .containsPattern("copy on .* is powered on");
        assertThat(govc.ok("tasks", "-n", "200"))
                .containsPattern("VirtualMachine.clone.*success|Clone.*success")
                .containsPattern("small");
    }

    @Test
    void aGuestRebootsWhenAsked() {
        awaitAgent();
        String[] mark = {"guest.run", "-l", ROOT_IN_GUEST, "-vm", "guest", "cat", "/run/mark"};
        govc.ok("guest.touch", "-l", ROOT_IN_GUEST, "-vm", "guest", "/run/mark");
        govc.ok(mark);
        govc.ok("vm.power", "-r", "guest");
        Await.until(
                "the guest to have begun anew",
                REACTION_MAX,
                () -> govc.run(mark).err(),
                failure -> failure.contains("exit 1") || failure.contains("No such file"));
        awaitPage();
        assertThat(powerState()).isEqualTo("poweredOn");
    }

    @Test
    void pyvmomiReadsEveryPropertyAndUsesTheGuest() {
        Pyvmomi.assumeFetched();
        awaitAgent();
        String said = Pyvmomi.run("use_a_guest.py", govc.url(), govc.user(), govc.password(), "guest")
                .orFail();
        assertThat(said.lines()).last().isEqualTo("put back, and running");
        awaitPage();
    }

    @Test
    void aUserWhoMayOnlyReadIsRefusedTheRestAndToldWhy() throws Exception {
        String reader = addUser("reader", "secret of the reader");
        Govc read = new Govc(govc.url(), reader, "secret of the reader", newHome());
        assertThat(govc.refused("permissions.set", "-principal", "nobody@nowhere", "-role", "ReadOnly", "/"))
                .contains("nobody@nowhere");
        govc.ok("permissions.set", "-principal", reader, "-role", "ReadOnly", "-propagate=true", "/");
        assertThat(govc.ok("permissions.ls", "/")).containsPattern("ReadOnly +/ +" + reader);

        assertThat(read.ok("vm.info", "guest")).containsPattern("Power state: +poweredOn");
        assertThat(read.ok("find", "/", "-type", "m")).isEqualTo(guest() + "\n");
        refused(read, "VirtualMachine.Interact.PowerOff", "vm.power", "-off", "guest");
        refused(read, "VirtualMachine.Config.Annotation", "vm.change", "-vm", "guest", "-annotation", "his");
        refused(read, "VirtualMachine.State.CreateSnapshot", "snapshot.create", "-vm", "guest", "his");
        refused(read, "VirtualMachine.Inventory.Delete", "object.destroy", guest());
        refused(read, "Authorization.ModifyRoles", "role.create", "his", "System.View");
        refused(
                read,
                "Authorization.ModifyPermissions",
                "permissions.set",
                "-principal",
                reader,
                "-role",
                "Admin",
                "/");
        assertThat(read.refused("guest.run", "-l", ROOT_IN_GUEST, "-vm", "guest", "uname"))
                .contains("Permission");
        assertThat(read.refused("datastore.upload", GuestImageTest.OVA.toString(), "his"))
                .isNotEmpty();

        govc.ok("role.create", "Annotator", "System.Read");
        govc.ok("role.update", "-a", "Annotator", "VirtualMachine.Config.Annotation");
        assertThat(govc.ok("role.ls").lines()).anyMatch(line -> line.startsWith("Annotator"));
        assertThat(govc.ok("role.ls", "Annotator").lines()).contains("VirtualMachine.Config.Annotation");
        govc.ok("permissions.set", "-principal", reader, "-role", "Annotator", guest());
        assertThat(govc.ok("role.usage", "Annotator")).contains(reader);
        read.ok("vm.change", "-vm", "guest", "-annotation", "his");
        refused(read, "VirtualMachine.Interact.PowerOff", "vm.power", "-off", "guest");

        govc.ok("permissions.remove", "-principal", reader, guest());
        refused(read, "VirtualMachine.Config.Annotation", "vm.change", "-vm", "guest", "-annotation", "again");
        govc.ok("role.remove", "Annotator");
        govc.ok("permissions.remove", "-principal", reader, "/");
        assertThat(read.run("find", "/", "-type", "m").out()).isEmpty();
        assertThat(powerState()).isEqualTo("poweredOn");
    }

    /** A refusal names the privilege that is missed, and on which object. */
    private void refused(Govc who, String privilege, String... arguments) {
        assertThat(who.refused(arguments))
                .contains("Permission to perform this operation was denied")
                .contains(privilege)
                .containsPattern("on (VirtualMachine|Folder):");
    }

    @Test
    @Order(LAST - 1)
    void aServerThatWasKilledFindsItsGuestRunning() throws Exception {
        govc = startAgainAfterAKill(
                () -> assertThat(page("/")).as("the guest needs nobody").isEqualTo(TestGuest.HELLO));
        assertThat(powerState()).isEqualTo("poweredOn");
        assertThat(govc.ok("vm.ip", "-wait", "2m", "guest")).isEqualTo(address + "\n");
    }

    @Test
    @Order(LAST)
    void theGuestShutsDownWhenAskedIsExportedAndThenNothingIsLeftOfIt() {
        awaitAgent();
        govc.ok("vm.power", "-s", "guest");
        Await.until("the guest to go off", REACTION_MAX, this::powerState, "poweredOff"::equals);
        String name = datacenter().substring(1);
        Await.until(
                "what happened to be told",
                REACTION_MAX,
                () -> govc.ok("events", "-n", "100"),
                events -> events.matches("(?s).*guest on \\S+ in " + name + " is powered off.*"));
        govc.ok("export.ovf", "-vm", "guest", folder().toString());
        assertThat(folder().resolve("guest/guest.ovf")).content().contains("VmxNet3", "guest-disk-0.vmdk");
        govc.ok("import.ovf", "-name=again", folder().resolve("guest/guest.ovf").toString());
        assertThat(govc.ok("device.ls", "-vm", "again")).contains("VirtualVmxnet3", "262,144 KB");
        govc.ok("vm.destroy", "guest", "again");
        assertThat(govc.ok("find", "/", "-type", "m")).isEmpty();
        assertThat(govc.ok("datastore.ls").lines()).doesNotContain("guest", "again");
        assertThat(govc.ok("tasks", "-n", "100")).contains("guest");
        afterTheLastMachine();
    }
}
