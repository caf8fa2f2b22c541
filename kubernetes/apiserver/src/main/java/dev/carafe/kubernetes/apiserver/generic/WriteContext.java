package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import java.util.function.Consumer;

/**
 * Who writes what, and how.
 *
 * @param user who asks
 * @param namespace empty for the whole cluster
 * @param name the object's name; for a create what the path says, usually empty
 * @param subresource such as status, or empty
 * @param dryRun whether everything happens but the write
 * @param warnings takes warnings for the client
 */
public record WriteContext(
        UserInfo user, String namespace, String name, String subresource, boolean dryRun, Consumer<String> warnings) {

    /** The same user's write that binds a pod, whose name its own body says. */
    public WriteContext asBinding(String pod) {
        return new WriteContext(user, namespace, pod, "binding", dryRun, warnings);
    }

    /** The same user's write of the object's status. */
    public WriteContext ofStatus() {
        return new WriteContext(user, namespace, name, "status", dryRun, warnings);
    }

    /** The same write for another object. */
    public WriteContext withName(String objectNamespace, String objectName) {
        return new WriteContext(user, objectNamespace, objectName, subresource, dryRun, warnings);
    }
}
