package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.esxi.performance.ProcFiles.CpuUse;
import dev.carafe.vsphere.esxi.performance.ProcFiles.LinkUse;
import dev.carafe.vsphere.esxi.performance.Reading.Capacity;
import dev.carafe.vsphere.esxi.performance.Reading.Gathering;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads what the whole machine that the host is on uses. */
final class HostReader {
    /** Links that lead nowhere out: loopback, bridges, taps and the ends of containers' pairs. */
    private static final Pattern INNER = Pattern.compile("(lo|carafe|veth|br-|cni|docker|virbr|tap|vxlan).*");

    private HostReader() {}

    static Reading read(ProcFiles proc, Map<String, LinkUse> links, int mhzPerCpu, Instant at) {
        Gathering gathering = new Gathering();
        CpuUse cpu = proc.cpu();
        gathering.whole(Counter.CPU_USAGE, cpu.busyMillis());
        gathering.whole(Counter.CPU_USAGE_MHZ, cpu.busyMillis());
        gathering.whole(Counter.CPU_USED, cpu.busyMillis());
        gathering.whole(Counter.CPU_IDLE, cpu.idleMillis());
        long total = proc.memoryTotalKib();
        long used = Math.max(0, total - proc.memoryAvailableKib());
        gathering.whole(Counter.MEM_CONSUMED, used);
        gathering.whole(Counter.MEM_USAGE, 10_000 * used / Math.max(1, total));
        gathering.whole(Counter.SYS_UPTIME, (long) proc.uptime());
        proc.disks().forEach((name, disk) -> {
            gathering.part(Counter.DISK_READ, name, disk.readBytes());
            gathering.part(Counter.DISK_WRITE, name, disk.writtenBytes());
            gathering.part(Counter.DISK_USAGE, name, disk.readBytes() + disk.writtenBytes());
            gathering.part(Counter.DISK_NUMBER_READ, name, disk.reads());
            gathering.part(Counter.DISK_NUMBER_WRITE, name, disk.writes());
        });
        links.forEach((name, link) -> {
            if (!INNER.matcher(name).matches()) {
                link(gathering, name, link);
            }
        });
        return gathering.at(at, new Capacity(cpu.cpus(), mhzPerCpu));
    }

    static void link(Gathering gathering, String name, LinkUse link) {
        gathering.part(Counter.NET_RECEIVED, name, link.rxBytes());
        gathering.part(Counter.NET_TRANSMITTED, name, link.txBytes());
        gathering.part(Counter.NET_USAGE, name, link.rxBytes() + link.txBytes());
        gathering.part(Counter.NET_PACKETS_RX, name, link.rxPackets());
        gathering.part(Counter.NET_PACKETS_TX, name, link.txPackets());
        gathering.part(Counter.NET_DROPPED_RX, name, link.rxDropped());
        gathering.part(Counter.NET_DROPPED_TX, name, link.txDropped());
    }
}
