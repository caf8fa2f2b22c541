package dev.carafe.kubernetes.dns;

import java.util.Locale;
import java.util.Optional;

/**
 * Which ports a question is about.
 *
 * @param name the port's name; empty together with the protocol for any
 * @param protocol in lower case
 */
record PortFilter(String name, String protocol) {
    /** All ports. */
    static final PortFilter ANY = new PortFilter("", "");

    /** The filter of the labels {@code _name} and {@code _protocol}; empty when they are not of that form. */
    static Optional<PortFilter> of(String name, String protocol) {
        return name.startsWith("_") && protocol.startsWith("_") && name.length() > 1 && protocol.length() > 1
                ? Optional.of(new PortFilter(name.substring(1), protocol.substring(1)))
                : Optional.empty();
    }

    boolean isAny() {
        return name.isEmpty() && protocol.isEmpty();
    }

    boolean takes(String portName, String portProtocol) {
        String actual = portProtocol.isEmpty() ? "tcp" : portProtocol.toLowerCase(Locale.ROOT);
        return isAny() || (name.equals(portName) && protocol.equals(actual));
    }
}
