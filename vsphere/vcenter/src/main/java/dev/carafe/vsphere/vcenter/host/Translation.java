package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Ids;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values with other names in them: what a host calls things is not what vCenter calls them. Pure. */
final class Translation {
    /** Says what something is called on the other side. */
    interface Names {
        ManagedObjectReference<?> reference(ManagedObjectReference<?> reference);

        /** Datastore paths have a name in them, and hosts call distributed port groups by their keys. */
        String text(String text);

        /** What is behind a card: a port of a distributed switch here, a port group there. */
        VirtualDeviceBackingInfo backing(VirtualDeviceBackingInfo backing);
    }

    private Translation() {}

    /** The value with every name in it translated; the value itself when there is none. */
    static @Nullable Object of(@Nullable Object value, Names names) {
        return switch (value) {
            case null -> null;
            case ManagedObjectReference<?> reference -> names.reference(reference);
            case String text -> text.startsWith("[") || text.startsWith(Ids.PORTGROUP) ? names.text(text) : text;
            case VimEnum constant -> constant;
            case VirtualEthernetCardNetworkBackingInfo card -> backing(card, names);
            case VirtualEthernetCardDistributedVirtualPortBackingInfo card -> backing(card, names);
            case DataObject data -> data(data, names);
            case List<?> list -> list(list, names);
            case ArrayOf array -> new ArrayOf(array.element(), list(array.items(), names));
            default -> value;
        };
    }

    private static DataObject backing(VirtualDeviceBackingInfo card, Names names) {
        VirtualDeviceBackingInfo behind = names.backing(card);
        return behind.equals(card) ? data(card, names) : behind;
    }

    /** The same for a record, whose type stays. */
    @SuppressWarnings({"unchecked", "ReferenceEquality"}) // what nothing is translated in is the same object
    static <D extends DataObject> D data(D data, Names names) {
        int fields = data.dataType().fields().size();
        @Nullable Object @Nullable [] changed = null;
        for (int i = 0; i < fields; i++) {
            Object before = data.field(i);
            Object after = of(before, names);
            if (after != before) {
                if (changed == null) {
                    changed = new @Nullable Object[fields];
                    for (int j = 0; j < fields; j++) {
                        changed[j] = data.field(j);
                    }
                }
                changed[i] = after;
            }
        }
        return changed == null ? data : (D) data.dataType().make(changed);
    }

    @SuppressWarnings("ReferenceEquality")
    private static List<?> list(List<?> list, Names names) {
        List<Object> changed = null;
        for (int i = 0; i < list.size(); i++) {
            Object before = list.get(i);
            Object after = of(before, names);
            if (after != before && changed == null) {
                changed = new ArrayList<>(list.subList(0, i));
            }
            if (changed != null && after != null) {
                changed.add(after);
            }
        }
        return changed == null ? list : List.copyOf(changed);
    }
}
