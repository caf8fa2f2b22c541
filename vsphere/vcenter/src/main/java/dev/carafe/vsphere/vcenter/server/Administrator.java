package dev.carafe.vsphere.vcenter.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vmomi.store.WholeFile;
import dev.carafe.vsphere.vmomi.user.FileUserStore;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Sees to it that there is an administrator who can log in. */
final class Administrator {
    /** What the names of all users end with. */
    static final String DOMAIN = "vsphere.local";

    static final String NAME = "administrator@" + DOMAIN;

    /** Whoever is in it may do everything. */
    static final String GROUP = "Administrators";

    /** In the state folder; there as long as the password is the one that was made. */
    static final String PASSWORD_FILE = "administrator-password";

    private Administrator() {}

    /** @param password what he is to have; empty to keep what he has, and at first to make one */
    static Users open(StateFolder state, Optional<String> password, InstantSource clock) throws IOException {
        Users users = Users.open(new FileUserStore(state.users()), clock);
        boolean isNew = users.find(NAME).isEmpty();
        if (password.isEmpty() && !isNew) {
            return users;
        }
        String chosen = password.orElseGet(StateFolder::newPassword);
        if (password.isEmpty()) {
            new WholeFile(state.file(PASSWORD_FILE)).write((chosen + "\n").getBytes(UTF_8));
        } else {
            Files.deleteIfExists(state.file(PASSWORD_FILE));
        }
        if (isNew) {
            users.add(NAME, "Administrator", chosen, List.of(GROUP));
        } else {
            users.setPassword(NAME, chosen);
        }
        return users;
    }
}
