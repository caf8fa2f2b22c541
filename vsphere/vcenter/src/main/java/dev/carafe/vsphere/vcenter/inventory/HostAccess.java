package dev.carafe.vsphere.vcenter.inventory;

/**
 * How a host is reached.
 *
 * @param address its name or IP address
 * @param port of its API
 * @param sealedPassword encrypted; whoever holds the inventory's key can open it
 * @param thumbprint of the one certificate that is accepted, SHA-1 or SHA-256
 */
public record HostAccess(String address, int port, String user, String sealedPassword, String thumbprint) {
    /** The port that needs no mention. */
    public static final int HTTPS = 443;

    /** The address as a URL has it: one of IPv6 stands in brackets. */
    public String urlHost() {
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
