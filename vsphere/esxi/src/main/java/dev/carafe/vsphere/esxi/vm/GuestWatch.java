package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.hardware.Summary;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the guest of a running machine what it is, now and again, and shows what it says. One thread a running machine, which
 * ends with the machine; and one more until the guest has its first address, since asking a guest that does not answer takes
 * seconds.
 */
final class GuestWatch {
    private static final Logger LOG = System.getLogger(GuestWatch.class.getName());
    private final Machine machine;
    private final MachineProcess process;
    private final long startedNs = System.nanoTime();

    /** Whether the agent has ever answered: from then on it knows better than the host. Guarded by this. */
    private boolean answered;

    private GuestWatch(Machine machine, MachineProcess process) {
        this.machine = machine;
        this.process = process;
    }

    static void start(Machine machine, MachineProcess process) {
        GuestWatch watch = new GuestWatch(machine, process);
        Thread.ofVirtual().name("guest of machine " + machine.id()).start(watch::run);
        Thread.ofVirtual().name("address of machine " + machine.id()).start(watch::awaitLease);
    }

    private void run() {
        try {
            do {
                look();
            } while (!process.awaitEnd(pause(hasAnswered())) && isCurrent());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause(boolean seen) {
        return GuestRhythm.pause(seen, Duration.ofNanos(System.nanoTime() - startedNs));
    }

    /** Shows the address that the host gave to the guest, until the agent tells more. */
    private void awaitLease() {
        try {
            do {
                if (hasAnswered() || shownLease()) {
                    return;
                }
            } while (!process.awaitEnd(pause(false)) && isCurrent());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the machine is still run by that process; not so once the agent has let go of it. */
    private boolean isCurrent() {
        return machine.process().filter(now -> now == process).isPresent() && !process.isReleased();
    }

    private void look() {
        try {
            Optional<GuestInfo> said = machine.host()
                    .ground()
                    .guests()
                    .info(process.placement().guestAgentSocket())
                    .map(this::complete);
            synchronized (this) {
                answered |= said.isPresent();
                if (isCurrent()) {
                    show(said.orElseGet(this::silent));
                }
            }
        } catch (RuntimeException defect) {
            LOG.log(Level.WARNING, "the guest of machine " + machine.id() + " cannot be shown", defect);
        }
    }

    private synchronized boolean hasAnswered() {
        return answered;
    }

    private synchronized boolean shownLease() {
        try {
            GuestInfo silent = answered ? null : silent();
            if (silent == null || silent.ipAddress() == null) {
                return answered;
            }
            if (isCurrent()) {
                show(silent);
            }
            return true;
        } catch (RuntimeException defect) {
            LOG.log(Level.WARNING, "the address of machine " + machine.id() + " cannot be shown", defect);
            return true;
        }
    }

    private void show(GuestInfo said) {
        if (!machine.state().live().guest().equals(said)) {
            machine.update(state -> state.withLive(state.live().withGuest(said)));
        }
    }

    /** What the guest cannot know: which of the machine's cards an address belongs to. */
    private GuestInfo complete(GuestInfo said) {
        List<Nic> nics = machine.state().hardware().devices().nics();
        List<GuestNicInfo> known = new ArrayList<>();
        for (GuestNicInfo nic : said.net()) {
            Optional<Nic> card = nics.stream()
                    .filter(each -> each.mac().toString().equalsIgnoreCase(nic.macAddress()))
                    .findFirst();
            known.add(
                    card.isEmpty()
                            ? nic
                            : nic.toBuilder()
                                    .deviceConfigId(card.get().key())
                                    .network(card.get().portGroup())
                                    .connected(machine.state()
                                            .live()
                                            .connected()
                                            .contains(card.get().key()))
                                    .build());
        }
        Boolean crashed = machine.state().live().guest().guestKernelCrashed();
        return said.toBuilder().net(known).guestKernelCrashed(crashed).build();
    }

    /** Of a guest without an agent the host knows what it gave by DHCP. */
    private GuestInfo silent() {
        GuestInfo silent = Summary.silentGuest(true).toBuilder()
                .guestKernelCrashed(machine.state().live().guest().guestKernelCrashed())
                .build();
        Instant booted = machine.state().live().bootTime();
        if (booted == null) {
            return silent;
        }
        for (Nic nic : machine.state().hardware().devices().nics()) {
            Optional<InetAddress> lease = machine.host().ground().network().lease(nic.mac(), booted);
            if (lease.isPresent()) {
                return silent.toBuilder()
                        .ipAddress(lease.get().getHostAddress())
                        .build();
            }
        }
        return silent;
    }
}
