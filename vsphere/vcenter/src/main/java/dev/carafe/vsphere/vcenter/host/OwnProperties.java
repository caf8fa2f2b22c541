package dev.carafe.vsphere.vcenter.host;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSummary;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an entity's properties are, of what its host says and what vCenter knows better. Pure. */
final class OwnProperties {
    /** What vCenter itself says of every entity, whatever the host says. */
    private static final Set<String> OF_VCENTER = Set.of(
            "value",
            "availableField",
            "parent",
            "customValue",
            "effectiveRole",
            "permission",
            "name",
            "recentTask",
            "declaredAlarmState",
            "triggeredAlarmState",
            "alarmActionsEnabled",
            "tag");

    private static final Set<String> OF_MACHINE = Set.of("resourcePool", "parentVApp");
    private static final Set<String> OF_HOST = Set.of("vm", "datastore", "network");
    private static final Set<String> OF_DATASTORE = Set.of("host", "vm", "browser");
    private static final Set<String> OF_NETWORK = Set.of("host", "vm");

    private OwnProperties() {}

    /**
     * The properties as they are now, with what the host says.
     *
     * @param type the WSDL name of the object's type
     * @param now what clients see
     * @param onHost what the host says, with vCenter's names; of the same type
     */
    static DataObject of(String type, DataObject now, DataObject onHost) {
        Set<String> more = switch (now) {
            case VirtualMachineProperties _ -> OF_MACHINE;
            case HostSystemProperties _ -> OF_HOST;
            case DatastoreProperties _ -> OF_DATASTORE;
            case NetworkProperties _ -> OF_NETWORK;
            default -> Set.of();
        };
        List<Field> fields = now.dataType().fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            Object said = onHost.field(i);
            boolean keeps = OF_VCENTER.contains(field.name())
                    || more.contains(field.name())
                    || (said == null
                            && Blank.isAlwaysSet(
                                    type, field.name())); // not said yet: what was there is better than nothing
            values[i] = keeps ? now.field(i) : said;
        }
        return now.dataType().make(values);
    }

    /** A machine as it is on a host in that state. */
    static VirtualMachineProperties machine(
            VirtualMachineProperties machine, Entity entity, HostSystemConnectionState state) {
        VirtualMachineConnectionState connection = state == HostSystemConnectionState.CONNECTED
                ? requireNonNull(machine.runtime()).connectionState()
                : VirtualMachineConnectionState.DISCONNECTED;
        if (isShown(machine, entity.name(), connection)) {
            return machine;
        }
        VirtualMachineProperties.Builder after = machine.toBuilder();
        after.runtime(requireNonNull(machine.runtime()).toBuilder()
                .connectionState(connection)
                .build());
        after.summary(requireNonNull(machine.summary()).toBuilder()
                .runtime(machine.summary().runtime().toBuilder()
                        .connectionState(connection)
                        .build())
                .config(machine.summary().config().toBuilder()
                        .name(entity.name())
                        .build())
                .build());
        if (machine.config() != null) {
            after.config(machine.config().toBuilder().name(entity.name()).build());
        }
        return after.build();
    }

    /** As most are when a host of thousands is seen again: another record of the same would have to be compared with it. */
    private static boolean isShown(
            VirtualMachineProperties machine, String name, VirtualMachineConnectionState connection) {
        VirtualMachineSummary summary = requireNonNull(machine.summary());
        return requireNonNull(machine.runtime()).connectionState() == connection
                && summary.runtime().connectionState() == connection
                && name.equals(summary.config().name())
                && (machine.config() == null || name.equals(machine.config().name()));
    }

    /** A machine that no host has, and none takes. */
    static VirtualMachineProperties orphaned(VirtualMachineProperties machine) {
        VirtualMachineRuntimeInfo runtime = requireNonNull(machine.runtime()).toBuilder()
                .connectionState(VirtualMachineConnectionState.ORPHANED)
                .build();
        return machine.toBuilder()
                .runtime(runtime)
                .summary(requireNonNull(machine.summary()).toBuilder()
                        .runtime(runtime)
                        .build())
                .build();
    }

    /** A host in that state. */
    static HostSystemProperties host(
            HostSystemProperties host, Entity entity, HostSystemConnectionState state, String managementAddress) {
        ManagedEntityStatus status = switch (state) {
            case CONNECTED -> requireNonNull(host.summary()).overallStatus();
            case NOT_RESPONDING -> ManagedEntityStatus.RED;
            case DISCONNECTED, UNRECOGNIZED -> ManagedEntityStatus.GRAY;
        };
        HostSystemProperties.Builder after = host.toBuilder()
                .runtime(requireNonNull(host.runtime()).toBuilder()
                        .connectionState(state)
                        .build())
                .overallStatus(status);
        if (host.summary() != null) {
            after.summary(host.summary().toBuilder()
                    .runtime(
                            host.summary().runtime() == null
                                    ? null
                                    : host.summary().runtime().toBuilder()
                                            .connectionState(state)
                                            .build())
                    .config(host.summary().config().toBuilder()
                            .name(entity.name())
                            .build())
                    .managementServerIp(managementAddress)
                    .overallStatus(status)
                    .build());
        }
        return after.build();
    }
}
