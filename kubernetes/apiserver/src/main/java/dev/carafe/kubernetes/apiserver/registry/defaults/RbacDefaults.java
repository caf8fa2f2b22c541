package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.rbac.v1.Subject;
import java.util.List;

/** Defaults of the bindings of roles. */
public final class RbacDefaults {
    /** The API group of roles, and of users and groups as subjects. */
    public static final String GROUP = "rbac.authorization.k8s.io";

    private RbacDefaults() {}

    /** The subjects with the group that their kind is of. */
    public static List<Subject> subjects(List<Subject> subjects) {
        return subjects.stream()
                .map(subject -> subject.apiGroup().isEmpty()
                                && (subject.kind().equals("User")
                                        || subject.kind().equals("Group"))
                        ? subject.withApiGroup(GROUP)
                        : subject)
                .toList();
    }
}
