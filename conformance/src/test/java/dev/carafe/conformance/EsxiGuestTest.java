package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real guest on {@code carafe esxi}, by upstream's govc. It is booted once: without KVM a boot takes half a minute; the last
 * test shuts it down.
 */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EsxiGuestTest {
    private static final Duration BOOT_MAX = Duration.ofMinutes(4);
    private static final Duration REACTION_MAX = Duration.ofMinutes(2);
    private static final int LAST = Integer.MAX_VALUE;

    @TempDir
    private static Path folder;

    private static Esxi esxi;
    private static Govc govc;
    private static String address;

    @BeforeAll
    static void bootAGuest() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("machines' networks need root")
                .isEqualTo("root");
        TestGuest.assumeGovcAndGuest();
        esxi = Esxi.start(folder);
        govc = new Govc(esxi.url(), Esxi.USER, Esxi.PASSWORD, Files.createDirectory(folder.resolve("home")));
        govc.ok("import.ova", "-name=guest", GuestImageTest.OVA.toString());
        govc.ok("vm.power", "-on", "guest");
        address = govc.ok("vm.ip", "-wait", BOOT_MAX.toSeconds() + "s", "guest").strip();
    }

    @AfterAll
    static void endAll() {
        if (govc != null) {
            govc.run("vm.power", "-off", "-force", "guest");
        }
        if (esxi != null) {
            esxi.close();
        }
    }

    @Test
    void theGuestHasAnAddressAndServesHttp() {
        assertThat(page("/")).isEqualTo(TestGuest.HELLO);
        assertThat(govc.ok("vm.info", "guest"))
                .containsPattern("IP address: +" + address.replace(".", "\\."))
                .containsPattern("Power state: +poweredOn")
                .contains("Debian");
        assertThat(govc.ok("vm.ip", "-a", "guest")).contains(address);
        assertThat(govc.ok("object.collect", "-s", "vm/guest", "guest.toolsRunningStatus"))
                .isEqualTo("guestToolsRunning\n");
        assertThat(govc.ok("device.ls", "-vm", "guest"))
                .contains("ParaVirtualSCSIController", "VirtualVmxnet3", "VirtualDisk");
        assertThat(govc.refused("vm.power", "-on", "guest")).contains("current state");
    }

    @Test
    void itsScreenIsAPictureAndItsKeyboardCanBeTypedOn() throws IOException {
        Path screen = folder.resolve("screen.png");
        govc.ok("vm.console", "-capture", screen.toString(), "guest");
        BufferedImage picture = ImageIO.read(screen.toFile());
        assertThat(picture.getWidth()).isGreaterThanOrEqualTo(640);
        assertThat(isOneColour(picture)).as("the screen shows something").isFalse();

        Await.until(
                "what was typed to have its effect",
                REACTION_MAX,
                () -> {
                    for (String line : new String[] {"root", "carafe", "echo typed > /srv/www/typed"}) {
                        govc.ok("vm.keystrokes", "-vm", "guest", "-s", line);
                        govc.ok("vm.keystrokes", "-vm", "guest", "-c", "KEY_ENTER");
                    }
                    return page("/typed");
                },
                "typed\n"::equals);
    }

    @Test
    void aSnapshotKeepsMemoryAndTheGuestGoesOnFromIt() {
        govc.ok("snapshot.create", "-vm", "guest", "-m=true", "one");
        assertThat(govc.ok("snapshot.tree", "-vm", "guest")).contains("one");
        govc.ok("vm.power", "-off", "-force", "guest");
        govc.ok("snapshot.revert", "-vm", "guest", "one");
        assertThat(govc.ok("object.collect", "-s", "vm/guest", "runtime.powerState"))
                .isEqualTo("poweredOn\n");
        awaitPage();
        govc.ok("snapshot.remove", "-vm", "guest", "*");
        assertThat(govc.ok("snapshot.tree", "-vm", "guest")).isEmpty();
    }

    @Test
    void aSuspendedGuestGoesOnWhereItWas() {
        govc.ok("vm.power", "-suspend", "guest");
        assertThat(govc.ok("object.collect", "-s", "vm/guest", "runtime.powerState"))
                .isEqualTo("suspended\n");
        govc.ok("vm.power", "-on", "guest");
        awaitPage();
    }

    @Test
    void programsRunInTheGuestAsUsersWhosePasswordItKnows() throws IOException {
        awaitAgent();
        assertThat(govc.ok("guest.run", "-l", "root:carafe", "-vm", "guest", "uname", "-s"))
                .isEqualTo("Linux\n");
        assertThat(govc.refused("guest.run", "-l", "root:wrong", "-vm", "guest", "uname"))
                .contains("authenticate");
        Path sent = Files.writeString(folder.resolve("sent"), "from the host");
        govc.ok("guest.upload", "-l", "root:carafe", "-vm", "guest", "-f", sent.toString(), "/root/sent");
        assertThat(govc.ok("guest.download", "-l", "root:carafe", "-vm", "guest", "/root/sent", "-"))
                .isEqualTo("from the host");
    }

    @Test
    @Order(LAST - 2) // after memory was gone back to, which a controller must survive
    void aDiskIsAddedWhileTheGuestRunsAndTakenAwayAgain() {
        awaitAgent();
        govc.ok("vm.disk.create", "-vm", "guest", "-name", "guest/hot", "-size", "16MB");
        Await.until(
                "the guest to see the disk",
                REACTION_MAX,
                () -> govc.run("guest.run", "-l", "root:carafe", "-vm", "guest", "cat", "/sys/block/sdb/size")
                        .out(),
                "32768\n"::equals);
        govc.ok("device.remove", "-vm", "guest", "disk-1000-1");
        assertThat(govc.ok("device.ls", "-vm", "guest")).doesNotContain("disk-1000-1");
    }

    @Test
    void whatItUsesIsMeasured() {
        assertThat(govc.ok("metric.ls", "host/*/*")).contains("cpu.usage.average", "mem.usage.average");
        Await.until(
                "the guest's processor time to be sampled",
                REACTION_MAX,
                () -> govc.run("metric.sample", "-n", "1", "vm/guest", "cpu.usage.average")
                        .out(),
                sample -> sample.matches("(?s)guest +- +cpu.usage.average +[0-9.]+ +%.*"));
    }

    @Test
    @Order(LAST - 1)
    void anAgentThatWasKilledFindsItsGuestRunning() {
        esxi.kill();
        assertThat(page("/")).as("the guest needs no agent").isEqualTo(TestGuest.HELLO);

        esxi = Esxi.start(folder);
        govc = new Govc(esxi.url(), Esxi.USER, Esxi.PASSWORD, govc.home());

        assertThat(govc.ok("object.collect", "-s", "vm/guest", "runtime.powerState"))
                .isEqualTo("poweredOn\n");
        assertThat(govc.ok("vm.ip", "-wait", "2m", "guest")).isEqualTo(address + "\n");
    }

    @Test
    void machinesAreMadeChangedClonedAndDestroyed() {
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

        govc.ok("vm.clone", "-vm", "small", "-on=false", "copy");
        govc.ok("vm.destroy", "small");

        assertThat(govc.ok("device.ls", "-vm", "copy")).contains("8,192 KB");
        govc.ok("vm.power", "-on", "copy");
        govc.ok("vm.power", "-reset", "copy");
        govc.ok("vm.power", "-off", "copy");
        govc.ok("vm.markastemplate", "copy");
        assertThat(govc.refused("vm.power", "-on", "copy")).isNotEmpty();
        govc.ok("vm.destroy", "copy");
        assertThat(govc.ok("datastore.ls").lines()).doesNotContain("small", "copy");
        assertThat(govc.ok("events", "-n", "100"))
                .contains("Created virtual machine small", "Removed small", "copy on host-under-test");
    }

    @Test
    @Order(LAST)
    void theGuestShutsDownWhenAskedAndThenNothingIsLeftOfIt() {
        awaitAgent();
        govc.ok("vm.power", "-s", "guest");
        Await.until(
                "the guest to go off",
                REACTION_MAX,
                () -> govc.ok("object.collect", "-s", "vm/guest", "runtime.powerState"),
                "poweredOff\n"::equals);
        assertThat(govc.ok("events", "-n", "100")).contains("guest on host-under-test in ha-datacenter is powered off");
        govc.ok("export.ovf", "-vm", "guest", folder.toString());
        assertThat(folder.resolve("guest/guest.ovf")).content().contains("VmxNet3", "guest-disk-0.vmdk");
        govc.ok("import.ovf", "-name=again", folder.resolve("guest/guest.ovf").toString());
        assertThat(govc.ok("device.ls", "-vm", "again")).contains("VirtualVmxnet3", "262,144 KB");
        govc.ok("vm.destroy", "guest", "again");
        assertThat(govc.ok("find", "/", "-type", "m")).isEmpty();
        assertThat(govc.ok("datastore.ls").lines()).doesNotContain("guest", "again");
        assertThat(govc.ok("tasks", "-n", "100")).contains("guest");
    }

    private static void awaitAgent() {
        Await.until(
                "the guest's agent to be told of",
                REACTION_MAX,
                () -> govc.ok("object.collect", "-s", "vm/guest", "guest.toolsRunningStatus"),
                "guestToolsRunning\n"::equals);
    }

    private static void awaitPage() {
        Await.until("the guest to answer", REACTION_MAX, () -> page("/"), TestGuest.HELLO::equals);
    }

    private static String page(String path) {
        return TestGuest.at(address, path);
    }

    private static boolean isOneColour(BufferedImage picture) {
        int first = picture.getRGB(0, 0);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if (picture.getRGB(x, y) != first) {
                    return false;
                }
            }
        }
        return true;
    }
}
