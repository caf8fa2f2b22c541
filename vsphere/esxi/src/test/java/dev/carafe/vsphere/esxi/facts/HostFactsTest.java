package dev.carafe.vsphere.esxi.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostFactsTest {
    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String thread(int number, int socket, int core) {
        return """
                processor\t: %d
                vendor_id\t: GenuineIntel
                cpu family\t: 6
                model\t\t: 85
                model name\t: A processor @ 2.10GHz
                stepping\t: 7
                cpu MHz\t\t: 2095.078
                physical id\t: %d
                core id\t\t: %d

                """.formatted(number, socket, core);
    }

    @Test
    void coresAreCountedOnceHoweverManyThreadsTheyHave() throws IOException {
        write("proc/cpuinfo", thread(0, 0, 0) + thread(1, 0, 1) + thread(2, 0, 0) + thread(3, 0, 1) + thread(4, 1, 0));
        CpuFacts cpu = HostFacts.read(root).cpu();
        assertThat(cpu.threadsByPackage()).isEqualTo(List.of(List.of(0, 1, 2, 3), List.of(4)));
        assertThat(cpu.cores()).isEqualTo(3);
        assertThat(cpu.threads()).isEqualTo(5);
        assertThat(cpu.vendor()).isEqualTo("intel");
        assertThat(cpu.mhz()).isEqualTo(2095);
        assertThat(cpu.totalMhz()).isEqualTo(3 * 2095);
    }

    @Test
    void theNominalFrequencyIsTakenWhereTheKernelTellsIt() throws IOException {
        write("proc/cpuinfo", thread(0, 0, 0));
        write("sys/devices/system/cpu/cpu0/cpufreq/base_frequency", "2100000\n");
        assertThat(HostFacts.read(root).cpu().hz()).isEqualTo(2_100_000_000L);
    }

    @Test
    void aHostThatTellsNothingHasOneProcessorAndNoMore() {
        HostFacts facts = HostFacts.read(root);
        assertThat(facts.cpu().threads()).isEqualTo(1);
        assertThat(facts.memoryBytes()).isZero();
        assertThat(facts.bootTime()).isEmpty();
        assertThat(facts.nics()).isEmpty();
        assertThat(facts.system().vendor()).isEmpty();
    }

    @Test
    void theFirmwareSaysWhoMadeTheMachine() throws IOException {
        write("sys/class/dmi/id/sys_vendor", "Maker\n");
        write("sys/class/dmi/id/product_name", "Model\n");
        write("sys/class/dmi/id/bios_date", "02/06/2015\n");
        SystemFacts system = HostFacts.read(root).system();
        assertThat(system.vendor()).contains("Maker");
        assertThat(system.model()).contains("Model");
        assertThat(system.biosDate()).contains(Instant.parse("2015-02-06T00:00:00Z"));
    }

    @Test
    void onlyWhatHasADeviceIsACard() throws IOException {
        write("sys/devices/0000:00:03.0/uevent", "");
        write("sys/class/net/eth0/address", "52:54:00:12:34:56\n");
        write("sys/class/net/eth0/speed", "10000\n");
        write("sys/class/net/eth0/mtu", "1450\n");
        Files.createSymbolicLink(root.resolve("sys/class/net/eth0/device"), root.resolve("sys/devices/0000:00:03.0"));
        write("sys/class/net/lo/address", "00:00:00:00:00:00\n");
        assertThat(HostFacts.read(root).nics())
                .containsExactly(new NicFacts(
                        "eth0",
                        "52:54:00:12:34:56",
                        Optional.empty(),
                        Optional.of("0000:00:03.0"),
                        Optional.of(10000),
                        true,
                        1450));
    }

    @Test
    void aCardWithoutALinkHasNoSpeed() throws IOException {
        write("sys/class/net/eth0/device/uevent", "");
        write("sys/class/net/eth0/speed", "-1\n");
        assertThat(HostFacts.read(root).nics()).singleElement().satisfies(nic -> {
            assertThat(nic.speedMb()).isEmpty();
            assertThat(nic.pci()).isEmpty();
        });
    }

    @Test
    void memoryInUseIsWhatIsNotAvailable() throws IOException {
        write("proc/meminfo", "MemTotal:       24683520 kB\nMemFree: 1 kB\nMemAvailable:   21280000 kB\n");
        MemoryInfo memory = MemoryInfo.read(root);
        assertThat(memory.totalBytes()).isEqualTo(24683520L << 10);
        assertThat(memory.usedBytes()).isEqualTo((24683520L - 21280000L) << 10);
    }

    @Test
    void waitingForDisksIsNotBeingBusy() throws IOException {
        write("proc/stat", "cpu  10 0 10 70 10 0 0 0 5 0\nbtime 1700000000\n");
        CpuTicks before = CpuTicks.read(root);
        assertThat(before).isEqualTo(new CpuTicks(20, 100));
        assertThat(HostFacts.read(root).bootTime()).contains(Instant.ofEpochSecond(1700000000));
        write("proc/stat", "cpu  35 0 10 120 35 0 0 0 5 0\n");
        assertThat(CpuTicks.read(root).busySince(before)).isEqualTo(0.25);
        assertThat(before.busySince(before)).isZero();
    }
}
