package dev.carafe.etcd;

/**
 * A request in the name of a user: it is checked when it is applied, whatever was checked before.
 *
 * @param user the user, empty for none
 * @param authRevision the revision of users and roles when the user was identified, 0 for no user
 * @param request what is asked; never a {@code CallerRequest} itself
 */
public record CallerRequest(String user, long authRevision, WriteRequest request) implements WriteRequest {
    public CallerRequest {
        if (request instanceof CallerRequest) {
            throw new IllegalArgumentException("a caller's request within another one");
        }
    }
}
