package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.EnteredMaintenanceModeEvent;
import dev.carafe.vsphere.vim.vim25.EnteringMaintenanceModeEvent;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.ExitMaintenanceModeEvent;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.Timedout;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.event.EventHeader;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Maintenance mode: no machine runs on the host, and none is powered on. It lasts from run to run, by a file. Machines are not
 * moved away by a host: it waits for them to be powered off.
 */
final class Maintenance {
    private final ObjectRegistry registry;
    private final Events events;
    private final Path file;

    /** Whether machines may not be powered on: in the mode, and on the way there. */
    private volatile boolean closed;

    Maintenance(ObjectRegistry registry, Events events, Path file) {
        this.registry = registry;
        this.events = events;
        this.file = file;
        closed = Files.exists(file);
    }

    /** Whether machines may not be powered on. */
    boolean closed() {
        return closed;
    }

    private boolean in() {
        return registry.properties(HostNames.HOST)
                .map(properties -> ((HostSystemProperties) properties).runtime())
                .map(HostRuntimeInfo::inMaintenanceMode)
                .orElse(false);
    }

    /**
     * Enters it, once no machine runs any more.
     *
     * @param timeoutSeconds how long to wait for that; for ever when it is not positive
     * @throws FaultException InvalidState when it is in it, Timedout, RequestCanceled
     */
    void enter(int timeoutSeconds, TaskProgress progress) throws InterruptedException {
        if (in()) {
            throw invalid("The host is in maintenance mode already.");
        }
        closed = true;
        boolean entered = false;
        try {
            events.post(HostNames.HOST, header -> event(header, EnteringMaintenanceModeEvent.class));
            awaitNoneRunning(timeoutSeconds, progress);
            Files.writeString(file, "");
            tell(true);
            entered = true;
            events.post(HostNames.HOST, header -> event(header, EnteredMaintenanceModeEvent.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closed = entered;
        }
    }

    /** @throws FaultException InvalidState when it is not in it */
    void exit() {
        if (!in()) {
            throw invalid("The host is not in maintenance mode.");
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tell(false);
        closed = false;
        events.post(HostNames.HOST, header -> event(header, ExitMaintenanceModeEvent.class));
    }

    private void awaitNoneRunning(int timeoutSeconds, TaskProgress progress) throws InterruptedException {
        CountDownLatch none = new CountDownLatch(1);
        Runnable endListening = registry.listen((_, after) -> {
            if (noneRuns(after)) {
                none.countDown();
            }
        });
        Runnable forgetCancel = progress.onCancel(none::countDown);
        try {
            if (registry.read(Maintenance::noneRuns)) {
                return;
            }
            boolean inTime = true;
            if (timeoutSeconds > 0) {
                inTime = none.await(timeoutSeconds, TimeUnit.SECONDS);
            } else {
                none.await();
            }
            if (progress.cancelled()) {
                throw RequestCanceled.builder().build().exception("The task was canceled by a user.");
            }
            if (!inTime) {
                throw Timedout.builder()
                        .build()
                        .exception("Machines still run on the host after " + timeoutSeconds + " seconds.");
            }
        } finally {
            forgetCancel.run();
            endListening.run();
        }
    }

    private static boolean noneRuns(ObjectSource source) {
        return source.references().stream()
                .filter(reference -> reference.type().equals("VirtualMachine"))
                .map(source::properties)
                .noneMatch(properties -> properties instanceof VirtualMachineProperties machine
                        && machine.runtime() != null
                        && machine.runtime().powerState() == VirtualMachinePowerState.POWERED_ON);
    }

    private void tell(boolean in) {
        registry.change(changes -> changes.update(HostNames.HOST, HostSystemProperties.class, properties -> {
            HostRuntimeInfo runtime = properties.runtime();
            HostListSummary summary = properties.summary();
            if (runtime == null || summary == null) {
                throw new IllegalStateException("a host without a summary");
            }
            HostRuntimeInfo now = runtime.toBuilder().inMaintenanceMode(in).build();
            return properties.toBuilder()
                    .runtime(now)
                    .summary(summary.toBuilder().runtime(now).build())
                    .build();
        }));
    }

    private static <E extends Event> E event(EventHeader header, Class<E> type) {
        return type.cast(header.event(type.getSimpleName(), Map.of()));
    }

    private static FaultException invalid(String message) {
        return InvalidState.builder().build().exception(message);
    }
}
