package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.kubelet.network.CniConfiguration;
import java.io.IOException;
import java.util.Optional;

/** Configures the pods' network once the node's range is known, and again when it changes. Thread-safe. */
final class PodNetwork {
    private static final System.Logger LOG = System.getLogger(PodNetwork.class.getName());

    private final Optional<CniConfiguration> cni;

    /** The range that is configured; empty before. Guarded by this object. */
    private String podCidr = "";

    /** @param cni empty where somebody else configures the network */
    PodNetwork(Optional<CniConfiguration> cni) {
        this.cni = cni;
    }

    /** Takes up a range; an empty one, or the one in use, changes nothing. What fails is tried again by the next call. */
    synchronized void use(String cidr) {
        if (cidr.isEmpty() || cidr.equals(podCidr) || cni.isEmpty()) {
            return;
        }
        try {
            if (cni.get().configuredByOthers()) {
                LOG.log(System.Logger.Level.INFO, "the pod network is configured by others");
            } else {
                cni.get().write(cidr);
            }
            podCidr = cidr;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot configure the pod network", e);
        }
    }
}
