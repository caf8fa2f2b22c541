package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.FaultException;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Has cards be in the ports that are kept for them once their host has done its errand, and gives the ports free when the errand
 * has ended, also when an earlier vCenter began it. Safe for all threads.
 */
final class PortErrands {
    /** Waits until a host has done all that it was asked for. */
    @FunctionalInterface
    interface Settling {
        /** @throws FaultException when the host does not answer for long, is no longer known, or this server ends */
        void await(String hostId) throws InterruptedException;
    }

    private static final String LEFT = "left/";

    private static final System.Logger LOG = System.getLogger(PortErrands.class.getName());

    private final KeptPorts ports;
    private final Errands errands;
    private final Consumer<String> plug;

    /** @param plug has the cards of a machine of an id be in the ports that are kept for them */
    PortErrands(KeptPorts ports, Errands errands, Consumer<String> plug) {
        this.ports = ports;
        this.errands = errands;
        this.plug = plug;
        errands.whenEnded(this::ended);
    }

    /** Notes which errand it is that ports are kept for. */
    void by(PortsKept kept, String errand) {
        ports.by(kept, errand);
    }

    /** A host has done an errand, which is still to be ended. To the host nothing has changed when the group is the same. */
    void done(String errand) {
        ports.of(errand).forEach(each -> plug.accept(each.holder()));
    }

    private void ended(String errand) {
        if (errands.find(LEFT + errand) == null) { // else it goes on without its task
            String first = errand.startsWith(LEFT) ? errand.substring(LEFT.length()) : errand;
            ports.of(first).forEach(ports::free);
        }
    }

    /**
     * Takes up what an earlier vCenter kept for what is no errand now: it asked the host for it, or was about to. Whatever the host
     * does of it is known once the host has done all that it is at.
     *
     * @param isKnown whether there is such a host
     */
    void takeUp(Settling hosts, Predicate<String> isKnown) {
        for (PortsKept kept : ports.all()) {
            String errand = kept.errand();
            if (errand == null || (errands.find(errand) == null && errands.find(LEFT + errand) == null)) {
                Thread.ofVirtual().name("vcenter-ports-" + kept.hostId()).start(() -> freeLater(kept, hosts, isKnown));
            }
        }
    }

    private void freeLater(PortsKept kept, Settling hosts, Predicate<String> isKnown) {
        try {
            hosts.await(kept.hostId());
            ports.free(kept);
        } catch (FaultException e) {
            if (isKnown.test(kept.hostId())) { // the next server asks again
                LOG.log(Level.DEBUG, "ports are kept on for {0}: {1}", kept.holder(), e.getMessage());
            } else {
                ports.free(kept);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
