package dev.carafe.conformance;

import dev.carafe.vsphere.vim.vim25.HostAccountSpec;
import dev.carafe.vsphere.vim.vim25.HostLocalAccountManager;
import java.nio.file.Path;
import java.util.Objects;

/** The walk with a real guest on one host agent. */
class JavaClientHostTest extends JavaClientGuestContract {
    @Override
    VSphereServer start(Path folder) {
        return CarafeHost.start(folder);
    }

    @Override
    String addUser(String name, String password) {
        HostLocalAccountManager.stub(
                        client.connection(),
                        Objects.requireNonNull(client.content().accountManager()))
                .createUser(
                        HostAccountSpec.builder().id(name).password(password).build());
        return name;
    }
}
