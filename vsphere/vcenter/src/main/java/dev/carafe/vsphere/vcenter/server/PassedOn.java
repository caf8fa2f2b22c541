package dev.carafe.vsphere.vcenter.server;

import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.HostConfigManager;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.HashSet;
import java.util.Set;

/** The types of objects whose calls a vCenter passes on to a host, unless it answers them itself. */
final class PassedOn {
    /** Besides what a host's configuration consists of. */
    private static final Set<String> TYPES = Set.of(
            "Datastore",
            "EnvironmentBrowser",
            "FileManager",
            "GuestAliasManager",
            "GuestAuthManager",
            "GuestFileManager",
            "GuestProcessManager",
            "GuestWindowsRegistryManager",
            "HostDatastoreBrowser",
            "HostSystem",
            "HttpNfcLease",
            "InternalDynamicTypeManager",
            "OvfManager",
            "ReflectManagedMethodExecuter",
            "VirtualDiskManager",
            "VirtualMachine",
            "VirtualMachineSnapshot");

    private PassedOn() {}

    /** By owner and name, as {@link VCenterServer#methods}. */
    static Set<String> methods() {
        Set<String> types = new HashSet<>(TYPES);
        for (Field field : HostConfigManager.builder().build().dataType().fields()) {
            if (field.type() instanceof ManagedType part) {
                types.add(part.wsdlName());
            }
        }
        Set<String> names = new HashSet<>();
        for (ManagedMethod method : Vim25.NAMESPACE.methods()) {
            if (types.contains(method.owner().wsdlName())) {
                names.add(method.owner().wsdlName() + "." + method.wsdlName());
            }
        }
        return Set.copyOf(names);
    }
}
