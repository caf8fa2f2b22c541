package dev.carafe.kubernetes.apiserver.authentication;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names that users, groups and the extra facts about them have. */
public final class UserInfos {
    public static final String AUTHENTICATED = "system:authenticated";
    public static final String MASTERS = "system:masters";
    public static final String SERVICE_ACCOUNT_PREFIX = "system:serviceaccount:";

    static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";
    static final String POD_NAME = "authentication.kubernetes.io/pod-name";
    static final String POD_UID = "authentication.kubernetes.io/pod-uid";
    static final String NODE_NAME = "authentication.kubernetes.io/node-name";
    static final String NODE_UID = "authentication.kubernetes.io/node-uid";

    private static final String NODE_PREFIX = "system:node:";

    private UserInfos() {}

    /** The user as one of those that are known. */
    static UserInfo authenticated(UserInfo user) {
        if (user.isIn(AUTHENTICATED) || user.isIn("system:unauthenticated")) {
            return user;
        }
        List<String> groups = new ArrayList<>(user.groups());
        groups.add(AUTHENTICATED);
        return new UserInfo(user.name(), user.uid(), groups, user.extra());
    }

    /** The groups of all service accounts, and of those of a namespace. */
    static List<String> serviceAccountGroups(String namespace) {
        return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }

    /** The node that the user is the kubelet of; empty for all others. */
    public static Optional<String> nodeOf(UserInfo user) {
        return user.isIn("system:nodes") && user.name().startsWith(NODE_PREFIX)
                ? Optional.of(user.name().substring(NODE_PREFIX.length()))
                : Optional.empty();
    }
}
