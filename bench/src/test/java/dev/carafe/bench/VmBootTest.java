package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VmBootTest {
    @Test
    void byHandTheSameOptionsHaveSocketsAndATapOfTheirOwn() {
        List<String> running = List.of(
                "/usr/bin/qemu-system-x86_64",
                "-S",
                "-m",
                "size=256M",
                "-pidfile",
                "/data/esxi/run/1/qemu.pid",
                "-chardev",
                "socket,id=ga,path=/data/esxi/run/1/ga.sock,server=on,wait=off",
                "-blockdev",
                "{\"driver\":\"file\",\"filename\":\"/data/datastores/datastore1/boot/boot-flat.vmdk\"}",
                "-netdev",
                "{\"type\":\"tap\",\"id\":\"net4000\",\"ifname\":\"carafef738t000a\",\"script\":\"no\"}",
                "");
        assertThat(HandBoot.rewritten(running, Path.of("/tmp/by-hand")))
                .containsExactly(
                        "/usr/bin/qemu-system-x86_64",
                        "-m",
                        "size=256M",
                        "-pidfile",
                        "/tmp/by-hand/qemu.pid",
                        "-chardev",
                        "socket,id=ga,path=/tmp/by-hand/ga.sock,server=on,wait=off",
                        "-blockdev",
                        "{\"driver\":\"file\",\"filename\":\"/data/datastores/datastore1/boot/boot-flat.vmdk\"}",
                        "-netdev",
                        "{\"type\":\"tap\",\"id\":\"net4000\",\"ifname\":\"carafebench0\",\"script\":\"no\"}");
    }

    @Test
    void leastAndMedianOfBothAreCompared() {
        assertThat(VmBoot.table(List.of(5.0, 5.5, 7.0), List.of(11.0, 10.5, 13.0), List.of(10.0, 10.0, 12.0)))
                .contains("least of 3 | 10.50 s | 10.00 s | 1.050 |")
                .contains("median of 3 | 11.00 s | 10.00 s | 1.100 |")
                .contains("| until the host tells an address, median of 3 | 5.50 s | | |");
    }
}
