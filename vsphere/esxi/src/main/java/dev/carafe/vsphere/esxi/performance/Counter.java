package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.vim.vim25.PerfStatsType;
import dev.carafe.vsphere.vim.vim25.PerfSummaryType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is measured: keys and names are those of an ESXi host. */
enum Counter {
    CPU_USAGE(1, "cpu", "usage", Measure.PERCENT_OF_CPU, "Usage", "Share of the processors that was used"),
    CPU_USAGE_MHZ(5, "cpu", "usagemhz", Measure.MHZ, "Usage in MHz", "Processor time that was used, in MHz"),
    CPU_SYSTEM(9, "cpu", "system", Measure.MILLISECONDS, "System", "Processor time of the kernel for the machine"),
    CPU_USED(12, "cpu", "used", Measure.MILLISECONDS, "Used", "Processor time that was used"),
    CPU_IDLE(13, "cpu", "idle", Measure.MILLISECONDS, "Idle", "Time that the processors had nothing to do"),
    MEM_USAGE(65_537, "mem", "usage", Measure.PERCENT, "Usage", "Share of the memory that is in use"),
    MEM_GRANTED(65_541, "mem", "granted", Measure.KILOBYTES, "Granted", "Memory that the guests have"),
    MEM_CONSUMED(65_611, "mem", "consumed", Measure.KILOBYTES, "Consumed", "Memory of the host that is in use"),
    DISK_USAGE(131_073, "disk", "usage", Measure.KILOBYTES_A_SECOND, "Usage", "What was read and written"),
    DISK_NUMBER_READ(131_076, "disk", "numberRead", Measure.COUNT, "Read requests", "How many reads there were"),
    DISK_NUMBER_WRITE(131_077, "disk", "numberWrite", Measure.COUNT, "Write requests", "How many writes there were"),
    DISK_READ(131_078, "disk", "read", Measure.KILOBYTES_A_SECOND, "Read rate", "What was read"),
    DISK_WRITE(131_079, "disk", "write", Measure.KILOBYTES_A_SECOND, "Write rate", "What was written"),
    NET_USAGE(196_609, "net", "usage", Measure.KILOBYTES_A_SECOND, "Usage", "What was received and sent"),
    NET_PACKETS_RX(196_612, "net", "packetsRx", Measure.COUNT, "Packets received", "How many packets came"),
    NET_PACKETS_TX(196_613, "net", "packetsTx", Measure.COUNT, "Packets transmitted", "How many packets were sent"),
    NET_RECEIVED(196_614, "net", "received", Measure.KILOBYTES_A_SECOND, "Receive rate", "What was received"),
    NET_TRANSMITTED(196_615, "net", "transmitted", Measure.KILOBYTES_A_SECOND, "Transmit rate", "What was sent"),
    NET_DROPPED_RX(196_616, "net", "droppedRx", Measure.COUNT, "Receive packets dropped", "What came and was dropped"),
    NET_DROPPED_TX(196_617, "net", "droppedTx", Measure.COUNT, "Transmit packets dropped", "What was dropped unsent"),
    SYS_UPTIME(262_144, "sys", "uptime", Measure.SECONDS, "Uptime", "Time since the start"),
    VIRTUAL_DISK_READS(
            589_824,
            "virtualDisk",
            "numberReadAveraged",
            Measure.A_SECOND,
            "Reads a second",
            "Reads of a virtual disk"),
    VIRTUAL_DISK_WRITES(
            589_825,
            "virtualDisk",
            "numberWriteAveraged",
            Measure.A_SECOND,
            "Writes a second",
            "Writes of a virtual disk"),
    VIRTUAL_DISK_READ(
            589_826, "virtualDisk", "read", Measure.KILOBYTES_A_SECOND, "Read rate", "What was read of a disk"),
    VIRTUAL_DISK_WRITE(
            589_827, "virtualDisk", "write", Measure.KILOBYTES_A_SECOND, "Write rate", "What was written to a disk");

    /** In what, and how it comes out of what the kernel counts. */
    enum Measure {
        /** Of milliseconds of processor time; hundredths of a percent. */
        PERCENT_OF_CPU("percent", "%", PerfSummaryType.AVERAGE, PerfStatsType.RATE),
        /** Of milliseconds of processor time. */
        MHZ("megaHertz", "MHz", PerfSummaryType.AVERAGE, PerfStatsType.RATE),
        MILLISECONDS("millisecond", "ms", PerfSummaryType.SUMMATION, PerfStatsType.DELTA),
        /** Of bytes. */
        KILOBYTES_A_SECOND("kiloBytesPerSecond", "KBps", PerfSummaryType.AVERAGE, PerfStatsType.RATE),
        A_SECOND("number", "num", PerfSummaryType.AVERAGE, PerfStatsType.RATE),
        COUNT("number", "num", PerfSummaryType.SUMMATION, PerfStatsType.DELTA),
        /** As it is; hundredths of a percent. */
        PERCENT("percent", "%", PerfSummaryType.AVERAGE, PerfStatsType.ABSOLUTE),
        KILOBYTES("kiloBytes", "KB", PerfSummaryType.AVERAGE, PerfStatsType.ABSOLUTE),
        SECONDS("second", "s", PerfSummaryType.LATEST, PerfStatsType.ABSOLUTE);

        private final String unit;
        private final String unitLabel;
        private final PerfSummaryType rollup;
        private final PerfStatsType stats;

        Measure(String unit, String unitLabel, PerfSummaryType rollup, PerfStatsType stats) {
            this.unit = unit;
            this.unitLabel = unitLabel;
            this.rollup = rollup;
            this.stats = stats;
        }

        String unit() {
            return unit;
        }

        String unitLabel() {
            return unitLabel;
        }

        PerfSummaryType rollup() {
            return rollup;
        }

        PerfStatsType stats() {
            return stats;
        }
    }

    private static final Map<Integer, Counter> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Counter::key, counter -> counter));

    private final int key;
    private final String group;
    private final String label;
    private final String name;
    private final String summary;
    private final Measure measure;

    Counter(int key, String group, String name, Measure measure, String label, String summary) {
        this.key = key;
        this.group = group;
        this.name = name;
        this.measure = measure;
        this.label = label;
        this.summary = summary;
    }

    static Optional<Counter> of(int key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    int key() {
        return key;
    }

    String group() {
        return group;
    }

    String counterName() {
        return name;
    }

    Measure measure() {
        return measure;
    }

    String label() {
        return label;
    }

    String summary() {
        return summary;
    }

    /** Whether what is read grows, so that two readings make a value. */
    boolean grows() {
        return measure.stats() != PerfStatsType.ABSOLUTE;
    }

    /**
     * The value of an interval.
     *
     * @param grown by how much what is counted has grown in it
     * @param capacity what could have been used
     */
    long over(long grown, long millis, Reading.Capacity capacity) {
        double share = (double) grown / Math.max(1, millis);
        return switch (measure) {
            case PERCENT_OF_CPU -> Math.round(10_000 * share / Math.max(1, capacity.cpus()));
            case MHZ -> Math.round(share * capacity.mhzPerCpu());
            case KILOBYTES_A_SECOND -> Math.round(share * 1000 / 1024);
            case A_SECOND -> Math.round(share * 1000);
            case MILLISECONDS, COUNT, PERCENT, KILOBYTES, SECONDS -> grown;
        };
    }
}
