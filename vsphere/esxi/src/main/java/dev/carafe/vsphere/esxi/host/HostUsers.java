package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vmomi.user.FileUserStore;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Sees to it that there is a user root who can log in. */
final class HostUsers {
    static final String ROOT = "root";

    /** In the state folder; there as long as the password is the one that was made. */
    static final String PASSWORD_FILE = "root-password";

    private HostUsers() {}

    /** @param password what root is to have; empty to keep what he has, and at first to make one */
    static Users open(StateFolder state, Optional<String> password, InstantSource clock) throws IOException {
        Users users = Users.open(new FileUserStore(state.file("users")), clock);
        boolean isNew = users.find(ROOT).isEmpty();
        if (password.isEmpty() && !isNew) {
            return users;
        }
        String chosen = password.orElseGet(StateFolder::newPassword);
        if (password.isEmpty()) {
            StateFolder.writeSecret(state.file(PASSWORD_FILE), chosen + "\n");
        } else {
            Files.deleteIfExists(state.file(PASSWORD_FILE));
        }
        if (isNew) {
            users.add(ROOT, "Administrator", chosen, List.of());
        } else {
            users.setPassword(ROOT, chosen);
        }
        return users;
    }
}
