package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.NoPermissionEntityPrivileges;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.TaskReasonUser;
import dev.carafe.vsphere.vmomi.authorization.MethodPrivileges.Need;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.AccessControl;
import dev.carafe.vsphere.vmomi.service.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets through the calls whose caller has what they ask for. Objects of the caller's own session are his to use. */
public final class EnforcedAccess implements AccessControl {
    private static final String CANCEL = "Global.CancelTask";

    private final Authorizations authorizations;
    private final ObjectRegistry registry;

    /** @param registry the objects of the server */
    public EnforcedAccess(Authorizations authorizations, ObjectRegistry registry) {
        this.authorizations = authorizations;
        this.registry = registry;
    }

    @Override
    public void check(Call call, ServedObject object, ManagedMethod method, List<@Nullable Object> arguments) {
        ManagedObjectReference<?> target = object.reference();
        if (call.session().own().find(target).isPresent()) {
            return;
        }
        String user = call.session().userName();
        registry.read(source -> {
            for (Need need : MethodPrivileges.of(target, method, arguments, source)) {
                require(user, need, source);
            }
            if (method.wsdlName().equals("CancelTask") && !isOwnTask(user, target, source)) {
                require(user, new Need(target, CANCEL), source);
            }
            return null;
        });
    }

    /** Who has started a task may end it. */
    private static boolean isOwnTask(String user, ManagedObjectReference<?> task, ObjectSource source) {
        return source.properties(task) instanceof TaskProperties properties
                && properties.info() != null
                && properties.info().reason() instanceof TaskReasonUser of
                && of.userName().equals(user);
    }

    private void require(String user, Need need, ObjectSource source) {
        if (authorizations.allows(user, need.object(), need.privilege(), source)) {
            return;
        }
        if (!authorizations.allows(user, need.object(), Privileges.VIEW, source)
                && source.type(need.object()) == null) {
            throw MissingObject.fault(need.object());
        }
        ManagedObjectReference<?> entity = authorizations.entity(need.object(), source);
        throw refusal(entity, need.privilege());
    }

    private static FaultException refusal(ManagedObjectReference<?> entity, String privilege) {
        List<String> missing = List.of(privilege.split("\\+"));
        return NoPermission.builder()
                .object(entity)
                .privilegeId(missing.getFirst())
                .missingPrivileges(List.of(NoPermissionEntityPrivileges.builder()
                        .entity(entity)
                        .privilegeIds(missing)
                        .build()))
                .build()
                .exception("Permission to perform this operation was denied. You do not hold privilege " + privilege
                        + " on " + entity + ".");
    }
}
