package dev.carafe.kubernetes.proxy.nftables;

import java.util.Collection;

/** Forgets connections that the kernel still tracks to where they must no longer go. */
@FunctionalInterface
public interface Conntrack {
    /** Forgets these flows; a failure is logged and otherwise harmless, since flows run out by themselves. */
    void forget(Collection<UdpFlow> flows);
}
