package dev.carafe.kubernetes.proxy.service;

/** An IP family; every address and rule belongs to one. */
public enum Family {
    IPV4,
    IPV6;

    /** The family of a literal address. */
    public static Family of(String address) {
        return address.indexOf(':') >= 0 ? IPV6 : IPV4;
    }
}
