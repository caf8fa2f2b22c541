package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuter;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterProperties;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterSoapArgument;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuterSoapResult;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;

/** Answers each command with what was asked of whom. */
record FakeExecuter(String uuid) implements ReflectManagedMethodExecuter, ServedObject {
    static final ManagedObjectReference<ReflectManagedMethodExecuter> REFERENCE =
            new ManagedObjectReference<>("ReflectManagedMethodExecuter", "ha-host-mme");

    void addTo(Changes changes) {
        changes.add(this, ReflectManagedMethodExecuterProperties.builder().build());
    }

    @Override
    public ManagedObjectReference<ReflectManagedMethodExecuter> reference() {
        return REFERENCE;
    }

    @Override
    public ReflectManagedMethodExecuterSoapResult executeSoap(
            String moid, String version, String method, List<ReflectManagedMethodExecuterSoapArgument> argument) {
        return ReflectManagedMethodExecuterSoapResult.builder()
                .response(method + " of " + uuid)
                .build();
    }
}
