package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guest that {@code carafe image build-vm} makes, booted by QEMU alone; and what the command refuses. */
@Timeout(600)
class GuestImageTest {
    /** What the set-up of the tests built. */
    static final Path OVA = Cloud.REPOSITORY.resolve("conformance/target/tools/guest.ova");

    static final Path FIRMWARE = Path.of("/usr/share/OVMF/OVMF_CODE_4M.fd");
    static final Path VARIABLES = Path.of("/usr/share/OVMF/OVMF_VARS_4M.fd");
    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFstandsForAKeyThatNobodyHolds somebody";

    @TempDir
    private Path folder;

    @Test
    void itBootsByTheBiosFromVmwaresDevicesAndReadsItsSeed() throws Exception {
        Path seed = Files.createDirectory(folder.resolve("seed"));
        Files.writeString(seed.resolve("meta-data"), "instance-id: i-1\nlocal-hostname: ignored\n");
        Files.writeString(
                seed.resolve("user-data"), "#cloud-config\nhostname: seeded\nssh_authorized_keys:\n  - " + KEY + "\n");
        List<String> devices = disk("pvscsi,id=scsi0", "scsi-hd,bus=scsi0.0,drive=disk0,bootindex=0");
        devices.addAll(List.of(
                "-device",
                "vmxnet3,netdev=net0",
                "-blockdev",
                "driver=vvfat,node-name=seed,dir=" + seed + ",label=cidata,read-only=on",
                "-device",
                "virtio-blk-pci,drive=seed"));
        try (BareGuest guest = BareGuest.start(folder, devices)) {
            assertThat(guest.awaitAddress()).startsWith("10.0.2.");
            assertThat(page(guest)).isEqualTo("Hello from seeded\n");
            assertThat(guest.shell("cat /root/.ssh/authorized_keys").strip()).isEqualTo(KEY);
            assertThat(guest.shell("ls -l /sys/class/net/eth0/device/driver")).contains("vmxnet3");
            assertThat(guest.shell("touch /kept && sync && echo written").strip())
                    .isEqualTo("written");
            guest.shutDown();
            guest.awaitOff();
        }
    }

    @Test
    void itBootsByUefiFromASataDiskAndReadsGuestinfo() throws Exception {
        assumeThat(FIRMWARE)
                .as("UEFI needs the package ovmf, which ./carafe test installs")
                .exists();
        Path variables = Files.copy(VARIABLES, folder.resolve("variables"));
        List<String> devices = disk("ich9-ahci,id=sata0", "ide-hd,bus=sata0.0,drive=disk0,bootindex=0");
        devices.addAll(List.of(
                "-drive",
                "if=pflash,unit=0,format=raw,readonly=on,file=" + FIRMWARE,
                "-drive",
                "if=pflash,unit=1,format=raw,file=" + variables,
                "-device",
                "e1000e,netdev=net0",
                "-fw_cfg",
                "name=opt/guestinfo.metadata,string=local-hostname: told",
                "-fw_cfg",
                "name=opt/guestinfo.colour,string=green"));
        try (BareGuest guest = BareGuest.start(folder, devices)) {
            guest.awaitAddress();
            assertThat(page(guest)).isEqualTo("Hello from told\n");
            assertThat(guest.shell("vmware-rpctool 'info-get guestinfo.colour'"))
                    .isEqualTo("green");
            assertThat(guest.shell("test -d /sys/firmware/efi && echo uefi").strip())
                    .isEqualTo("uefi");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vmdk", "qcow2"})
    void itIsBuiltAsADiskAloneToo(String format) {
        assumeThat(OVA).as("the guest was not built; ./carafe test does it").exists();
        Path disk = folder.resolve("guest." + format);
        String _ = build(Map.of(), disk).orFail();
        assertThat(Command.run("qemu-img", "info", disk.toString()).orFail()).contains("file format: " + format + "\n");
    }

    @Test
    void theEndingOfTheFileMustNameAFormat() {
        Command.Result refused = build(Map.of(), folder.resolve("guest.iso"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains(".ova, .vmdk or .qcow2", "guest.iso");
    }

    @Test
    void packagesThatCannotBeHadAreNamedAndNothingIsLeft() throws IOException {
        Path none = Files.createDirectory(folder.resolve("none"));
        Path apt = Files.writeString(
                folder.resolve("apt.conf"),
                "Dir::Etc::sourcelist \"/dev/null\";\nDir::Etc::sourceparts \"/dev/null\";\nDir::State::lists \"" + none
                        + "\";\n");
        Path out = Files.createDirectory(folder.resolve("out"));
        Path output = out.resolve("guest.ova");
        Command.Result refused = build(Map.of("APT_CONFIG", apt.toString()), output);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("cannot build " + output, "apt-get could not fetch", "qemu-guest-agent")
                .contains("Unable to locate package");
        assertThat(refused.err().lines()).hasSize(1);
        assertEmpty(out);
    }

    @Test
    void aDiskWithoutRoomIsToldBeforeTheWork() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("mounting a small disk needs root")
                .isEqualTo("root");
        Path small = Files.createDirectory(folder.resolve("small"));
        Command.run("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small.toString())
                .orFail();
        try {
            Command.Result refused = build(Map.of(), small.resolve("guest.qcow2"));
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains(" MB are free", "make room");
            assertEmpty(small);
        } finally {
            Command.run("umount", "-l", small.toString());
        }
    }

    private static void assertEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private static Command.Result build(Map<String, String> environment, Path output) {
        List<String> command =
                List.of(Cloud.REPOSITORY.resolve("carafe").toString(), "image", "build-vm", "-o", output.toString());
        Map<String, String> all = new HashMap<>(environment);
        all.put("CARAFE_NO_BUILD", "1");
        return Command.run(Duration.ofMinutes(5), all, "", command);
    }

    /** Words for a copy of the guest's disk on a controller. */
    private List<String> disk(String controller, String device) {
        assumeThat(OVA).as("the guest was not built; ./carafe test does it").exists();
        Command.run("tar", "-xf", OVA.toString(), "-C", folder.toString()).orFail();
        Path disk = folder.resolve("disk.qcow2");
        Command.run(
                        "qemu-img",
                        "convert",
                        "-O",
                        "qcow2",
                        folder.resolve("guest-disk1.vmdk").toString(),
                        disk.toString())
                .orFail();
        return new ArrayList<>(List.of(
                "-blockdev",
                "driver=qcow2,node-name=disk0,file.driver=file,file.filename=" + disk,
                "-device",
                controller,
                "-device",
                device));
    }

    private static String page(BareGuest guest) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + guest.port() + "/"))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
