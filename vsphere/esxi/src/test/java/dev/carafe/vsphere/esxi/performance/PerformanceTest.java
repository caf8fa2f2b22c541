package dev.carafe.vsphere.esxi.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.performance.Reading.Capacity;
import dev.carafe.vsphere.esxi.performance.Reading.Gathering;
import dev.carafe.vsphere.esxi.performance.Reading.Series;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetric;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricCSV;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfMetricIntSeries;
import dev.carafe.vsphere.vim.vim25.PerfMetricSeriesCSV;
import dev.carafe.vsphere.vim.vim25.PerfQuerySpec;
import dev.carafe.vsphere.vim.vim25.PerformanceManager;
import dev.carafe.vsphere.vim.vim25.PerformanceManagerProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformanceTest {
    private static final ManagedObjectReference<HostSystem> HOST =
            new ManagedObjectReference<>("HostSystem", "ha-host");
    private static final ManagedObjectReference<PerformanceManager> MANAGER =
            new ManagedObjectReference<>("PerformanceManager", "ha-perfmgr");
    private static final Capacity TWO_CPUS = new Capacity(2, 3000);

    @TempDir
    Path folder;

    private record Host() implements HostSystem, ServedObject {
        @Override
        public ManagedObjectReference<?> reference() {
            return HOST;
        }
    }

    private static Reading reading(int second, long cpuMillis, long received) {
        Gathering gathering = new Gathering();
        gathering.whole(Counter.CPU_USAGE, cpuMillis);
        gathering.whole(Counter.CPU_USAGE_MHZ, cpuMillis);
        gathering.whole(Counter.SYS_UPTIME, second);
        gathering.part(Counter.NET_RECEIVED, "4000", received);
        gathering.part(Counter.NET_RECEIVED, "4001", received);
        return gathering.at(Instant.ofEpochSecond(second), TWO_CPUS);
    }

    @Test
    void anIntervalIsWhatHasGrownInIt() {
        Sample sample = Sample.between(reading(0, 500, 1 << 20), reading(20, 10_500, 3 << 20));
        assertThat(sample.values())
                .containsEntry(new Series(Counter.CPU_USAGE, ""), 2500L) // half of one of two processors: 25 %
                .containsEntry(new Series(Counter.CPU_USAGE_MHZ, ""), 1500L)
                .containsEntry(new Series(Counter.SYS_UPTIME, ""), 20L)
                .containsEntry(new Series(Counter.NET_RECEIVED, "4000"), 102L)
                .containsEntry(new Series(Counter.NET_RECEIVED, ""), 205L);
        assertThat(Sample.between(reading(0, 500, 0), reading(20, 100, 0)).values())
                .as("a machine that was started anew")
                .doesNotContainKey(new Series(Counter.CPU_USAGE, ""));
    }

    @Test
    void disksAreCalledAsInTheVmx() {
        Gathering gathering = new Gathering();
        JsonObject stats =
                JsonObject.of("rd_bytes", 1024).with("wr_bytes", 2048).with("rd_operations", 3);
        MachineReader.disks(
                gathering,
                List.of(
                        JsonObject.of("qdev", "dev2017").with("stats", stats),
                        JsonObject.of("qdev", "/machine/peripheral/dev16001/virtio")
                                .with("stats", stats),
                        JsonObject.of("qdev", "/machine/unattached/device[7]").with("stats", stats),
                        JsonObject.of("qdev", "dev99999").with("stats", stats),
                        JsonObject.of("device", "floppy0")));
        assertThat(gathering.at(Instant.EPOCH, TWO_CPUS).values())
                .containsEntry(new Series(Counter.VIRTUAL_DISK_WRITE, "scsi1:1"), 2048L)
                .containsEntry(new Series(Counter.VIRTUAL_DISK_READS, "sata0:1"), 3L)
                .containsEntry(new Series(Counter.DISK_USAGE, ""), 6144L);
    }

    @Test
    void theKernelsFilesAreRead() throws Exception {
        Files.createDirectories(folder.resolve("proc/42"));
        Files.createDirectories(folder.resolve("sys/block/vda"));
        Files.createDirectories(folder.resolve("sys/block/loop0"));
        Files.writeString(
                folder.resolve("proc/42/stat"), "42 (a ) b) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 9 0 1234 0 0\n");
        Files.writeString(folder.resolve("proc/42/status"), "Name:\tx\nVmRSS:\t  2048 kB\n");
        Files.writeString(folder.resolve("proc/stat"), """
                cpu  100 0 50 800 50 0 0 0 0 0
                cpu0 50 0 25 400 25 0 0 0 0 0
                cpu1 50 0 25 400 25 0 0 0 0 0
                """);
        Files.createDirectories(folder.resolve("proc/net"));
        Files.writeString(
                folder.resolve("proc/net/dev"),
                "Inter-| Receive\n face |bytes\n  eth0: 10 2 0 1 0 0 0 0 20 3 0 4 0 0 0 0\n    lo:5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0\n");
        Files.writeString(folder.resolve("proc/diskstats"), """
                 254 0 vda 7 0 16 0 3 0 8 0 0 0 0
                 7 0 loop0 9 9 9 9 9 9 9 9 9 9 9
                 254 1 vda1 9 9 9 9 9 9 9 9 9 9 9
                """);
        Files.writeString(folder.resolve("proc/meminfo"), "MemTotal: 4000 kB\nMemAvailable: 1000 kB\n");
        Files.writeString(folder.resolve("proc/uptime"), "99.5 1.0\n");
        ProcFiles files = new ProcFiles(folder);
        assertThat(files.process(42)).contains(new ProcFiles.ProcessUse(2500, 500, 12_340, 2048));
        assertThat(files.process(43)).isEmpty();
        assertThat(files.disks()).containsOnlyKeys("vda").containsValue(new ProcFiles.DiskUse(8192, 7, 4096, 3));
        Reading reading = HostReader.read(files, files.links(), 2000, Instant.EPOCH);
        assertThat(reading.capacity()).isEqualTo(new Capacity(2, 2000));
        assertThat(reading.values())
                .containsEntry(new Series(Counter.CPU_USED, ""), 1500L)
                .containsEntry(new Series(Counter.CPU_IDLE, ""), 8500L)
                .containsEntry(new Series(Counter.MEM_USAGE, ""), 7500L)
                .containsEntry(new Series(Counter.NET_TRANSMITTED, "eth0"), 20L)
                .doesNotContainKey(new Series(Counter.NET_TRANSMITTED, "lo"));
    }

    @Test
    void anHourIsKept() {
        PerformanceHistory history = new PerformanceHistory();
        for (int i = 0; i <= PerformanceHistory.SAMPLES_MAX + 5; i++) {
            history.add(HOST, reading(i * 20, i, i));
        }
        assertThat(history.of(HOST)).hasSize(PerformanceHistory.SAMPLES_MAX);
        assertThat(history.of(HOST).getFirst().at()).isEqualTo(Instant.ofEpochSecond(120));
        history.retain(Set.of());
        assertThat(history.of(HOST)).isEmpty();
    }

    private static PerfMetricId metric(Counter counter, String instance) {
        return PerfMetricId.builder()
                .counterId(counter.key())
                .instance(instance)
                .build();
    }

    @Test
    void queriesAreAnsweredAsEsxiDoes() {
        ObjectRegistry registry = new ObjectRegistry();
        PerformanceHistory history = new PerformanceHistory();
        ServedPerformanceManager manager = ServedPerformanceManager.open(MANAGER, registry, history);
        registry.change(changes ->
                changes.add(new Host(), HostSystemProperties.builder().build()));
        for (int i = 0; i < 5; i++) {
            history.add(HOST, reading(i * 20, i * 2000L, i * 20_480L));
        }
        assertThat(registry.properties(MANAGER))
                .get()
                .isInstanceOfSatisfying(
                        PerformanceManagerProperties.class,
                        properties -> assertThat(properties.perfCounter())
                                .filteredOn(counter -> counter.key() == 1)
                                .singleElement()
                                .satisfies(counter -> {
                                    assertThat(counter.nameInfo().key()).isEqualTo("usage");
                                    assertThat(counter.groupInfo().key()).isEqualTo("cpu");
                                    assertThat(counter.rollupType().wire()).isEqualTo("average");
                                }));
        assertThat(manager.queryPerfProviderSummary(HOST).refreshRate()).isEqualTo(20);
        assertThat(manager.queryAvailablePerfMetric(HOST, null, null, 20))
                .contains(metric(Counter.CPU_USAGE, ""), metric(Counter.NET_RECEIVED, "4001"));
        assertThat(manager.queryAvailablePerfMetric(HOST, null, null, 300)).isEmpty();

        PerfQuerySpec spec = PerfQuerySpec.builder()
                .entity(HOST)
                .intervalId(20)
                .maxSample(2)
                .metricId(List.of(metric(Counter.CPU_USAGE, ""), metric(Counter.NET_RECEIVED, "*")))
                .build();
        PerfEntityMetric normal =
                (PerfEntityMetric) manager.queryPerf(List.of(spec)).getFirst();
        assertThat(normal.sampleInfo())
                .extracting(info -> info.timestamp().getEpochSecond())
                .containsExactly(60L, 80L);
        assertThat(normal.value())
                .extracting(series -> ((PerfMetricIntSeries) series).value())
                .containsExactly(List.of(500L, 500L), List.of(2L, 2L), List.of(1L, 1L), List.of(1L, 1L));

        PerfQuerySpec csv = spec.toBuilder()
                .format("csv")
                .startTime(Instant.ofEpochSecond(60))
                .build();
        PerfEntityMetricCSV text =
                (PerfEntityMetricCSV) manager.queryPerf(List.of(csv)).getFirst();
        assertThat(text.sampleInfoCSV()).isEqualTo("20,1970-01-01T00:01:20Z");
        assertThat(text.value()).first().extracting(PerfMetricSeriesCSV::value).isEqualTo("500");

        assertThatThrownBy(() -> manager.queryPerfProviderSummary(MANAGER)).isInstanceOf(FaultException.class);
        assertThatThrownBy(() -> manager.queryPerfCounter(List.of(7))).isInstanceOf(FaultException.class);
        assertThatThrownBy(() ->
                        manager.queryPerf(List.of(spec.toBuilder().format("xml").build())))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void thisMachineIsMeasured() throws Exception {
        PerformanceHistory history = new PerformanceHistory();
        try (PerformanceSampler sampler =
                new PerformanceSampler(HOST, List::of, 2000, Path.of("/"), InstantSource.system(), history)) {
            assertThat(sampler.sample()).isEmpty();
            assertThat(sampler.sample()).isEmpty();
        }
        assertThat(history.of(HOST))
                .singleElement()
                .satisfies(sample -> assertThat(sample.values())
                        .containsKey(new Series(Counter.MEM_USAGE, ""))
                        .containsKey(new Series(Counter.SYS_UPTIME, "")));
    }
}
