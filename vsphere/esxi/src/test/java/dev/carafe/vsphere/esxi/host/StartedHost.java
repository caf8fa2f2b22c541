package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.EventManagerProperties;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A whole host agent in a folder, without networks, whose objects are called directly; it can be started anew. */
final class StartedHost implements AutoCloseable {
    private final Path folder;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private EsxiHost host;

    StartedHost(Path folder) throws IOException {
        this.folder = folder;
        host = start();
    }

    private EsxiHost start() throws IOException {
        EsxiHost started = EsxiHost.start(new EsxiConfig(
                folder.resolve("data"),
                new InetSocketAddress("127.0.0.1", 0),
                "esx1",
                Map.of(),
                Optional.empty(),
                "test",
                RealQemu.SEARCH,
                Optional.empty()));
        started.registry().listen((_, source) -> {
            if (source.properties(HostContent.EVENT_MANAGER) instanceof EventManagerProperties manager
                    && manager.latestEvent() != null) {
                events.add(manager.latestEvent().dataType().wsdlName());
            }
        });
        return started;
    }

    void restart() throws IOException {
        host.close();
        host = start();
    }

    EsxiHost host() {
        return host;
    }

    /** An object of the host by its interface. */
    <T> T object(Class<T> type, ManagedObjectReference<?> reference) {
        return type.cast(host.registry().find(reference).orElseThrow());
    }

    <P extends DataObject> P properties(Class<P> type, ManagedObjectReference<?> reference) {
        return type.cast(host.registry().properties(reference).orElseThrow());
    }

    /** What a task ended with; throws the fault that it failed with. */
    @Nullable
    Object done(ManagedObjectReference<Task> task) throws Exception {
        CompletableFuture<TaskInfo> ended = new CompletableFuture<>();
        Runnable look = () -> host.registry()
                .properties(task)
                .map(properties -> ((TaskProperties) properties).info())
                .filter(info -> info.state() == TaskInfoState.SUCCESS || info.state() == TaskInfoState.ERROR)
                .ifPresent(ended::complete);
        Runnable endListening = host.registry().listen((_, _) -> {}, look);
        look.run();
        try {
            TaskInfo info = ended.get(60, TimeUnit.SECONDS);
            if (info.error() != null) {
                throw new FaultException(info.error().fault(), info.error().localizedMessage());
            }
            return info.result();
        } finally {
            endListening.run();
        }
    }

    /** What was told since the start, each perhaps several times. */
    List<String> events() {
        return events;
    }

    @Override
    public void close() {
        host.close();
    }
}
