package dev.carafe.kubernetes.apiserver.proxy;

/**
 * Where a request is sent on to.
 *
 * @param scheme http or https
 * @param address of IPv4 or IPv6
 * @param port a number; empty for the scheme's own
 */
record Backend(String scheme, String address, String port) {
    private static final int PORT_MAX = 65_535;

    /** Whether its port is one. */
    boolean hasPort() {
        return port.isEmpty() || (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= PORT_MAX);
    }

    /** Address and port as they stand in a URL. */
    String authority() {
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return port.isEmpty() ? host : host + ":" + port;
    }
}
