package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.util.List;
import java.util.Set;

/** Whom permissions can be given to. Answers from memory. */
public interface Principals {
    /** The groups that a user is in; none for one who does not exist. */
    List<String> groupsOf(String user);

    /** Whether there is such a user, or such a group. */
    boolean exists(String principal, boolean group);

    /** @param groups that exist whether somebody is in them or not */
    static Principals of(Users users, Set<String> groups) {
        return new Principals() {
            @Override
            public List<String> groupsOf(String user) {
                String name = Grant.canonical(user);
                return users.all().stream()
                        .filter(known -> Grant.canonical(known.name()).equals(name))
                        .map(User::groups)
                        .findFirst()
                        .orElse(List.of());
            }

            @Override
            public boolean exists(String principal, boolean group) {
                String name = Grant.canonical(principal);
                if (!group) {
                    return users.all().stream()
                            .anyMatch(user -> Grant.canonical(user.name()).equals(name));
                }
                return groups.stream().anyMatch(known -> Grant.canonical(known).equals(name))
                        || users.all().stream()
                                .flatMap(user -> user.groups().stream())
                                .anyMatch(known -> Grant.canonical(known).equals(name));
            }
        };
    }
}
