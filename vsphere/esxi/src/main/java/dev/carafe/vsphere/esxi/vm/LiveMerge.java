package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskChain;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.BlockNodes;
import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import dev.carafe.vsphere.esxi.qmp.EventQueue;
import dev.carafe.vsphere.esxi.qmp.Notice;
import dev.carafe.vsphere.esxi.qmp.QmpException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Has a running QEMU write one layer of a disk into the one beneath it. When it is the layer that the guest writes to, the guest stands
 * still for the moment in which QEMU turns to the other one and the configuration is written, so that both name the same
 * content whatever happens.
 */
final class LiveMerge {
    /** What the ids of its jobs begin with. */
    static final String JOB = "merge-";

    private static final Logger LOG = System.getLogger(LiveMerge.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Machine machine;
    private final VmHost host;
    private final MachineProcess process;

    LiveMerge(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
        this.process = machine.running();
    }

    void run(Chains.Merge merge, IntConsumer percent) throws InterruptedException {
        DiskCollector.releasing(machine, Set.of(merge.child()), () -> merge(merge, percent));
    }

    private void merge(Chains.Merge merge, IntConsumer percent) throws InterruptedException {
        try {
            int key = key(merge.child());
            LiveBlocks live = LiveBlocks.of(process);
            Path childFile = content(merge.child());
            Path intoFile = content(merge.into());
            String child = node(live, key, childFile);
            String into = node(live, key, intoFile);
            writable(live, key, merge.into());
            String job = JOB + key;
            if (live.active(key).equals(Optional.of(childFile))) {
                process.blocks().commit(job, child, child, into);
                awaitReady(job, percent);
                turn(job, merge);
            } else {
                String active = node(live, key, live.active(key).orElseThrow(() -> new IOException("no medium")));
                for (DatastorePath above : merge.above()) { // QEMU notes in it that it lies over another one
                    writable(live, key, above);
                }
                process.blocks().commitBeneath(job, active, child, into);
                process.jobs().await(job, percent);
                merge.above().forEach(above -> host.disks().setParent(above, merge.into()));
                Merges.rename(machine, merge.child(), merge.into());
            }
            dropNode(child);
            dropNode(child.replace("-l", "-f"));
        } catch (IOException failed) {
            throw VmFaults.file(merge.child(), "it cannot be merged: " + failed.getMessage());
        }
    }

    /** Has QEMU write to a layer that it only reads; one that is not in the running chain is left alone. */
    private void writable(LiveBlocks live, int key, DatastorePath disk) throws IOException {
        DiskChain chain = host.disks().chain(disk);
        ImageLayer image = chain.top().layer();
        Optional<String> node = live.node(key, image.file());
        if (node.isEmpty() || !live.readOnly().contains(node.get())) {
            return;
        }
        new HotPlug(machine, process).hand(image.file(), true);
        Optional<String> beneath = chain.topFirst().size() < 2
                ? Optional.empty()
                : live.node(key, chain.topFirst().get(1).layer().file());
        int layer = Integer.parseInt(node.get().substring(node.get().lastIndexOf('l') + 1));
        process.blocks().reopen(BlockNodes.writable(key, layer, image, beneath));
    }

    private void turn(String job, Chains.Merge merge) throws IOException, InterruptedException {
        boolean ran = !machine.state().live().paused();
        if (ran) {
            process.monitor().stop();
        }
        try {
            process.jobs().await(job, _ -> {});
            Merges.rename(machine, merge.child(), merge.into());
        } finally {
            if (ran) {
                process.monitor().cont();
            }
        }
    }

    private int key(DatastorePath disk) throws IOException {
        String path = disk.toString();
        return machine.state().disks().entrySet().stream()
                .filter(entry -> entry.getValue().chain().contains(path))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IOException("no disk lies over " + path));
    }

    private Path content(DatastorePath disk) {
        return host.disks().chain(disk).top().layer().file();
    }

    private static String node(LiveBlocks live, int key, Path file) throws IOException {
        return live.node(key, file).orElseThrow(() -> new IOException("QEMU does not have " + file.getFileName()));
    }

    /** Waits until both layers hold the same; a job that ended before has failed. */
    private void awaitReady(String job, IntConsumer percent) throws IOException, InterruptedException {
        try (EventQueue events = process.subscribe()) {
            while (true) {
                JsonObject state = process.jobs().list().stream()
                        .filter(each -> each.text("id").equals(Optional.of(job)))
                        .findFirst()
                        .orElseThrow(() -> new IOException("the merge is gone"));
                long total = Math.max(1, state.number("total-progress", 1));
                percent.accept(Math.clamp(state.number("current-progress", 0) * 100 / total, 0, 99));
                switch (state.text("status").orElse("")) {
                    case "ready" -> {
                        return;
                    }
                    case "concluded" -> {
                        process.jobs().dismiss(job);
                        throw new IOException(state.text("error").orElse("it ended before its time"));
                    }
                    default -> events.poll(LOOK).ifPresent(LiveMerge::note);
                }
            }
        }
    }

    private static void note(Notice notice) {
        LOG.log(Level.TRACE, "while a merge is at work: {0}", notice);
    }

    private void dropNode(String name) throws IOException {
        try {
            process.blocks().delete(name);
        } catch (QmpException refused) {
            LOG.log(Level.DEBUG, "node {0}: {1}", name, refused.getMessage());
        }
    }
}
