package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.Binary;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.EnumType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.VimType;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records with nothing in them but what must be there: clients read a property that must be set before its host has said
 * anything, and do not take it well when it is missing. Pure.
 */
public final class Blank {
    /** The properties that are always set, as vim25 has it; the records of properties have no place to say so. */
    private static final Map<String, Set<String>> ALWAYS = Map.of(
            "ComputeResource", Set.of("summary", "configurationEx"),
            "ClusterComputeResource", Set.of("summary", "configurationEx", "configuration", "summaryEx"),
            "ResourcePool", Set.of("summary", "runtime", "config"),
            "HostSystem", Set.of("runtime", "summary", "licensableResource", "configManager"),
            "VirtualMachine", Set.of("capability", "runtime", "summary", "guestHeartbeatStatus"),
            "Datastore", Set.of("info", "summary", "capability"),
            "Network", Set.of("summary"),
            "VmwareDistributedVirtualSwitch", Set.of("uuid", "capability", "summary", "config"),
            "DistributedVirtualPortgroup", Set.of("summary", "key", "config"));

    private Blank() {}

    /** Whether clients may count on it that a property is set. */
    static boolean isAlwaysSet(String managedType, String property) {
        return ALWAYS.getOrDefault(managedType, Set.of()).contains(property);
    }

    /** The properties of a managed object that has said nothing yet. */
    public static <P extends DataObject> P properties(String managedType, Class<P> as) {
        ManagedType type = (ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type(managedType));
        List<Field> fields = type.properties().fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            if (isAlwaysSet(managedType, fields.get(i).name())) {
                values[i] = value(fields.get(i).type());
            }
        }
        return as.cast(type.properties().make(values));
    }

    /** A record of a data type. */
    public static <D extends DataObject> D data(String dataType, Class<D> as) {
        return as.cast(record((DataType) Objects.requireNonNull(Vim25.NAMESPACE.type(dataType))));
    }

    private static DataObject record(DataType type) {
        List<Field> fields = type.fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            values[i] = field.optional() || field.array() ? null : value(field.type());
        }
        return type.make(values);
    }

    /** Null for a reference: there is no object that could be named without knowing one. */
    private static @Nullable Object value(VimType type) {
        return switch (type) {
            case DataType data -> record(data);
            case EnumType constants -> constants.constants().getFirst();
            case Primitive primitive ->
                switch (primitive) {
                    case STRING, ANY -> "";
                    case BOOLEAN -> false;
                    case BYTE -> (byte) 0;
                    case SHORT -> (short) 0;
                    case INT -> 0;
                    case LONG -> 0L;
                    case FLOAT -> 0f;
                    case DOUBLE -> 0d;
                    case DATE_TIME -> Instant.EPOCH;
                    case BASE64_BINARY -> Binary.parse("");
                };
            case ManagedType _ -> null;
        };
    }
}
