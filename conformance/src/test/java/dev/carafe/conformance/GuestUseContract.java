package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What is seen of a guest and done with it while it runs, the same on a host and through a vCenter. */
abstract class GuestUseContract extends GuestBoot {
    @Test
    void theGuestHasAnAddressAndServesHttp() {
        awaitAgent();
        assertThat(govc.ok("vm.ip", "-a", "guest").strip().split(",")).contains(address);
        assertThat(page("/")).isEqualTo(TestGuest.HELLO);
        assertThat(govc.ok("vm.info", "guest"))
                .containsPattern("IP address: +" + address.replace(".", "\\."))
                .containsPattern("Power state: +poweredOn")
                .contains("Debian");
        assertThat(govc.ok("device.ls", "-vm", "guest"))
                .contains("ParaVirtualSCSIController", "VirtualVmxnet3", "VirtualDisk");
        assertThat(govc.refused("vm.power", "-on", "guest")).contains("current state");
    }

    @Test
    void itsScreenIsAPictureAndItsKeyboardCanBeTypedOn() throws IOException {
        Path screen = folder().resolve("screen.png");
        govc.ok("vm.console", "-capture", screen.toString(), "guest");
        assertThat(Files.readAllBytes(screen)).startsWith(0x89, 'P', 'N', 'G');
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

    @Test
    void programsRunInTheGuestAsUsersWhosePasswordItKnows() {
        awaitAgent();
        assertThat(inGuest("run", "uname", "-s")).isEqualTo("Linux\n");
        assertThat(govc.refused("guest.run", "-l", "root:wrong", "-vm", "guest", "uname"))
                .contains("authenticate");
        String pid = inGuest("start", "/bin/sleep", "600").strip();
        assertThat(inGuest("ps", "-p", pid)).contains("sleep");
        inGuest("kill", "-p", pid);
        assertThat(inGuest("ps", "-x", "-X", "-p", pid)).contains(pid);
        assertThat(inGuest("getenv", "PATH")).contains("/bin");
    }

    @Test
    void filesInTheGuestAreSentFetchedListedAndChanged() throws IOException {
        awaitAgent();
        Path sent = Files.writeString(folder().resolve("sent"), "from outside");
        inGuest("mkdir", "-p", "/root/a/b");
        inGuest("upload", "-f", sent.toString(), "/root/a/b/sent");
        assertThat(inGuest("download", "/root/a/b/sent", "-")).isEqualTo("from outside");
        inGuest("mv", "/root/a/b/sent", "/root/a/b/moved");
        inGuest("chmod", "0600", "/root/a/b/moved");
        assertThat(inGuest("ls", "/root/a/b"))
                .contains("-rw-------", "12", "moved")
                .doesNotContain("sent");
        inGuest("rm", "/root/a/b/moved");
        assertThat(inGuest("ls", "-s", "/root/a/b")).doesNotContain("moved");
        inGuest("rmdir", "-r", "/root/a");
        assertThat(govc.refused("guest.ls", "-l", ROOT_IN_GUEST, "-vm", "guest", "/root/a"))
                .isNotEmpty();
        assertThat(inGuest("mktemp", "-t", "made")).contains("made");
    }

    private String inGuest(String command, String... arguments) {
        String[] all = new String[arguments.length + 5];
        System.arraycopy(new String[] {"guest." + command, "-l", ROOT_IN_GUEST, "-vm", "guest"}, 0, all, 0, 5);
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return govc.ok(all);
    }

    @Test
    @Order(LAST - 2) // after memory was gone back to, which a controller must survive
    void aDiskIsAddedWhileTheGuestRunsAndTakenAwayAgain() {
        awaitAgent();
        govc.ok("vm.disk.create", "-vm", "guest", "-name", "guest/hot", "-size", "16MB");
        Await.until(
                "the guest to see the disk",
                REACTION_MAX,
                () -> govc.run("guest.run", "-l", ROOT_IN_GUEST, "-vm", "guest", "cat", "/sys/block/sdb/size")
                        .out(),
                "32768\n"::equals);
        govc.ok("device.remove", "-vm", "guest", "disk-1000-1");
        assertThat(govc.ok("device.ls", "-vm", "guest")).doesNotContain("disk-1000-1");
    }

    @Test
    void whatItUsesIsMeasured() {
        String host = govc.ok("find", "/", "-type", "h").lines().findFirst().orElseThrow();
        assertThat(govc.ok("metric.ls", host).lines()).contains("cpu.usage.average", "mem.usage.average");
        Await.until(
                "the guest's counters to be there",
                REACTION_MAX,
                () -> govc.ok("metric.ls", guest()),
                names -> names.contains("cpu.usage.average") && names.contains("mem.usage.average"));
        for (String counter : new String[] {"cpu.usage.average", "mem.usage.average"}) {
            Await.until(
                    counter + " of the guest to be sampled",
                    REACTION_MAX,
                    () -> govc.run("metric.sample", "-n", "1", guest(), counter).out(),
                    sample -> sample.matches("(?s)guest +- +" + counter + " +[0-9.]+ +%.*"));
        }
        assertThat(govc.ok("metric.info", guest(), "cpu.usage.average")).containsPattern("Unit: +%");
        assertThat(govc.ok("metric.sample", "-n", "1", host, "mem.usage.average"))
                .containsPattern("mem.usage.average +[0-9.]+ +%");
    }

    @Test
    void whoWaitsForAPropertyIsToldWhenItIsAsHeWants() {
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(
                () -> govc.ok("object.collect", "-wait", "3m", guest(), "-config.annotation", "waited for"),
                task -> Thread.ofVirtual().start(task));
        govc.ok("vm.change", "-vm", "guest", "-annotation", "not this");
        assertThat(waiting).isNotDone();
        govc.ok("vm.change", "-vm", "guest", "-annotation", "waited for");
        assertThat(waiting.join()).contains("config.annotation", "waited for");
    }

    @Test
    void filesOfADatastoreAreSentListedFetchedAndRemoved() throws IOException {
        Path sent = Files.writeString(folder().resolve("to-datastore"), "on a datastore");
        govc.ok("datastore.mkdir", "-p", "files/deep");
        govc.ok("datastore.upload", sent.toString(), "files/deep/sent");
        assertThat(govc.ok("datastore.ls", "-l", "files/deep")).containsPattern("14B? .*sent");
        assertThat(govc.ok("datastore.download", "files/deep/sent", "-")).isEqualTo("on a datastore");
        govc.ok("datastore.cp", "files/deep/sent", "files/copy");
        govc.ok("datastore.mv", "files/copy", "files/moved");
        assertThat(govc.ok("datastore.ls", "files").lines()).containsExactlyInAnyOrder("deep", "moved");
        govc.ok("datastore.rm", "files/deep/sent");
        assertThat(govc.ok("datastore.ls", "files/deep")).isEmpty();
        govc.ok("datastore.rm", "files");
        assertThat(govc.ok("datastore.ls").lines()).doesNotContain("files");
        assertThat(govc.refused("datastore.download", "../../etc/passwd", "-")).isNotEmpty();
    }
}
