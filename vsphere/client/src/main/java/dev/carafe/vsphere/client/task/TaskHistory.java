package dev.carafe.vsphere.client.task;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskHistoryCollector;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What tasks a server has and had. Safe for all threads. */
public final class TaskHistory {
    private static final int PAGE = 1_000;

    private final VSphereClient client;
    private final ManagedObjectReference<TaskManager> reference;

    public TaskHistory(VSphereClient client) {
        this.client = client;
        this.reference = VSphereClient.present(client.content().taskManager(), "task manager");
    }

    /** Those that run, and those that ended a short time ago. */
    public List<TaskInfo> recent() throws IOException, InterruptedException {
        PropertyReader reader = new PropertyReader(client);
        List<TaskInfo> infos = new ArrayList<>();
        for (Object task :
                reader.read(reference, List.of("recentTask")).list("recentTask", ManagedObjectReference.class)) {
            try {
                Found found = reader.read((ManagedObjectReference<?>) task, List.of("info"));
                TaskInfo info = found.value("info", TaskInfo.class);
                if (info != null) {
                    infos.add(info);
                }
            } catch (FaultException e) {
                if (!(e.fault() instanceof ManagedObjectNotFound)) { // its time was over meanwhile
                    throw e;
                }
            }
        }
        return infos;
    }

    /**
     * Those that fit a filter, oldest first.
     *
     * @param most how many at most
     */
    public List<TaskInfo> query(TaskFilterSpec filter, int most) throws IOException, InterruptedException {
        TaskManager manager = TaskManager.stub(client.connection(), reference);
        TaskHistoryCollector collector = TaskHistoryCollector.stub(
                client.connection(), Connection.checked(() -> manager.createCollectorForTasks(filter)));
        try {
            Connection.run(collector::rewindCollector);
            List<TaskInfo> all = new ArrayList<>();
            while (all.size() < most) {
                int wanted = Math.min(PAGE, most - all.size());
                List<TaskInfo> page = Connection.checked(() -> collector.readNextTasks(wanted));
                if (page.isEmpty()) {
                    break;
                }
                all.addAll(page);
            }
            return all;
        } finally {
            destroy(collector);
        }
    }

    private static void destroy(TaskHistoryCollector collector) {
        boolean interrupted = Thread.interrupted(); // or the call would not be sent
        try {
            collector.destroyCollector();
        } catch (FaultException | UncheckedIOException _) {
            // it goes with the session
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
