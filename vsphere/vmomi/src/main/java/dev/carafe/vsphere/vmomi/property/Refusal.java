package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MissingProperty;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.NoPermissionEntityPrivileges;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A property that whoever asks may not read: it is told as that, so that nobody takes it for one that is not set. */
final class Refusal {
    private Refusal() {}

    /** Appends a path that has no value for whoever asks, when that is because he may not read it. */
    static void add(
            ManagedObjectReference<?> object, PropertyPath path, ObjectSource source, List<MissingProperty> missing) {
        String privilege = source.missingPrivilege(object, path.property());
        if (privilege != null) {
            missing.add(new MissingProperty(
                    path.text(), new LocalizedMethodFault(fault(object, privilege), message(object, privilege))));
        }
    }

    /** NoPermission; null when nothing hides the property. */
    static @Nullable FaultException of(ManagedObjectReference<?> object, PropertyPath path, ObjectSource source) {
        String privilege = source.missingPrivilege(object, path.property());
        return privilege == null ? null : fault(object, privilege).exception(message(object, privilege));
    }

    private static NoPermission fault(ManagedObjectReference<?> object, String privilege) {
        List<String> missing = List.of(privilege.split("\\+", -1));
        return NoPermission.builder()
                .object(object)
                .privilegeId(missing.getFirst())
                .missingPrivileges(List.of(NoPermissionEntityPrivileges.builder()
                        .entity(object)
                        .privilegeIds(missing)
                        .build()))
                .build();
    }

    private static String message(ManagedObjectReference<?> object, String privilege) {
        return "Permission to perform this operation was denied. You do not hold privilege " + privilege + " on "
                + object + ".";
    }
}
