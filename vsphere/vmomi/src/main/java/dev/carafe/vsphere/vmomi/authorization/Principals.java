package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.util.List;
import java.util.Set;

/** Whom permissions can be given to. */
public interface Principals {
    /** The groups that a user is in, from memory; none for one who does not exist. */
    List<String> groupsOf(String user);

    /** Whether there is such a user, or such a group, also since a moment. */
    boolean exists(String principal, boolean group);

    /** @param groups that exist whether somebody is in them or not */
    static Principals of(Users users, Set<String> groups) {
        return new Principals() {
            @Override
            public List<String> groupsOf(String user) {
                String name = Users.canonical(user);
                return users.all().stream()
                        .filter(known -> Users.canonical(known.name()).equals(name))
                        .map(User::groups)
                        .findFirst()
                        .orElse(List.of());
            }

            @Override
            public boolean exists(String principal, boolean group) {
                users.refresh();
                String name = Users.canonical(principal);
                if (!group) {
                    return users.all().stream()
                            .anyMatch(user -> Users.canonical(user.name()).equals(name));
                }
                return groups.stream().anyMatch(known -> Users.canonical(known).equals(name))
                        || users.all().stream()
                                .flatMap(user -> user.groups().stream())
                                .anyMatch(known -> Users.canonical(known).equals(name));
            }
        };
    }
}
