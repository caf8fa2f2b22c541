package dev.carafe.kubernetes.cloudcontrollermanager.controller;

/**
 * One try of a controller failed for a reason that its message says, mostly the cloud's; the queue tries again. It has no
 * stack trace, as it is expected and told by its message alone.
 */
public final class SyncFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SyncFailure(String message) {
        super(message, null, false, false);
    }
}
