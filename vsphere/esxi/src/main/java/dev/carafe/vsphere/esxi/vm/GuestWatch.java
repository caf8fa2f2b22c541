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
 * Asks the guest of a running machine what it is, now and again, and shows what it says. One thread a running machine, which ends with
 * the machine.
 */
final class GuestWatch {
    private static final Logger LOG = System.getLogger(GuestWatch.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Machine machine;
    private final MachineProcess process;

    private GuestWatch(Machine machine, MachineProcess process) {
        this.machine = machine;
        this.process = process;
    }

    static void start(Machine machine, MachineProcess process) {
        Thread.ofVirtual().name("guest of machine " + machine.id()).start(new GuestWatch(machine, process)::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!process.awaitEnd(INTERVAL) && isCurrent());
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
            GuestInfo said = machine.host()
                    .ground()
                    .guests()
                    .info(process.placement().guestAgentSocket())
                    .map(this::complete)
                    .orElseGet(this::silent);
            if (isCurrent()) {
                show(said);
            }
        } catch (RuntimeException defect) {
            LOG.log(Level.WARNING, "the guest of machine " + machine.id() + " cannot be shown", defect);
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
