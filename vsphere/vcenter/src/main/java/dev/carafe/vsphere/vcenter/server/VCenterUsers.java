package dev.carafe.vsphere.vcenter.server;

import dev.carafe.vsphere.vmomi.user.FileUserStore;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;

/**
 * The users of one vCenter as whoever owns its folder changes them. A vCenter that runs takes the change over. Names without
 * a domain are of the vCenter's own.
 */
public final class VCenterUsers {
    private final Users users;

    private VCenterUsers(Users users) {
        this.users = users;
    }

    static VCenterUsers open(StateFolder state, InstantSource clock) throws IOException {
        if (!Files.exists(state.users())) {
            throw new IOException("there is no vCenter in "
                    + state.path().toAbsolutePath().getParent() + "; start one there first, or name another folder");
        }
        return new VCenterUsers(Users.open(new FileUserStore(state.users()), clock));
    }

    /** All users, oldest first. */
    public List<User> all() {
        return users.all();
    }

    /** A name with its domain. */
    public static String full(String name) {
        return name.contains("@") || name.contains("\\") ? Users.canonical(name) : name + "@" + Administrator.DOMAIN;
    }

    /**
     * Adds a user.
     *
     * @return false when there is one of the name
     * @throws IllegalArgumentException when the name cannot be one, or is of another domain
     */
    public boolean add(String name, String fullName, String password, List<String> groups) throws IOException {
        String full = full(name);
        if (!full.endsWith("@" + Administrator.DOMAIN) || full.startsWith("@")) {
            throw new IllegalArgumentException("a user of this vCenter is called NAME or NAME@" + Administrator.DOMAIN);
        }
        return users.add(full, fullName, password, groups);
    }

    /** Gives a user another password; false when there is none of the name. */
    public boolean setPassword(String name, String password) throws IOException {
        return users.setPassword(full(name), password);
    }

    /**
     * Removes a user; false when there is none of the name.
     *
     * @throws IllegalArgumentException when it is the administrator
     */
    public boolean remove(String name) throws IOException {
        if (Users.canonical(full(name)).equals(Administrator.NAME)) {
            throw new IllegalArgumentException(
                    "the user " + Administrator.NAME + " stays: without him nobody could administer the vCenter");
        }
        return users.remove(full(name));
    }
}
