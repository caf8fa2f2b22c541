package dev.carafe.vsphere.esxi.host;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.esxi.bundle.BundleEndpoint;
import dev.carafe.vsphere.esxi.bundle.LogBundles;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DiagnosticManager;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerBundleInfo;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerLogDescriptor;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerLogHeader;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.LogBundlingFailed;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.diagnostic.LogTail;
import dev.carafe.vsphere.vmomi.diagnostic.ServedDiagnosticManager;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The host's log, line by line or in bundles. */
record HostDiagnostics(
        ServedDiagnosticManager log,
        LogTail tail,
        LogBundles bundles,
        HostModel model,
        Tasks tasks,
        InstantSource clock)
        implements DiagnosticManager, ServedObject {
    private static final String PRIVILEGE = "Global.Diagnostics";

    @Override
    public ManagedObjectReference<DiagnosticManager> reference() {
        return log.reference();
    }

    @Override
    public List<DiagnosticManagerLogDescriptor> queryDescriptions(@Nullable ManagedObjectReference<HostSystem> host) {
        return log.queryDescriptions(host);
    }

    @Override
    public DiagnosticManagerLogHeader browseDiagnosticLog(
            @Nullable ManagedObjectReference<HostSystem> host,
            String key,
            @Nullable Integer start,
            @Nullable Integer lines) {
        return log.browseDiagnosticLog(host, key, start, lines);
    }

    /** Of the one host that there is, whether it is named or not. */
    @Override
    public ManagedObjectReference<Task> generateLogBundles_Task(
            boolean includeDefault, List<ManagedObjectReference<HostSystem>> host) {
        for (ManagedObjectReference<HostSystem> each : host) {
            if (!each.equals(HostNames.HOST)) {
                throw MissingObject.fault(each);
            }
        }
        return tasks.startBeside(HostNames.HOST, "DiagnosticManager.generateLogBundles", false, _ -> {
            try {
                String name = bundles.make(
                        tail.read(1, LogTail.LINES_MAX).text(), Map.of("commands/about.txt", about()), clock.instant());
                return new ArrayOf(
                        Objects.requireNonNull(Vim25.NAMESPACE.type("DiagnosticManagerBundleInfo")),
                        List.of(DiagnosticManagerBundleInfo.builder()
                                .system(HostNames.HOST)
                                .url("https://*" + BundleEndpoint.PREFIX + "/" + name)
                                .build()));
            } catch (IOException failed) {
                throw LogBundlingFailed.builder()
                        .build()
                        .exception("The log bundle cannot be made: " + failed.getMessage());
            }
        });
    }

    private String about() {
        return model.about().fullName() + "\n" + model.qemu().reason() + "\nUUID " + model.uuid() + "\n"
                + model.facts().cpu() + "\n" + "memory " + (model.facts().memoryBytes() >> 20) + " MiB\n";
    }

    /** Hands bundles out to whom the log may be shown. */
    BundleEndpoint endpoint(HostLogin login) {
        return new BundleEndpoint(bundles, exchange -> refusal(login, exchange));
    }

    private static Optional<BundleEndpoint.Refusal> refusal(HostLogin login, HttpExchange exchange) {
        Optional<String> user;
        try {
            user = login.user(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of(new BundleEndpoint.Refusal(503, "The server ends."));
        }
        if (user.isEmpty()) {
            return Optional.of(new BundleEndpoint.Refusal(401, "Log in, or send a user's name and password."));
        }
        return login.may(user.get(), HostNames.ROOT, PRIVILEGE)
                ? Optional.empty()
                : Optional.of(new BundleEndpoint.Refusal(403, user.get() + " may not read the host's logs."));
    }
}
