package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.esxcli.ServedMethodExecuter;
import dev.carafe.vsphere.esxi.esxcli.ServedTypeManager;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.HostConnectInfo;
import dev.carafe.vsphere.vim.vim25.HostConnectInfoNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostDatastoreConnectInfo;
import dev.carafe.vsphere.vim.vim25.HostLicenseConnectInfo;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostMaintenanceSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostTpmAttestationReport;
import dev.carafe.vsphere.vim.vim25.InternalDynamicTypeManager;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuter;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The host itself. */
record ServedHostSystem(
        ManagedObjectReference<HostSystem> reference,
        HostModel model,
        ObjectRegistry registry,
        Tasks tasks,
        Maintenance maintenance,
        InstantSource clock)
        implements HostSystem, ServedObject {
    @Override
    public ManagedObjectReference<Task> enterMaintenanceMode_Task(
            int timeout, @Nullable Boolean evacuatePoweredOffVms, @Nullable HostMaintenanceSpec maintenanceSpec) {
        return tasks.start(reference, "HostSystem.enterMaintenanceMode", true, progress -> {
            maintenance.enter(timeout, progress);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> exitMaintenanceMode_Task(int timeout) {
        return tasks.start(reference, "HostSystem.exitMaintenanceMode", _ -> {
            maintenance.exit();
            return null;
        });
    }

    /** What it says is measured every few seconds as it is. */
    @Override
    public void reload() {}

    @Override
    public long retrieveHardwareUptime() {
        return model.facts()
                .bootTime()
                .map(boot -> Duration.between(boot, clock.instant()).toSeconds())
                .orElse(0L);
    }

    @Override
    public ManagedObjectReference<InternalDynamicTypeManager> retrieveDynamicTypeManager() {
        return ServedTypeManager.REFERENCE;
    }

    @Override
    public ManagedObjectReference<ReflectManagedMethodExecuter> retrieveManagedMethodExecuter() {
        return ServedMethodExecuter.REFERENCE;
    }

    /** No chip that could attest anything is shown to the agent. */
    @Override
    public HostTpmAttestationReport queryTpmAttestationReport() {
        throw NotSupported.builder().build().exception("The host has no Trusted Platform Module.");
    }

    /** What a vCenter looks at before it takes the host. */
    @Override
    public HostConnectInfo queryHostConnectionInfo() {
        return registry.read(source -> {
            HostSystemProperties host = (HostSystemProperties) Objects.requireNonNull(source.properties(reference));
            HostListSummary summary = Objects.requireNonNull(host.summary());
            return HostConnectInfo.builder()
                    .host(summary)
                    .vm(each(source, host.vm(), properties -> ((VirtualMachineProperties) properties).summary()))
                    .vimAccountNameRequired(false)
                    .clusterSupported(true)
                    .network(
                            each(source, host.network(), properties -> ((NetworkProperties) properties).summary())
                                    .stream()
                                    .map(network -> (HostConnectInfoNetworkInfo) HostConnectInfoNetworkInfo.builder()
                                            .summary(network)
                                            .build())
                                    .toList())
                    .datastore(
                            each(source, host.datastore(), properties -> ((DatastoreProperties) properties).summary())
                                    .stream()
                                    .map(datastore -> (HostDatastoreConnectInfo) HostDatastoreConnectInfo.builder()
                                            .summary(datastore)
                                            .build())
                                    .toList())
                    .license(HostLicenseConnectInfo.builder()
                            .license(ServedLicenseManager.license())
                            .evaluation(ServedLicenseManager.evaluation())
                            .build())
                    .capability(host.capability())
                    .build();
        });
    }

    private static <T> List<T> each(
            ObjectSource source,
            List<? extends ManagedObjectReference<?>> references,
            Function<DataObject, @Nullable T> value) {
        return references.stream()
                .map(source::properties)
                .filter(Objects::nonNull)
                .flatMap(properties -> Stream.ofNullable(value.apply(properties)))
                .toList();
    }
}
