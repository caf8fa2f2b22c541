package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The vSphere half of {@code ./carafe up}, as govc sees it through the vCenter. One guest is booted for all tests. */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpVSphereTest {
    private static final Duration REACTION_MAX = Duration.ofMinutes(2);
    private static final int LAST = Integer.MAX_VALUE;

    @TempDir
    private static Path home;

    private static Cloud cloud;
    private static Govc govc;
    private static String address;

    @BeforeAll
    static void bootAGuest() throws Exception {
        TestGuest.assumeGovcAndGuest();
        cloud = Cloud.upWithVSphere();
        govc = cloud.govc(home);
        govc.ok("import.ova", "-name=guest", GuestImageTest.OVA.toString());
        govc.ok("vm.power", "-on", "guest");
        address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
    }

    @AfterAll
    static void removeAll() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void aShellThatReadsTheEnvironmentFindsKubectlAndGovc() {
        String script = "eval \"$(" + Cloud.REPOSITORY.resolve("carafe") + " env --data-dir " + cloud.dataDirectory()
                + ")\" && " + Govc.PROGRAM + " about && " + Cloud.KUBECTL + " get nodes";
        assertThat(Command.run("sh", "-c", "export CARAFE_NO_BUILD=1 HOME=" + home + "; " + script)
                        .orFail())
                .contains("Carafe vCenter Server", "VirtualCenter", "conformance");
    }

    @Test
    void theVCenterOwnsAHostFromTheStart() {
        assertThat(govc.ok("find", "/", "-type", "h")).contains("/Datacenter/host/Cluster/");
        assertThat(govc.ok("find", "/").lines())
                .contains("/Datacenter/vm/guest", "/Datacenter/datastore/datastore1", "/Datacenter/network/VM Network");
        assertThat(govc.ok("tree", "/")).contains("datastore1");
        assertThat(govc.ok("host.info")).containsPattern("State: +connected");
        assertThat(cloud.carafe("status").orFail()).contains("esxi", "vcenter");
        Await.until(
                "the guest to be counted",
                REACTION_MAX,
                () -> cloud.carafe("status").orFail(),
                status -> status.contains("1 on; Carafe ESXi"));
        assertThat(cloud.carafe("logs", "esxi").orFail()).containsPattern("TCG|KVM");
    }

    @Test
    void theGuestHasAnAddressAndServesHttp() {
        assertThat(page()).isEqualTo(TestGuest.HELLO);
        assertThat(govc.ok("vm.info", "guest"))
                .containsPattern("IP address: +" + address.replace(".", "\\."))
                .containsPattern("Power state: +poweredOn");
        assertThat(govc.ok("vm.ip", "-a", "guest")).contains(address);
    }

    @Test
    void machinesAreMadeChangedAndDestroyed() {
        govc.ok("vm.create", "-m", "64", "-g", "otherLinux64Guest", "-disk", "16MB", "-on=false", "small");
        govc.ok("vm.change", "-vm", "small", "-c", "2", "-m", "128", "-e", "guestinfo.role=web");
        govc.ok("vm.disk.create", "-vm", "small", "-name", "small/data", "-size", "8MB");
        govc.ok("device.cdrom.add", "-vm", "small");
        assertThat(govc.ok("device.ls", "-vm", "small")).contains("VirtualCdrom", "8,192 KB");
        for (String way : new String[] {"-on", "-reset", "-suspend", "-on", "-off"}) {
            govc.ok("vm.power", way, "small");
        }
        govc.ok("snapshot.create", "-vm", "small", "one");
        govc.ok("vm.clone", "-vm", "small", "-on=false", "copy");
        govc.ok("vm.clone", "-vm", "small", "-on=false", "-link", "-snapshot", "one", "linked");
        govc.ok("snapshot.revert", "-vm", "small", "one");
        govc.ok("vm.destroy", "linked", "copy", "small");
        assertThat(govc.ok("find", "/", "-type", "m")).isEqualTo("/Datacenter/vm/guest\n");
        assertThat(govc.ok("datastore.ls").lines()).doesNotContain("small", "copy", "linked");
        assertThat(govc.ok("events", "-n", "200")).contains("Created virtual machine small", "Removed small");
    }

    @Test
    void theGuestIsKeptInSnapshots() {
        govc.ok("snapshot.create", "-vm", "guest", "-m=true", "one");
        assertThat(govc.ok("snapshot.tree", "-vm", "guest")).contains("one");
        govc.ok("snapshot.revert", "-vm", "guest", "one");
        Await.until("the guest to go on", REACTION_MAX, UpVSphereTest::page, TestGuest.HELLO::equals);
        govc.ok("snapshot.remove", "-vm", "guest", "*");
    }

    @Test
    void whatItIsTaggedWithIsFound() {
        govc.ok("tags.category.create", "-t", "VirtualMachine", "stage");
        govc.ok("tags.create", "-c", "stage", "test");
        govc.ok("tags.attach", "test", "/Datacenter/vm/guest");
        assertThat(govc.ok("tags.attached.ls", "-r", "/Datacenter/vm/guest")).isEqualTo("test\n");
        govc.ok("tags.detach", "test", "/Datacenter/vm/guest");
        govc.ok("tags.rm", "test");
        govc.ok("tags.category.rm", "stage");
    }

    @Test
    @Order(LAST - 1)
    void aCloudThatWasKilledFindsItsGuestRunning() {
        cloud.kill();
        assertThat(page()).as("the guest needs nobody").isEqualTo(TestGuest.HELLO);

        cloud.start().orFail();
        Await.until(
                "the host to be connected",
                REACTION_MAX,
                () -> govc.ok("host.info"),
                info -> info.contains("State:           connected"));
        assertThat(govc.ok("object.collect", "-s", "/Datacenter/vm/guest", "runtime.powerState"))
                .isEqualTo("poweredOn\n");
        assertThat(govc.ok("vm.ip", "-wait", "2m", "guest")).isEqualTo(address + "\n");
    }

    @Test
    @Order(LAST)
    void aResetEndsTheGuestAndLeavesNothing() {
        cloud.carafe("reset", "--yes").orFail();
        Set<String> left = Leftovers.now();
        left.removeAll(cloud.foundBefore());
        assertThat(left).isEmpty();
        assertThat(Files.exists(cloud.dataDirectory())).isFalse();
        assertThat(page()).isNotEqualTo(TestGuest.HELLO);
    }

    private static String page() {
        return TestGuest.at(address, "/");
    }
}
