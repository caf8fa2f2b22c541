package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.FaultException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Settling hosts;
    private final Predicate<String> isKnown;
    /** What is kept until a host has said what holds, by key; whoever takes one out asks the host. */
    private final Map<String, PortsKept> doubtful = new ConcurrentHashMap<>();

    /**
     * @param plug has the cards of a machine of an id be in the ports that are kept for them
     * @param isKnown whether there is such a host
     */
    PortErrands(KeptPorts ports, Errands errands, Consumer<String> plug, Settling hosts, Predicate<String> isKnown) {
        this.ports = ports;
        this.errands = errands;
        this.plug = plug;
        this.hosts = hosts;
        this.isKnown = isKnown;
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

    /** It is not known whether a host has done an errand: what is kept for it is free once the host has said what holds. */
    void doubted(String errand) {
        ports.of(errand).forEach(this::freeWhenKnown);
    }

    /** The same for what a host was asked for and has not answered. */
    void freeWhenKnown(PortsKept kept) {
        ports.by(kept, null);
        ask(kept);
    }

    private void ask(PortsKept kept) {
        Thread.ofVirtual().name("vcenter-ports-" + kept.hostId()).start(() -> freeLater(kept));
    }

    /** All that a host has was seen: asks it about what it could not be asked before. */
    void seen(String hostId) {
        for (PortsKept kept : List.copyOf(doubtful.values())) {
            if (kept.hostId().equals(hostId) && doubtful.remove(kept.key(), kept)) {
                ask(kept);
            }
        }
    }

    /**
     * Takes up what an earlier vCenter kept for what is no errand now: it asked the host for it, or was about to. Whatever the host
     * does of it is known once the host has done all that it is at.
     */
    void takeUp() {
        for (PortsKept kept : ports.all()) {
            String errand = kept.errand();
            if (errand == null || (errands.find(errand) == null && errands.find(LEFT + errand) == null)) {
                ask(kept);
            }
        }
    }

    private void freeLater(PortsKept kept) {
        try {
            hosts.await(kept.hostId());
            ports.free(kept);
        } catch (FaultException e) {
            if (isKnown.test(kept.hostId())) { // it is asked again when it is seen again, or by the next server
                LOG.log(Level.DEBUG, "ports are kept on for {0}: {1}", kept.holder(), e.getMessage());
                doubtful.put(kept.key(), kept);
            } else {
                ports.free(kept);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
