package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.Hosts;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DiagnosticManager;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** A diagnostic manager that also has the logs of its hosts: a call that names a host is that host's, all else the server's own. */
public record HostLogs(ManagedObjectReference<DiagnosticManager> reference, ServedObject own, Hosts hosts)
        implements DiagnosticManager, ServedObject {
    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        if (arguments.length == 0
                || !(arguments[0] instanceof ManagedObjectReference<?> host)
                || !host.type().equals("HostSystem")) {
            return own.dispatch(method, arguments);
        }
        ManagedObjectReference<?> manager = hosts.facts().service(host.value(), ServiceContent::diagnosticManager);
        if (manager == null) {
            throw NotSupported.builder().build().exception("The host shows no logs.");
        }
        return hosts.calls().forwardTo(host.value(), manager, References.host(host.value()), method, arguments);
    }
}
