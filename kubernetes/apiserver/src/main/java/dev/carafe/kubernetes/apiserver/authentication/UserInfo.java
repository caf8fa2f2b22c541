package dev.carafe.kubernetes.apiserver.authentication;

import java.util.List;
import java.util.Map;

/**
 * Who sends a request (authentication.k8s.io/v1 UserInfo).
 *
 * @param name such as {@code system:node:worker-1}
 * @param uid empty where the authenticator knows none
 * @param groups such as {@code system:authenticated}
 * @param extra what the authenticator adds, such as the pod of a service account's token
 */
public record UserInfo(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final UserInfo ANONYMOUS =
            new UserInfo("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    public UserInfo {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** A user known by name and groups alone. */
    public static UserInfo of(String name, String... groups) {
        return new UserInfo(name, "", List.of(groups), Map.of());
    }

    /** Whether the user is of this group. */
    public boolean isIn(String group) {
        return groups.contains(group);
    }
}
