package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import java.net.InetAddress;
import java.util.Optional;

/** What clients are warned of in addresses: forms that not everybody reads alike ({@code GetWarningsForIP} of apimachinery). */
final class AddressWarnings {
    private AddressWarnings() {}

    /** The warning of an address, empty where there is none. */
    static Optional<String> of(FieldPath path, String value) {
        Optional<InetAddress> read = IpAddresses.read(value);
        if (read.isEmpty()) {
            return Optional.empty(); // which validation has told of
        }
        String form = Addresses.text(read.get());
        if (!Addresses.isAddress(value) || IpAddresses.isMapped(value)) {
            return Optional.of(
                    path + ": non-standard IP address " + Quoted.of(value) + " is invalid: use " + Quoted.of(form));
        }
        return Addresses.isV6(value) && !form.equals(value)
                ? Optional.of(path + ": IPv6 address " + Quoted.of(value) + " should be in RFC 5952 canonical format ("
                        + Quoted.of(form) + ")")
                : Optional.empty();
    }
}
