package dev.carafe.vsphere.vmomi.service;

/**
 * The client at the other end of a connection, for logs and events.
 *
 * @param userAgent what it calls itself; empty when it says nothing
 */
public record Caller(String remoteAddress, String userAgent) {
    private static final int USER_AGENT_MAX = 256;

    public Caller {
        if (userAgent.length() > USER_AGENT_MAX) {
            userAgent = userAgent.substring(0, USER_AGENT_MAX);
        }
    }
}
